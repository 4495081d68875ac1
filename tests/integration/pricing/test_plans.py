"""Lists of rules and quotes are found by an index and never read whole, however many there are."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import event, text

from coachway.adapters.postgres.reads import Reads
from coachway.domain.kernel.actor import SYSTEM, Actor, Role
from coachway.domain.kernel.paging import PageRequest
from coachway.domain.pricing.model import QuoteStatus, RuleScope, RuleType
from coachway.domain.pricing.ports import QuoteFilter, RuleFilter
from coachway.entrypoints.bootstrap import Platform

_RULES = """
INSERT INTO pricing.pricing_rules (name, rule_type, scope, client_id, vehicle_type, base_rate, days_of_week, priority,
    exclusive, is_active, created_at, updated_at, version)
SELECT 'Rule ' || n, CASE WHEN n % 100 = 0 THEN 'client_specific' ELSE 'base_rate' END,
    CASE WHEN n % 100 = 0 THEN 'client' ELSE 'vehicle' END, CASE WHEN n % 100 = 0 THEN n % 700 END, 'Coach ' || n % 400,
    100, '{}', 0, false, n % 100 <> 0, now(), now(), 1
FROM generate_series(1, 20000) AS n
"""
_CHARTERS = """
INSERT INTO charters.charters (client_id, client_name, status, vehicle_type, vehicle_count, passengers, trip_type,
    trip_date, distance_measured, amenities, requires_second_driver, second_driver_requested, driving_hours,
    on_duty_hours, driver_hours_rule, revision_number, created_at, updated_at, version)
SELECT n, 'Client', 'quote', 'coach', 1, 40, 'one_way', date '2026-01-01', false, '{}', false, false, 1, 1, 'fine', 1,
    now(), now(), 1
FROM generate_series(1, 400) AS n
"""
_QUOTES = """
INSERT INTO pricing.quotes (client_id, charter_id, status, request, breakdown, total, rules_version, deposit_amount,
    settings, engine_version, valid_until, created_at, updated_at, version)
SELECT n % 400, (SELECT min(id) FROM charters.charters) + n % 400, CASE WHEN n % 100 = 0 THEN 'sent' ELSE 'expired' END,
    '{"vehicle_type": "coach", "passengers": 3, "trip_date": "2026-01-01", "distance_miles": "1"}', '[]', 1, 1, 1,
    '{"extra_stop_fee": "1", "second_driver_fee": "1", "overnight_fee": "1", "fuel_surcharge_per_mile": "0",
      "deposit_percent": "1", "valid_days": 14, "currency": "USD"}',
    1, now(), timestamptz '2020-01-01' + n * interval '1 hour', now(), 1
FROM generate_series(1, 20000) AS n
"""

PAGE = PageRequest(limit=20)
CLIENT = Actor(role=Role.CLIENT, user_id=5, client_id=7)


async def test_each_filter_of_the_rules_has_its_index(platform: Platform) -> None:
    await _seed(platform, _RULES, "pricing.pricing_rules")
    for wanted in (
        RuleFilter(),
        RuleFilter(client_id=300),
        RuleFilter(vehicle_type="COACH 7"),
        RuleFilter(rule_type=RuleType.CLIENT_SPECIFIC),
        RuleFilter(scope=RuleScope.CLIENT),
        RuleFilter(is_active=False),
    ):
        plan = await _plan(platform, lambda reads, wanted=wanted: reads.pricing.rules(wanted, PAGE))
        assert "Seq Scan" not in plan, (wanted, plan)
        assert _rows_left_out(plan) < 1000, (wanted, plan)


async def test_each_filter_of_the_quotes_has_its_index(platform: Platform) -> None:
    await _seed(platform, _CHARTERS, "charters.charters")
    await _seed(platform, _QUOTES, "pricing.quotes")
    day, after = datetime(2020, 6, 1, tzinfo=UTC), datetime(2020, 6, 3, tzinfo=UTC)
    async with platform.engine.connect() as connection:
        charter_id = (await connection.execute(text("SELECT max(charter_id) FROM pricing.quotes"))).scalar_one()
    for wanted, actor in (
        (QuoteFilter(), SYSTEM),
        (QuoteFilter(client_id=7), SYSTEM),
        (QuoteFilter(charter_id=charter_id), SYSTEM),
        (QuoteFilter(status=QuoteStatus.SENT), SYSTEM),
        (QuoteFilter(created_from=day, created_to=after), SYSTEM),
        (QuoteFilter(created_from=datetime(2022, 3, 1, tzinfo=UTC)), SYSTEM),
        (QuoteFilter(client_id=7, status=QuoteStatus.EXPIRED), SYSTEM),
        (QuoteFilter(), CLIENT),
    ):
        plan = await _plan(
            platform, lambda reads, wanted=wanted, actor=actor: reads.pricing.quotes(wanted, PAGE, actor=actor)
        )
        assert "Seq Scan" not in plan, (wanted, plan)
        assert _rows_left_out(plan) < 1000, (wanted, plan)


async def _seed(platform: Platform, statement: str, table: str) -> None:
    async with platform.engine.begin() as connection:
        await connection.execute(text(statement))
        await connection.execute(text(f"ANALYZE {table}"))


async def _plan(platform: Platform, read: Any) -> str:
    """How PostgreSQL went about the page."""
    asked: list[tuple[str, Any]] = []
    async with platform.engine.connect() as connection:
        event.listen(
            connection.sync_connection,
            "before_cursor_execute",
            lambda _c, _cursor, statement, parameters, _context, _many: asked.append((statement, parameters)),
        )
        page = await read(Reads(connection))
        assert page.items
        statement, parameters = asked[0]
        plan = await connection.exec_driver_sql(f"EXPLAIN (ANALYZE, COSTS OFF) {statement}", parameters)
        return "\n".join(plan.scalars())


def _rows_left_out(plan: str) -> int:
    """How many rows were looked at in vain."""
    return sum(int(line.rpartition(":")[2]) for line in plan.splitlines() if "Rows Removed by Filter" in line)
