"""Lists of charters are found by an index and never read whole, however many there are."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import date

from sqlalchemy import event, text

from coachway.adapters.postgres.reads import Reads
from coachway.domain.charters.model import CharterStatus
from coachway.domain.charters.ports import CharterFilter
from coachway.domain.charters.views import CharterView
from coachway.domain.kernel.actor import SYSTEM, Actor
from coachway.domain.kernel.paging import PageRequest
from coachway.entrypoints.bootstrap import Platform
from tests.builders.charters import CLIENT, VENDOR

Read = Callable[[Reads], Awaitable[Sequence[CharterView]]]

_MANY = """
INSERT INTO charters.charters (client_id, client_name, agent_id, vendor_id, status, vehicle_type, vehicle_count,
    passengers, trip_type, trip_date, distance_measured, amenities, requires_second_driver, second_driver_requested,
    driving_hours, on_duty_hours, driver_hours_rule, total_cost, series_id, instance_number, revision_number,
    created_at, updated_at, version)
SELECT n % 500, 'Client ' || n, n % 300, n % 300, CASE WHEN n % 50 = 0 THEN 'booked' ELSE 'quote' END, 'coach', 1, 40,
    'one_way', date '2020-01-01' + n % 3000, false, '{}', false, false, 1, 1, 'fine', 100, n / 10, n % 10, 1, now(),
    now(), 1
FROM generate_series(1, 20000) AS n
"""
_THEIR_STOPS = """
INSERT INTO charters.stops (charter_id, sequence, location, stop_type, looked_up)
SELECT id, 1, 'Place ' || id, 'pickup', false FROM charters.charters
"""


_QUESTIONS: list[tuple[CharterFilter, Actor]] = [
    (CharterFilter(), SYSTEM),
    (CharterFilter(status=CharterStatus.BOOKED), SYSTEM),
    (CharterFilter(client_id=7), SYSTEM),
    (CharterFilter(vendor_id=7), SYSTEM),
    (CharterFilter(agent_id=7), SYSTEM),
    (CharterFilter(series_id=77), SYSTEM),
    (CharterFilter(q="client 1777"), SYSTEM),
    (CharterFilter(q="place 1777"), SYSTEM),
    (CharterFilter(), CLIENT),
    (CharterFilter(), VENDOR),
]


async def test_each_filter_has_its_index(platform: Platform) -> None:
    await fill(platform)
    for wanted, actor in _QUESTIONS:
        plans = await plans_of(platform, page_deep_in_the_list(wanted, actor))
        assert len(plans) == 2, "the charters, and the stops of all of them"
        assert "Seq Scan" not in "\n".join(plans), (wanted, actor.role, plans)


async def test_a_calendar_has_its_index_for_everybody(platform: Platform) -> None:
    await fill(platform)
    for actor in (SYSTEM, CLIENT, VENDOR):
        plans = await plans_of(platform, calendar_of(actor))
        assert len(plans) == 2, "the charters, and the stops of all of them"
        assert "Seq Scan" not in "\n".join(plans), (actor.role, plans)


def page_deep_in_the_list(wanted: CharterFilter, actor: Actor) -> Read:
    async def read(reads: Reads) -> Sequence[CharterView]:
        return (await reads.charters.charters(wanted, PageRequest(limit=20, after=(19_000,)), actor=actor)).items

    return read


def calendar_of(actor: Actor) -> Read:
    async def read(reads: Reads) -> Sequence[CharterView]:
        return await reads.charters.calendar(since=date(2026, 1, 1), most=50, actor=actor)

    return read


async def fill(platform: Platform) -> None:
    async with platform.engine.begin() as connection:
        await connection.execute(text(_MANY))
        await connection.execute(text(_THEIR_STOPS))
        # As autovacuum does sooner or later.
        for index in ("charters_searched_idx", "stops_location_idx"):
            await connection.execute(text(f"SELECT gin_clean_pending_list('charters.{index}')"))
        await connection.execute(text("ANALYZE charters.charters, charters.stops"))


async def plans_of(platform: Platform, read: Read) -> list[str]:
    """How PostgreSQL goes about each statement of what is read, which must be something."""
    async with platform.engine.connect() as connection:
        seen: list[tuple[str, object]] = []
        event.listen(
            connection.sync_connection,
            "before_cursor_execute",
            lambda _c, _cursor, statement, parameters, _context, _many: seen.append((statement, parameters)),
        )
        assert await read(Reads(connection))
        plans = []
        for statement, parameters in list(seen):
            plan = await connection.exec_driver_sql(f"EXPLAIN {statement}", parameters)  # type: ignore[arg-type]
            plans.append("\n".join(plan.scalars()))
        return plans
