"""Leads under real parallel transactions: no quota is exceeded, the shares hold exactly, nothing is overwritten."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import Any

from sqlalchemy import select

from coachway.adapters.postgres.platform_tables import outbox
from tests.api_client import ApiClient
from tests.fakes.clock import SteerableClock
from tests.integration.sales.office import LEADS, RULES, Office, open_office


async def take_at_once(office: Office, count: int) -> Counter[int | None]:
    leads = await asyncio.gather(*(office.take() for _ in range(count)))
    return Counter(lead["assigned_to_agent_id"] for lead in leads)


async def test_forty_at_once_are_shared_exactly_by_weight(api: ApiClient, others: list[ApiClient]) -> None:
    office = await open_office(api, {"weight": 5}, {"weight": 3}, {"weight": 2}, more_processes=others)
    a, b, c = office.ids
    assert await take_at_once(office, 40) == Counter({a: 20, b: 12, c: 8})


async def test_forty_at_once_keep_every_quota(api: ApiClient, others: list[ApiClient]) -> None:
    office = await open_office(
        api,
        {"weight": 9, "max_leads_per_day": 7},
        {"max_leads_per_day": 5},
        {"weight": 4, "max_leads_per_day": 11},
        more_processes=others,
    )
    a, b, c = office.ids
    assert await take_at_once(office, 40) == Counter({None: 17, c: 11, a: 7, b: 5})
    for agent, quota in ((a, 7), (b, 5), (c, 11)):
        assert (await office.rule_of(agent))["leads_assigned_today"] == quota


async def test_the_first_leads_of_a_day_grant_its_quota_once(
    api: ApiClient, others: list[ApiClient], clock: SteerableClock
) -> None:
    office = await open_office(api, {"max_leads_per_day": 3}, more_processes=others)
    (a,) = office.ids
    assert (await take_at_once(office, 6))[a] == 3
    clock.advance(days=1)
    await take_at_once(office, 12)
    assert (await office.rule_of(a))["total_leads_assigned"] == 6


async def test_the_same_person_asking_twice_at_once_gets_one_agent(api: ApiClient, others: list[ApiClient]) -> None:
    office = await open_office(api, {}, {}, {}, more_processes=others)
    leads = await asyncio.gather(*(office.take(email="twice@example.com") for _ in range(6)))
    assert len({lead["assigned_to_agent_id"] for lead in leads}) == 1
    ids = {lead["id"] for lead in leads}
    for lead in leads:
        assert set((await office.lead(lead["id"]))["duplicate_lead_ids"]) == ids - {lead["id"]}


async def test_of_two_assignments_by_hand_that_expect_the_same_one_wins(api: ApiClient) -> None:
    office = await open_office(api, {}, {}, {})
    lead = await office.take()
    owner = lead["assigned_to_agent_id"]
    others = [agent for agent in office.ids if agent != owner]
    answers = await asyncio.gather(
        *(
            office.manager.post(f"{LEADS}/{lead['id']}/assign", {"agent_id": other, "expected_agent_id": owner})
            for other in others
        )
    )
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    (lost,) = (answer.json() for answer in answers if answer.status_code == 409)
    assert lost["code"] == "lead_moved"
    won = next(answer.json() for answer in answers if answer.status_code == 200)
    assert (await office.lead(lead["id"]))["assigned_to_agent_id"] == won["assigned_to_agent_id"]


async def test_by_hand_and_automatically_at_once_never_overwrite_each_other(api: ApiClient) -> None:
    office = await open_office(api, {"max_leads_per_day": 0}, {"max_leads_per_day": 0})
    a, b = office.ids
    leads = [await office.take() for _ in range(8)]
    by_hand = [
        office.manager.post(f"{LEADS}/{lead['id']}/assign", {"agent_id": b, "expected_agent_id": None})
        for lead in leads
    ]
    automatic = office.manager.put(f"{RULES}/{office.rules[a]}", {"max_leads_per_day": 100})
    *hands, changed = await asyncio.gather(*by_hand, automatic)
    assert changed.status_code == 200
    for lead, hand in zip(leads, hands, strict=True):
        owner = (await office.lead(lead["id"]))["assigned_to_agent_id"]
        assert (hand.status_code, owner) in ((200, b), (409, a))
    totals = [(await office.rule_of(agent))["total_leads_assigned"] for agent in (a, b)]
    assert sum(totals) == len(leads)
    assert totals[1] == sum(hand.status_code == 200 for hand in hands)


async def test_leads_that_share_a_transaction_keep_their_own_makers_and_events(api: ApiClient) -> None:
    office = await open_office(api, {}, {})
    makers = [await api.as_("agent") for _ in range(6)]
    answers = await asyncio.gather(
        *(maker.post(LEADS, {"first_name": "Ann", "email": f"{maker.user_id}@example.com"}) for maker in makers)
    )
    made_by = {answer.json()["id"]: maker.user_id for answer, maker in zip(answers, makers, strict=True)}
    admin = await api.as_("admin")
    created = (await admin.get("/api/v1/changes/audit?entity_type=lead&action=insert")).json()
    assert {record["entity_id"]: record["actor_id"] for record in created} == made_by
    async with api.platform.engine.connect() as connection:
        events = (await connection.execute(select(outbox).where(outbox.c.name.like("lead.%")))).all()
    assert len(events) == 2 * len(makers)
    assert all(event.actor["id"] == made_by[event.payload["lead_id"]] for event in events)
    assert {(await office.rule_of(agent))["total_leads_assigned"] for agent in office.ids} == {3}


async def test_a_lead_that_the_database_refuses_takes_no_other_with_it(api: ApiClient) -> None:
    office = await open_office(api, {})
    bodies: list[dict[str, Any]] = [{"first_name": "Ann", "email": f"{number}@example.com"} for number in range(5)]
    bodies[3]["estimated_value"] = 10**17  # more than its column holds
    answers = await asyncio.gather(*(office.manager.post(LEADS, body) for body in bodies))
    assert [answer.status_code for answer in answers] == [201, 201, 201, 422, 201]
    assert (await office.rule_of(office.ids[0]))["total_leads_assigned"] == 4


async def test_one_key_twice_in_one_transaction_makes_one_lead(api: ApiClient) -> None:
    office = await open_office(api, {})
    body = {"first_name": "Ann", "email": "ann@example.com"}
    first = office.manager.post(LEADS, {"first_name": "Bob", "email": "bob@example.com"})
    twice = [office.manager.post(LEADS, body, headers={"Idempotency-Key": "k"}) for _ in range(2)]
    _, *answers = await asyncio.gather(first, *twice)
    assert sorted(answer.status_code for answer in answers) in ([201, 201], [201, 409])
    assert (await office.rule_of(office.ids[0]))["total_leads_assigned"] == 2
    again = await office.manager.post(LEADS, body, headers={"Idempotency-Key": "k"})
    assert (again.status_code, again.headers["Idempotency-Replayed"]) == (201, "true")
