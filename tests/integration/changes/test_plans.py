"""Lists of cases are found by an index and never sorted, however many there are."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import event, text

from coachway.adapters.postgres.reads import Reads
from coachway.domain.changes.model.values import ChangePriority, ChangeType
from coachway.domain.changes.ports import CaseFilter
from coachway.domain.changes.state_machine import ChangeStatus
from coachway.domain.kernel.actor import SYSTEM, Actor
from coachway.domain.kernel.paging import PageRequest
from coachway.entrypoints.bootstrap import Platform
from tests.builders.changes import CLIENT, VENDOR
from tests.integration.changes.desk import a_booked_charter

_MANY = """
INSERT INTO change_mgmt.change_cases (case_number, charter_id, client_id, vendor_id, change_type, priority, status,
    title, requested_by_name, requested_at, impact_level, affects_vendor, affects_pricing, affects_schedule,
    proposed_changes, requires_approval, tags, attachments, related_change_cases, due_date, created_at, updated_at,
    version)
SELECT 'CHG-2026-' || n, :charter_id, n % 500, n % 300, CASE WHEN n % 50 = 0 THEN 'vehicle_change' ELSE 'other' END,
    CASE WHEN n % 50 = 0 THEN 'urgent' ELSE 'medium' END, CASE WHEN n % 50 = 0 THEN 'pending' ELSE 'implemented' END,
    'Case', 'Jane', now(), 'minimal', false, false, false, '{}', false, '[]', '[]', '[]', date '2026-01-01' + n % 300,
    now(), now(), 1
FROM generate_series(1, 20000) AS n
"""


@pytest.mark.parametrize(
    ("wanted", "actor"),
    [
        (CaseFilter(), SYSTEM),
        (CaseFilter(client_id=7), SYSTEM),
        (CaseFilter(vendor_id=7), SYSTEM),
        (CaseFilter(status=ChangeStatus.PENDING), SYSTEM),
        (CaseFilter(change_type=ChangeType.VEHICLE_CHANGE), SYSTEM),
        (CaseFilter(priority=ChangePriority.URGENT), SYSTEM),
        (CaseFilter(), CLIENT),
        (CaseFilter(), VENDOR),
    ],
)
async def test_each_filter_has_its_index(platform: Platform, wanted: CaseFilter, actor: Actor) -> None:
    charter_id = await a_booked_charter(platform)
    async with platform.engine.begin() as connection:
        await connection.execute(text(_MANY), {"charter_id": charter_id})
        await connection.execute(text("ANALYZE change_mgmt.change_cases"))
    async with platform.engine.connect() as connection:
        seen: list[tuple[str, object]] = []
        event.listen(
            connection.sync_connection,
            "before_cursor_execute",
            lambda _c, _cursor, statement, parameters, _context, _many: seen.append((statement, parameters)),
        )
        page = await Reads(connection).changes.cases(wanted, PageRequest(limit=20, after=(19_000,)), actor=actor)
        assert page.items
        statement, parameters = seen[-1]
        plan = await connection.exec_driver_sql(f"EXPLAIN {statement}", parameters)  # type: ignore[arg-type]
        lines = "\n".join(plan.scalars())
    assert "Seq Scan" not in lines
    assert "Sort" not in lines


async def test_what_is_overdue_is_found_among_open_cases_only(platform: Platform) -> None:
    charter_id = await a_booked_charter(platform)
    async with platform.engine.begin() as connection:
        await connection.execute(text(_MANY), {"charter_id": charter_id})
        await connection.execute(text("ANALYZE change_mgmt.change_cases"))
    async with platform.reading() as reads:
        wanted = CaseFilter(overdue_on=date(2026, 1, 2))
        page = await reads.changes.cases(wanted, PageRequest(limit=200), actor=SYSTEM)
    assert {case.due_date for case in page.items} == {date(2026, 1, 1)}
    assert {case.status for case in page.items} == {ChangeStatus.PENDING}
