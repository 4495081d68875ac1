"""Hot queries find their index, however many leads there are."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy import event, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from coachway.adapters.postgres.reads import Reads
from coachway.adapters.postgres.sales.alike import OPEN_ALIKE
from coachway.adapters.postgres.sales.repositories import PostgresLeads
from coachway.domain.kernel.paging import PageRequest
from coachway.domain.sales.model import LeadSource, LeadStatus
from coachway.domain.sales.ports import LeadFilter
from coachway.entrypoints.bootstrap import Platform

_SEED = """
    INSERT INTO sales.leads (first_name, last_name, email, phone, trip_details, status, source, assigned_to_agent_id,
                             duplicate_lead_ids, created_at, updated_at, version)
    SELECT 'Ann', md5(n::text), 'ann' || n || '@example.com', '+1212' || lpad(n::text, 7, '0'), md5((-n)::text),
           CASE WHEN n % 100 = 0 THEN 'qualified' ELSE 'dead' END, CASE WHEN n % 100 = 0 THEN 'phone' ELSE 'web' END,
           CASE WHEN n % 500 = 0 THEN NULL ELSE n % 100 END, '{}',
           timestamptz '2020-01-01' + n * interval '1 hour', now(), 1
    FROM generate_series(1, 20000) AS n
"""
PAGE = PageRequest(limit=20)
LATER = datetime(2030, 1, 1, tzinfo=UTC)


@pytest_asyncio.fixture
async def seeded(platform: Platform) -> AsyncIterator[AsyncConnection]:
    async with platform.engine.connect() as connection:
        await connection.execute(text(_SEED))
        # New entries of the search index lie in a list at first, which is otherwise put in order by the autovacuum.
        await connection.execute(text("SELECT gin_clean_pending_list('sales.leads_searched_idx')"))
        await connection.execute(text("ANALYZE sales.leads"))
        yield connection


async def plan_of(
    connection: AsyncConnection, wanted: LeadFilter, page: PageRequest = PAGE, *, how: str = "COSTS"
) -> str:
    """How PostgreSQL goes about the page."""
    asked: list[tuple[str, Any]] = []

    def note(_conn: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        asked.append((statement, parameters))

    event.listen(connection.sync_connection, "before_cursor_execute", note)
    await Reads(connection).sales.leads(wanted, page)
    event.remove(connection.sync_connection, "before_cursor_execute", note)
    ((statement, parameters),) = asked
    plan = await connection.exec_driver_sql(f"EXPLAIN ({how}) {statement}", parameters)
    return "\n".join(plan.scalars())


@pytest.mark.parametrize(
    ("wanted", "index"),
    [
        (LeadFilter(), "leads_pkey"),
        (LeadFilter(status=LeadStatus.QUALIFIED), "leads_status_id_idx"),
        (LeadFilter(source=LeadSource.PHONE), "leads_source_id_idx"),
        (LeadFilter(assigned_to_agent_id=7), "leads_assigned_to_agent_id_id_idx"),
        (LeadFilter(unassigned=True), "leads_assigned_to_agent_id_"),
        (LeadFilter(assigned_to_agent_id=7, status=LeadStatus.QUALIFIED), "leads_assigned_to_agent_id_status_id_idx"),
        (LeadFilter(q="ann12345@"), "leads_searched_idx"),
        (LeadFilter(q="00012345"), "leads_searched_idx"),
        (LeadFilter(q="7K3Q-X0M2-V9DA"), "leads_reference_key"),
        (LeadFilter(created_before=datetime(2020, 1, 2, tzinfo=UTC)), "leads_created_at_idx"),
    ],
)
async def test_every_filter_has_its_index(seeded: AsyncConnection, wanted: LeadFilter, index: str) -> None:
    plan = await plan_of(seeded, wanted)
    assert index in plan, plan
    assert "Seq Scan" not in plan, plan


async def test_a_deep_page_starts_where_it_starts(seeded: AsyncConnection) -> None:
    plan = await plan_of(seeded, LeadFilter(), PageRequest(limit=20, after=(10_000,)))
    assert "leads_pkey" in plan
    assert "Index Cond: (id < " in plan


@pytest.mark.parametrize(
    "wanted",
    [
        LeadFilter(),
        LeadFilter(status=LeadStatus.DEAD),
        LeadFilter(source=LeadSource.WEB),
        LeadFilter(assigned_to_agent_id=7),
        LeadFilter(assigned_to_agent_id=7, status=LeadStatus.DEAD),
        LeadFilter(assigned_to_agent_id=7, status=LeadStatus.NEW),  # there is none
    ],
)
@pytest.mark.parametrize("plans", ["force_custom_plan", "force_generic_plan"])
async def test_a_page_touches_as_little_at_any_depth(seeded: AsyncConnection, wanted: LeadFilter, plans: str) -> None:
    await seeded.execute(text(f"SET plan_cache_mode = {plans}"))
    for after in (None, (10_000,), (1_000,)):
        plan = await plan_of(seeded, wanted, PageRequest(limit=20, after=after), how="ANALYZE, BUFFERS, TIMING OFF")
        touched = re.search(r"Buffers: shared(?: hit=(\d+))?(?: read=(\d+))?", plan)
        assert touched, plan
        # Twenty rows, each on a page of its own at worst, and the way down to them.
        assert sum(int(pages or 0) for pages in touched.groups()) <= 45, plan


async def test_a_file_is_looked_up_in_as_little_also_before_the_leads_were_counted(platform: Platform) -> None:
    strangers = {"emails": [f"ann{number}+new@example.com" for number in range(100)], "phones": []}
    async with platform.engine.connect() as connection:
        await connection.execute(text(_SEED))
        explained = f"EXPLAIN (ANALYZE, BUFFERS, TIMING OFF) SELECT id FROM sales.leads WHERE {OPEN_ALIKE}"
        plan = "\n".join((await connection.execute(text(explained), strangers)).scalars())
    touched = re.search(r"loops=100\)\n\s+Buffers: shared(?: hit=(\d+))?(?: read=(\d+))?", plan)
    assert touched, plan
    assert sum(int(pages or 0) for pages in touched.groups()) <= 10 * len(strangers["emails"]), plan


async def test_overdue_leads_are_looked_for_among_the_unanswered_only(seeded: AsyncConnection) -> None:
    asked: list[tuple[str, Any]] = []

    def note(_conn: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        asked.append((statement, parameters))

    event.listen(seeded.sync_connection, "before_cursor_execute", note)
    async with AsyncSession(seeded) as session:
        await PostgresLeads(session).note_overdue(created_before=LATER, at=LATER, limit=500)
    event.remove(seeded.sync_connection, "before_cursor_execute", note)
    ((statement, parameters),) = asked
    plan = "\n".join((await seeded.exec_driver_sql(f"EXPLAIN {statement}", parameters)).scalars())
    assert "leads_unanswered_idx" in plan, plan
    assert "Seq Scan" not in plan, plan


async def test_the_pipeline_takes_two_statements(seeded: AsyncConnection) -> None:
    asked: list[str] = []

    def note(_conn: Any, _cursor: Any, statement: str, *_: Any) -> None:
        asked.append(statement)

    event.listen(seeded.sync_connection, "before_cursor_execute", note)
    pipeline = await Reads(seeded).sales.pipeline()
    event.remove(seeded.sync_connection, "before_cursor_execute", note)
    assert len(asked) == 2
    assert pipeline.total == 20_000
    assert [len(stage.leads) for stage in pipeline.stages] == [0, 0, 10, 0, 0, 10]
