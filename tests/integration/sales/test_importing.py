"""Files of leads over HTTP, on a real database and at the same time as everything else."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event, text

from coachway.entrypoints.bootstrap import Platform
from coachway.entrypoints.worker.schedule import begin_sales_day
from tests.api_client import ApiClient
from tests.fakes.clock import SteerableClock
from tests.integration.notifications.test_who_is_mailed import letters
from tests.integration.sales.office import LEADS, Office, open_office

IMPORT = f"{LEADS}/import"
INTAKE = f"{LEADS}/intake"
HEADER = "first_name,last_name,email,phone,source\n"


def people(count: int, *, called: str = "file") -> str:
    """So many rows of people whom nobody knows."""
    return HEADER + "".join(f"Ann,Lee,{called}{number}@example.com,,phone\n" for number in range(count))


async def send(who: ApiClient, table: str | bytes, query: str = "", **headers: str) -> Any:
    content = table.encode() if isinstance(table, str) else table
    return await who.post(f"{IMPORT}{query}", content=content, headers={"Content-Type": "text/csv"} | headers)


async def all_leads(office: Office) -> list[dict[str, Any]]:
    leads: list[dict[str, Any]] = (await office.manager.get(f"{LEADS}?limit=200")).json()
    return leads


@contextmanager
def statements(platform: Platform) -> Iterator[list[str]]:
    asked: list[str] = []

    def note(_conn: Any, _cursor: Any, statement: str, *_: Any) -> None:
        asked.append(statement)

    event.listen(platform.engine.sync_engine, "before_cursor_execute", note)
    yield asked
    event.remove(platform.engine.sync_engine, "before_cursor_execute", note)


async def test_each_row_is_made_or_reported_and_the_shares_hold(api: ApiClient) -> None:
    office = await open_office(api, {"weight": 3}, {"weight": 1})
    a, b = office.ids
    answer = await send(
        office.agents[1],
        people(6) + "Bad,,nowhere,,\nBob,,bob@example.com,,fax\n" + "Zoe,,z@example.com,,web\nTim,,t@example.com,,\n",
    )
    assert (answer.status_code, answer.json()) == (
        200,
        {
            "created": 8,
            "rejected": 2,
            "dry_run": False,
            "errors": [
                {"line": 8, "message": "email: must be an e-mail address such as name@example.com"},
                {"line": 9, "message": "source: must be one of web, phone, email, referral, walk_in, partner"},
            ],
        },
    )
    leads = (await all_leads(office))[::-1]
    assert [lead["assigned_to_agent_id"] for lead in leads] == [a, a, b, a, a, a, b, a]
    assert [lead["source"] for lead in leads] == ["phone"] * 6 + ["web", "web"]
    rule = await office.rule_of(a)
    assert (rule["total_leads_assigned"], rule["leads_assigned_today"]) == (6, 6)
    assert await office.takers(4) == [a, a, b, a]


async def test_a_dry_run_tells_the_same_and_keeps_nothing(api: ApiClient, platform: Platform) -> None:
    office = await open_office(api, {})
    table = people(3) + "Bad,,nowhere,,\n"
    dry = (await send(office.manager, table, "?dry_run=true")).json()
    assert await all_leads(office) == []
    wet = (await send(office.manager, table)).json()
    assert dry == wet | {"dry_run": True}
    assert (wet["created"], wet["rejected"]) == (3, 1)


async def test_the_same_file_under_one_key_makes_nothing_twice(api: ApiClient) -> None:
    office = await open_office(api, {})
    key = {"Idempotency-Key": "the march file"}
    answers = await asyncio.gather(*(send(office.manager, people(20), **key) for _ in range(4)))
    assert {answer.status_code for answer in answers} <= {200, 409}
    again = await send(office.manager, people(20), **key)
    assert (again.headers["idempotency-replayed"], again.json()["created"]) == ("true", 20)
    assert len(await all_leads(office)) == 20
    assert (await send(office.manager, people(21), **key)).status_code == 422


async def test_clients_duplicates_in_the_file_and_before_it_find_their_agents(api: ApiClient) -> None:
    office = await open_office(api, {"max_leads_per_day": 0}, {}, {})
    a, b, c = office.ids
    client = {"last_name": "Stone", "email": "stone@example.com", "phone": "212 555 0123", "assigned_agent_id": a}
    client_id = (await office.manager.post("/api/v1/clients", client)).json()["id"]
    before = await office.take(email="before@example.com")
    owner = before["assigned_to_agent_id"]
    await send(
        office.manager,
        HEADER
        + "S,,STONE@example.com,,\nS,,other@example.com,212-555-0123,\nB,,Before@example.com,,\n"
        + "T,,twice@example.com,(212) 555-0177,\nU,,once@example.com,,\nT,,,+1 212 555 0177,\n",
    )
    stone, by_phone, again, twice, once, second = (await all_leads(office))[::-1][1:]
    for lead in (stone, by_phone):
        assert (lead["assigned_to_agent_id"], lead["existing_client_id"]) == (a, client_id)
    assert (again["assigned_to_agent_id"], again["duplicate_lead_ids"]) == (owner, [before["id"]])
    assert (await office.lead(before["id"]))["duplicate_lead_ids"] == [again["id"]]
    assert (await office.lead(before["id"]))["version"] == before["version"] + 1
    assert second["assigned_to_agent_id"] == twice["assigned_to_agent_id"]
    assert (twice["duplicate_lead_ids"], second["duplicate_lead_ids"]) == ([second["id"]], [twice["id"]])
    assert {twice["assigned_to_agent_id"], once["assigned_to_agent_id"]} == {b, c}
    assert (await office.rule_of(a))["leads_assigned_today"] == 0


async def test_who_waits_already_comes_before_the_file(api: ApiClient, clock: SteerableClock) -> None:
    office = await open_office(api, {"max_leads_per_day": 2})
    (a,) = office.ids
    waiting = [await office.take() for _ in range(4)][2:]
    clock.advance(days=1)
    await send(office.manager, people(3))
    assert [(await office.lead(lead["id"]))["assigned_to_agent_id"] for lead in waiting] == [a, a]
    assert [lead["assigned_to_agent_id"] for lead in (await all_leads(office))[:3]] == [None] * 3
    clock.advance(days=1)
    newest = await office.take()
    owners = [lead["assigned_to_agent_id"] for lead in (await all_leads(office))[:4]]
    assert (owners, newest["assigned_to_agent_id"]) == ([None, None, a, a], None)


async def test_files_and_single_leads_at_once_keep_shares_and_quotas_exactly(api: ApiClient) -> None:
    office = await open_office(
        api,
        {"weight": 5},
        {"weight": 3},
        {"weight": 2},
        {"weight": 9, "max_leads_per_day": 7},
        {"max_leads_per_day": 0},
    )
    a, b, c, d, e = office.ids
    files = [send(office.manager, people(40, called=name)) for name in ("one", "two")]
    singles = [office.take() for _ in range(27)]
    await asyncio.gather(files[0], *singles[:13], files[1], *singles[13:])
    shares = Counter(lead["assigned_to_agent_id"] for lead in await all_leads(office))
    assert (shares[d], shares[e]) == (7, 0)
    # The others share what the one with a quota leaves: 100 leads, of which no file can fall to anybody as a whole.
    for agent, weight in ((a, 5), (b, 3), (c, 2)):
        assert abs(shares[agent] - 100 * weight / 10) < 2
    totals = [(await office.rule_of(agent))["total_leads_assigned"] for agent in office.ids]
    assert totals == [shares[agent] for agent in office.ids]
    assert sum(totals) == 107


async def test_files_at_once_without_quotas_share_exactly_by_weight(api: ApiClient) -> None:
    office = await open_office(api, {"weight": 5}, {"weight": 3}, {"weight": 2})
    await asyncio.gather(
        *(send(office.manager, people(20, called=name)) for name in ("one", "two", "three")),
        *(office.take() for _ in range(20)),
    )
    shares = Counter(lead["assigned_to_agent_id"] for lead in await all_leads(office))
    assert [shares[agent] for agent in office.ids] == [40, 24, 16]


async def test_one_person_in_two_files_and_a_form_at_once_has_one_agent(
    api: ApiClient, others: list[ApiClient]
) -> None:
    office = await open_office(api, {}, {}, {}, more_processes=others)
    table = people(9) + "Twice,,twice@example.com,,\n"
    files = [send(office.manager.through(process), table) for process in others[:2]]
    await asyncio.gather(*files, office.take(email="twice@example.com"))
    leads = [lead for lead in await all_leads(office) if lead["email"] == "twice@example.com"]
    assert len({lead["assigned_to_agent_id"] for lead in leads}) == 1
    ids = {lead["id"] for lead in leads}
    assert [set(lead["duplicate_lead_ids"]) | {lead["id"]} for lead in leads] == [ids] * 3
    shares = Counter(lead["assigned_to_agent_id"] for lead in await all_leads(office))
    assert set(shares) == set(office.ids)


async def test_quotas_raised_while_a_file_comes_in_lose_no_lead(api: ApiClient, platform: Platform) -> None:
    office = await open_office(api, {"max_leads_per_day": 3}, {"max_leads_per_day": 3})
    a, b = office.ids
    await asyncio.gather(
        send(office.manager, people(30)),
        office.change_rule(a, max_leads_per_day=10),
        office.take(),
        office.change_rule(b, max_leads_per_day=15),
        begin_sales_day(platform),
    )
    await begin_sales_day(platform)
    shares = Counter(lead["assigned_to_agent_id"] for lead in await all_leads(office))
    assert shares == Counter({a: 10, b: 15, None: 6})


async def test_one_mail_an_agent_for_a_file(api: ApiClient, platform: Platform) -> None:
    office = await open_office(api, {"weight": 2}, {})
    a, b = office.ids
    await send(office.manager, people(30))
    sent = await letters(platform)
    assert {letter.recipient.id: letter.subject for letter in sent} == {
        a: "20 imported leads are yours",
        b: "10 imported leads are yours",
    }
    assert len(sent) == 2
    await send(office.manager, people(1, called="another"))
    assert [letter.subject for letter in await letters(platform)] == ["1 imported lead is yours"]


async def test_ten_times_the_rows_take_no_more_statements(api: ApiClient, platform: Platform) -> None:
    office = await open_office(api, {}, {}, {})
    asked = []
    for number, rows in enumerate((30, 300)):
        with statements(platform) as each:
            await send(office.manager, people(rows, called=f"new{number}-"))
            await send(office.manager, people(rows, called=f"new{number}-"))  # duplicates of all of them
        asked.append(len(each))
    assert asked[0] == asked[1]


async def test_every_row_is_in_the_audit_with_who_sent_it(api: ApiClient, platform: Platform) -> None:
    office = await open_office(api, {})
    await send(office.manager, people(5))
    query = text(
        "SELECT count(*) FROM audit.records WHERE entity_type = 'lead' AND action = 'insert' AND actor_id = :actor"
    )
    async with platform.engine.connect() as connection:
        assert (await connection.execute(query, {"actor": office.manager.user_id})).scalar_one() == 5


async def test_what_is_no_table_is_refused(api: ApiClient) -> None:
    agent = await api.as_("agent")
    assert (await agent.post(IMPORT, {"first_name": "Ann"})).status_code == 415
    latin = await agent.post(IMPORT, content=b"x", headers={"Content-Type": "text/csv; charset=latin-1"})
    assert latin.status_code == 415
    utf_8 = await agent.post(IMPORT, content=people(1), headers={"Content-Type": 'text/csv; charset="UTF-8"'})
    assert utf_8.status_code == 200
    for empty in ("", "\n", "colour\nred\n"):
        refused = await send(agent, empty)
        assert (refused.status_code, refused.json()["code"]) == (422, "invalid"), refused.text
    assert (await send(agent, people(1), "?dry_run=perhaps")).status_code == 422
    for role in ("client", "vendor"):
        assert (await send(await api.as_(role), people(1))).status_code == 403
    assert (await send(api, people(1))).status_code == 401


async def test_more_rows_or_bytes_than_are_taken_are_413(api: ApiClient) -> None:
    agent = await api.as_("agent")
    many = await send(agent, people(10_001))
    assert (many.status_code, many.json()["code"]) == (413, "too_many_rows")
    long = HEADER + "".join(f"Ann,{'x' * 150},a{number}@example.com,,\n" for number in range(8000))
    assert len(long) > 1024 * 1024
    assert (await send(agent, long, "?dry_run=true")).json()["created"] == 8000
    huge = await send(agent, HEADER.encode() + b"x" * (8 * 1024 * 1024))
    assert (huge.status_code, huge.json()["code"]) == (413, "body_too_large")
    assert (await agent.get(LEADS)).json() == []
