"""Recurring charters over HTTP."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from sqlalchemy import event, text

from tests.integration.charters.conftest import BOSTON, CHARTERS, NEW_YORK, Office

RECURRING = f"{CHARTERS}/recurring"


def body(office: Office, **fields: Any) -> dict[str, Any]:
    asked = {"client_id": office.client_id, "trip_date": "2026-03-01", "passengers": 30, "vehicle_type": "coach"}
    return asked | fields


def path(rule: str, count: int) -> str:
    return f"{RECURRING}?recurrence_rule={rule}&instance_count={count}"


async def series(office: Office, rule: str, count: int, **fields: Any) -> list[dict[str, Any]]:
    answer = await office.agent.post(path(rule, count), body(office, **fields))
    assert answer.status_code == 201, answer.text
    made: list[dict[str, Any]] = answer.json()
    return made


@pytest.mark.parametrize(
    ("rule", "days"),
    [
        ("weekly", ["2026-03-01", "2026-03-08", "2026-03-15"]),
        ("monthly", ["2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30"]),
    ],
)
async def test_the_worked_examples_hold(office: Office, rule: str, days: list[str]) -> None:
    made = await series(office, rule, len(days), trip_date=days[0])
    assert [charter["trip_date"] for charter in made] == days
    assert [charter["instance_number"] for charter in made] == list(range(1, len(days) + 1))
    assert [charter["is_series_master"] for charter in made] == [True] + [False] * (len(days) - 1)
    assert {(each["series_id"], each["series_total"], each["recurrence_rule"]) for each in made} == {
        (made[0]["series_id"], len(days), rule)
    }


async def test_nine_stays_nine_when_the_clocks_change(office: Office) -> None:
    pickup = BOSTON | {"estimated_departure": "2026-03-01T09:00:00-05:00"}
    made = await series(office, "weekly", 2, pickup_time="09:00", return_date="2026-03-02", stops=[pickup, NEW_YORK])
    assert [charter["pickup_time"] for charter in made] == ["09:00", "09:00"]
    assert [charter["return_date"] for charter in made] == ["2026-03-02", "2026-03-09"]
    leaving = [charter["stops"][0]["estimated_departure"] for charter in made]
    assert leaving == ["2026-03-01T14:00:00Z", "2026-03-08T13:00:00Z"]


async def test_a_series_is_read_from_any_member_and_two_of_one_rule_stay_two(office: Office) -> None:
    first, second = await series(office, "weekly", 3), await series(office, "weekly", 2)
    for made in (first, second):
        for member in made:
            assert (await office.agent.get(f"{CHARTERS}/{member['id']}/series")).json() == made
    alone = await office.charter()
    assert (await office.agent.get(f"{CHARTERS}/{alone['id']}/series")).json() == [alone]
    assert (await office.agent.get(f"{CHARTERS}/4711/series")).status_code == 404
    assert (await office.client.get(f"{CHARTERS}/{alone['id']}/series")).status_code == 403


async def test_all_or_none(office: Office) -> None:
    answer = await office.agent.post(path("FREQ%3DYEARLY", 52), body(office, trip_date="2170-01-01"))
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "recurrence_rule"
    for rule, count, field in (("hourly", 2, "recurrence_rule"), ("daily", 53, "instance_count")):
        refused = (await office.agent.post(path(rule, count), body(office))).json()
        assert [error["field"] for error in refused["errors"]] == [field]
    assert (await office.agent.get(CHARTERS)).json() == []


async def test_a_repeated_request_makes_one_series(office: Office) -> None:
    answers = [
        await office.agent.post(path("daily", 2), body(office), headers={"Idempotency-Key": "once"}) for _ in range(2)
    ]
    assert answers[0].json() == answers[1].json()
    assert len((await office.agent.get(CHARTERS)).json()) == 2


async def test_a_year_of_weeks_takes_the_statements_of_two(office: Office) -> None:
    seen: list[str] = []
    engine = office.agent.platform.engine.sync_engine

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        seen.append(statement)

    counted = []
    stops = [BOSTON, NEW_YORK] * 2 + [BOSTON]
    await series(office, "weekly", 2, stops=stops)
    event.listen(engine, "before_cursor_execute", note)
    try:
        for count in (2, 52):
            seen.clear()
            assert len(await series(office, "weekly", count, stops=stops)) == count
            counted.append(len(seen))
    finally:
        event.remove(engine, "before_cursor_execute", note)
    assert counted[0] == counted[1]
    revision = await office.agent.get(f"{CHARTERS}/{(await office.agent.get(CHARTERS)).json()[0]['id']}/revisions")
    assert [each["revision_number"] for each in revision.json()] == [1]


async def test_a_series_is_cancelled_from_an_instance_on(office: Office) -> None:
    made = await series(office, "weekly", 4, total_cost=500)
    await office.done(office.agent, f"{CHARTERS}/{made[2]['id']}/book")
    cancel = f"{CHARTERS}/{made[3]['id']}/series/cancel"
    assert (await office.agent.post(cancel, {"from_instance": 5})).status_code == 422
    assert (await office.agent.post(cancel, {"from_instance": 2}, headers={"If-Match": '"9"'})).status_code == 412
    by_agent = (await office.agent.post(cancel, {"from_instance": 2})).json()
    assert [charter["status"] for charter in by_agent] == ["quote", "cancelled", "booked", "cancelled"]
    asked = {"from_instance": 2, "override": True, "reason": "The contract ended"}
    by_manager = (await office.manager.post(cancel, asked)).json()
    assert [charter["status"] for charter in by_manager] == ["quote", "cancelled", "cancelled", "cancelled"]
    assert by_manager == (await office.agent.get(f"{CHARTERS}/{made[0]['id']}/series")).json()
    alone = await office.charter()
    refused = await office.agent.post(f"{CHARTERS}/{alone['id']}/series/cancel", {"from_instance": 1})
    assert (refused.status_code, refused.json()["code"]) == (409, "not_in_series")


async def test_a_repeated_cancellation_cancels_once(office: Office) -> None:
    made = await series(office, "weekly", 4)
    path, asked = f"{CHARTERS}/{made[0]['id']}/series/cancel", {"from_instance": 3, "reason": "Term is over"}
    first = await office.agent.post(path, asked, headers={"Idempotency-Key": "term"})
    again = await office.agent.post(path, asked, headers={"Idempotency-Key": "term"})
    assert (first.status_code, again.status_code) == (200, 200)
    assert again.content == first.content
    assert ("Idempotency-Replayed" in first.headers, again.headers["Idempotency-Replayed"]) == (False, "true")
    for number, charter in enumerate(made, start=1):
        now = await office.read(charter["id"])
        assert (now["status"], now["revision_number"]) == (("cancelled", 2) if number >= 3 else ("quote", 1))
    other = await office.agent.post(path, asked | {"from_instance": 2}, headers={"Idempotency-Key": "term"})
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")


async def test_cancelling_one_series_leaves_another_of_the_same_rule_alone(office: Office) -> None:
    first, second = await series(office, "weekly", 3), await series(office, "weekly", 3)
    await office.done(office.agent, f"{CHARTERS}/{first[1]['id']}/series/cancel", {"from_instance": 1})
    now = (await office.agent.get(f"{CHARTERS}/{second[0]['id']}/series")).json()
    assert now == second


async def test_series_created_at_once_stay_apart(office: Office) -> None:
    made = await asyncio.gather(*(series(office, "FREQ%3DWEEKLY", 3) for _ in range(6)))
    numbers = {each[0]["series_id"] for each in made}
    assert len(numbers) == 6
    for each in made:
        listed = (await office.agent.get(f"{CHARTERS}?series_id={each[0]['series_id']}")).json()
        assert {charter["id"] for charter in listed} == {charter["id"] for charter in each}
        assert [charter["instance_number"] for charter in each] == [1, 2, 3]


async def test_of_a_booking_and_a_cancellation_at_once_one_wins_for_each_instance(office: Office) -> None:
    made = await series(office, "daily", 8, total_cost=500)
    path = f"{CHARTERS}/{made[0]['id']}/series/cancel"
    answers = await asyncio.gather(
        *(office.agent.post(f"{CHARTERS}/{charter['id']}/book") for charter in made[4:]),
        office.agent.post(path, {"from_instance": 1}),
        office.manager.post(path, {"from_instance": 5}),
        *(office.agent.post(f"{CHARTERS}/{charter['id']}/book") for charter in made[:4]),
    )
    assert {answer.status_code for answer in answers} <= {200, 409}
    booked = {answer.json()["id"] for answer in answers if answer.url.path.endswith("/book") and answer.is_success}
    for charter in (await office.agent.get(f"{CHARTERS}/{made[0]['id']}/series")).json():
        assert charter["status"] == ("booked" if charter["id"] in booked else "cancelled")
        assert charter["revision_number"] == 2


@pytest.mark.parametrize(
    ("rule", "first", "days", "utc"),
    [
        # The clock is put forward on March 8 and back on November 1.
        ("FREQ%3DWEEKLY;BYDAY%3DSU", "2026-03-01", ["2026-03-01", "2026-03-08", "2026-03-15"], [14, 13, 13]),
        ("FREQ%3DDAILY", "2026-10-31", ["2026-10-31", "2026-11-01", "2026-11-02"], [13, 14, 14]),
        ("daily", "2026-03-07", ["2026-03-07", "2026-03-08", "2026-03-09"], [14, 13, 13]),
        ("FREQ%3DMONTHLY;BYMONTHDAY%3D-1", "2026-01-31", ["2026-01-31", "2026-02-28", "2026-03-31"], [14, 14, 13]),
        ("FREQ%3DMONTHLY", "2026-01-31", ["2026-01-31", "2026-03-31", "2026-05-31"], [14, 13, 13]),
        ("monthly", "2028-01-31", ["2028-01-31", "2028-02-29", "2028-03-31"], [14, 14, 13]),
    ],
)
async def test_an_rrule_keeps_the_wall_clock(
    office: Office, rule: str, first: str, days: list[str], utc: list[int]
) -> None:
    offset = "-05:00" if utc[0] == 14 else "-04:00"
    pickup = BOSTON | {"estimated_departure": f"{first}T09:00:00{offset}"}
    made = await series(office, rule, 3, trip_date=first, pickup_time="09:00", stops=[pickup, NEW_YORK])
    assert [charter["trip_date"] for charter in made] == days
    assert [charter["pickup_time"] for charter in made] == ["09:00"] * 3
    leaving = [charter["stops"][0]["estimated_departure"] for charter in made]
    assert leaving == [f"{day}T{hour}:00:00Z" for day, hour in zip(days, utc, strict=True)]


@pytest.mark.parametrize(
    ("rule", "asked", "made"),
    [
        ("FREQ%3DDAILY;COUNT%3D3", 5, 3),
        ("FREQ%3DDAILY;COUNT%3D5", 3, 3),
        ("FREQ%3DDAILY;COUNT%3D1", 52, 1),
        ("FREQ%3DDAILY;UNTIL%3D20260303", 5, 3),
        ("FREQ%3DDAILY;UNTIL%3D20260331", 3, 3),
        ("FREQ%3DDAILY;COUNT%3D99", 52, 52),
    ],
)
async def test_instance_count_caps_what_a_rule_says_itself(office: Office, rule: str, asked: int, made: int) -> None:
    charters = await series(office, rule, asked)
    assert len(charters) == made
    assert {charter["series_total"] for charter in charters} == {made}


async def test_one_instance_that_cannot_be_leaves_none(office: Office) -> None:
    """The first two are fine; the third would call somewhere after the last year that there is."""
    late = BOSTON | {"estimated_departure": "2200-12-20T14:00:00Z"}
    asked = body(office, trip_date="2200-12-10", stops=[late, NEW_YORK])
    refused = await office.agent.post(path("weekly", 3), asked)
    assert refused.status_code == 422
    assert [error["field"] for error in refused.json()["errors"]] == ["stops.0.estimated_departure"]
    assert (await office.agent.get(CHARTERS)).json() == []
    async with office.public.platform.engine.connect() as connection:
        for table in ("charters.stops", "charters.revisions", "platform.outbox"):
            events = "WHERE name LIKE 'charter.%'" if table == "platform.outbox" else ""
            assert (await connection.execute(text(f"SELECT count(*) FROM {table} {events}"))).scalar_one() == 0
