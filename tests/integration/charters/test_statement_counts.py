"""What is read of charters takes a fixed number of statements, however many there are."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from tests.integration.charters.conftest import CHARTERS, Office
from tests.statements import statements_sent

_CHARTERS = """
INSERT INTO charters.charters (client_id, client_name, agent_id, status, vehicle_type, vehicle_count, passengers,
    trip_type, trip_date, distance_measured, amenities, requires_second_driver, second_driver_requested,
    driving_hours, on_duty_hours, driver_hours_rule, total_cost, revision_number, created_at, updated_at, version)
SELECT :client_id, 'Clara', :agent_id, CASE WHEN n % 2 = 0 THEN 'booked' ELSE 'quote' END, 'coach', 1, 40, 'one_way',
    date '2026-03-04' + n, false, '{}', false, false, 1, 1, 'fine', 100, 1, now(), now(), 1
FROM generate_series(1, :more) AS n
"""
_STOPS = """
INSERT INTO charters.stops (charter_id, sequence, location, looked_up, stop_type)
SELECT c.id, n, 'Place ' || n, false, 'waypoint' FROM charters.charters AS c, generate_series(1, 5) AS n
WHERE NOT EXISTS (SELECT FROM charters.stops AS s WHERE s.charter_id = c.id)
"""


async def grow(office: Office, more: int) -> None:
    async with office.public.platform.engine.begin() as connection:
        whose = {"client_id": office.client_id, "agent_id": office.agent.user_id, "more": more}
        await connection.execute(text(_CHARTERS), whose)
        await connection.execute(text(_STOPS))


async def sent_for(office: Office, path: str) -> int:
    with statements_sent(office.public.platform.engine) as sent:
        answer = await office.agent.get(path)
    assert answer.status_code == 200, answer.text
    return len([statement for statement in sent if "charters." in statement])


@pytest.mark.parametrize(
    ("path", "statements"),
    [
        # By status, by what is ahead, and what was booked.
        ("/dashboard-summary", 3),
        # The charters, and the stops of all of them.
        ("?limit=50", 2),
        ("?limit=200", 2),
    ],
)
async def test_more_charters_take_no_more_statements(office: Office, path: str, statements: int) -> None:
    counted = []
    for more in (1, 49, 150):
        await grow(office, more)
        counted.append(await sent_for(office, CHARTERS + path))
    assert counted == [statements] * 3


async def test_a_page_holds_every_stop_of_its_charters(office: Office) -> None:
    await grow(office, 200)
    for limit in (50, 200):
        page = (await office.agent.get(f"{CHARTERS}?limit={limit}")).json()
        assert len(page) == limit
        assert {tuple(stop["sequence"] for stop in charter["stops"]) for charter in page} == {(1, 2, 3, 4, 5)}


async def test_a_calendar_takes_as_many_statements_for_many_trips_as_for_one(office: Office) -> None:
    token = (await office.agent.get("/api/v1/auth/me")).json()["calendar_token"]
    for more in (1, 199):
        await grow(office, more)
        assert await sent_for(office, f"{CHARTERS}/calendar.ics?token={token}") == 2
