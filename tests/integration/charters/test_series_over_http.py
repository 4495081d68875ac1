"""Recurring charters over HTTP."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import event

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
