"""What reading and bidding cost: pages and ranks come by index, and the n-th bid writes no more than the first."""

from __future__ import annotations

import random
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, text
from sqlalchemy.ext.asyncio import AsyncConnection

from coachway.domain.kernel.actor import SYSTEM
from coachway.domain.kernel.money import Money
from coachway.domain.kernel.paging import PageRequest
from coachway.domain.vendors.ports import BidFilter, BidRequestFilter, DocumentFilter, VendorFilter
from coachway.domain.vendors.ranking import Offer, rank_bids
from coachway.entrypoints.bootstrap import Platform
from tests.builders.vendors import MANAGER
from tests.integration.vendors.scene import BIDS, Scene, ok

SEED = """
INSERT INTO vendor.vendors (id, business_name, vendor_type, primary_email, total_vehicles, vehicle_types,
    max_passenger_capacity, amenities, has_ada_vehicles, service_states, is_preferred, status, is_verified,
    created_at, updated_at, version)
SELECT n, 'Vendor ' || n, 'broker', 'v' || n || '@example.com', 1, '{}', 50, '{}', false, '{}', false,
    CASE WHEN n % 50 = 0 THEN 'pending' ELSE 'active' END, true, now(), now(), 1
FROM generate_series(1001, 4000) AS n;
INSERT INTO vendor.bids (vendor_id, charter_id, quoted_price, vehicle_type, passenger_capacity, amenities,
    is_ada_compliant, has_luggage_space, status, submitted_at, valid_until, revision_number,
    created_at, updated_at, version)
SELECT n, :charter, 500 + n % 97, 'coach', 56, '{}', false, false, 'submitted', :at, :until, 1, :at, :at, 1
FROM generate_series(1001, 3000) AS n;
"""


async def many_bids(scene: Scene, charter_id: int) -> None:
    """Three thousand vendors, two thousand of which bid on the charter."""
    now = scene.api.platform.clock.now()
    async with scene.api.platform.engine.begin() as connection:
        for statement in SEED.strip().removesuffix(";").split(";\n"):
            bound = text(statement)
            if ":charter" in statement:
                bound = bound.bindparams(charter=charter_id, at=now, until=now + timedelta(hours=72))
            await connection.execute(bound)
        await connection.execute(text("ANALYZE"))


async def statements_of(platform: Platform, operation: Any) -> list[str]:
    """The statements that the operation runs."""
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        seen.append(statement)

    event.listen(platform.engine.sync_engine, "before_cursor_execute", note)
    try:
        await operation
    finally:
        event.remove(platform.engine.sync_engine, "before_cursor_execute", note)
    return seen


async def test_the_thousandth_bid_writes_what_the_first_one_did(scene: Scene) -> None:
    first, later = await scene.a_vendor(), await scene.a_vendor()
    quiet, busy = await scene.a_charter(), await scene.a_charter()
    await many_bids(scene, busy)
    counted = []
    for vendor_id, charter_id in ((first, quiet), (later, busy)):
        bid_id = await scene.a_draft(vendor_id, charter_id)
        before = await writes(scene)
        statements = await statements_of(scene.api.platform, ok(scene.manager.post(f"{BIDS}/{bid_id}/submit")))
        counted.append((len(statements), await writes(scene) - before))
    assert counted[0] == counted[1]
    assert counted[0][1] == {"bid": 1, "bid_revision": 1}


async def writes(scene: Scene) -> Counter[str]:
    """Rows of bids that were ever written, as the audit has noted them."""
    async with scene.api.platform.engine.connect() as connection:
        noted = text("SELECT entity_type, count(*) FROM audit.records WHERE entity_type LIKE 'bid%' GROUP BY 1")
        written: Counter[str] = Counter()
        for kind, count in await connection.execute(noted):
            written[kind] = count
        return written


async def test_the_ranks_of_the_database_are_those_of_the_rule(scene: Scene) -> None:
    charter_id = await scene.a_charter()
    await many_bids(scene, charter_id)
    platform = scene.api.platform
    lots = random.Random(7)
    async with platform.engine.begin() as connection:
        for minutes in range(5):
            await connection.execute(
                text("UPDATE vendor.bids SET submitted_at = submitted_at + :late WHERE id % 5 = :rest"),
                {"late": timedelta(minutes=lots.randint(0, 2)), "rest": minutes},
            )
    at = platform.clock.now()
    async with platform.reading() as reads:
        page = await reads.vendors.bids(BidFilter(charter_id=charter_id), PageRequest(limit=2000), actor=MANAGER, at=at)
    assert len(page.items) == 2000
    expected = rank_bids(Offer(bid.id, bid.quoted_price, bid.submitted_at) for bid in page.items if bid.submitted_at)
    for bid in page.items:
        assert (bid.rank, bid.is_lowest_bid, bid.price_difference_from_lowest) == (
            expected[bid.id].rank,
            expected[bid.id].is_lowest_bid,
            expected[bid.id].price_difference_from_lowest,
        )
        assert isinstance(bid.price_difference_from_lowest, Money)


@pytest.mark.parametrize("after", [None, 2500])
async def test_hot_lists_come_by_index(scene: Scene, after: int | None) -> None:
    charter_id, vendor_id = await scene.a_charter(), await scene.a_vendor()
    await many_bids(scene, charter_id)
    platform = scene.api.platform
    page = PageRequest(limit=50, after=None if after is None else (after,))
    at, today = platform.clock.now(), platform.calendar.day_of(platform.clock.now())

    async def read_all() -> None:
        async with platform.reading() as reads:
            await reads.vendors.vendors(VendorFilter(), page, actor=MANAGER)
            await reads.vendors.vendor(vendor_id, actor=MANAGER)
            await reads.vendors.bids(BidFilter(vendor_id=vendor_id), page, actor=MANAGER, at=at)
            await reads.vendors.documents(DocumentFilter(vendor_id=vendor_id), page, actor=MANAGER, today=today)
            await reads.vendors.bid_requests(BidRequestFilter(vendor_id=vendor_id), page, actor=MANAGER)

    plans = await plans_of(platform, read_all)
    for statement, plan in plans:
        for table in ("vendors", "bids"):
            assert f"Seq Scan on {table}" not in plan, f"{statement}\n{plan}"


async def test_live_bids_come_by_their_partial_index(scene: Scene) -> None:
    charter_id, other = await scene.a_charter(), await scene.a_charter()
    await many_bids(scene, other)
    platform = scene.api.platform

    async def use() -> None:
        async with platform.unit_of_work(SYSTEM) as uow:
            await uow.bids.live_of_charter(charter_id)
            await uow.bids.past_validity(platform.clock.now(), 100)

    plans = await plans_of(platform, use)
    used = [plan for _, plan in plans if "bids" in plan]
    assert len(used) == 2
    assert all("bids_" in plan and "Seq Scan" not in plan for plan in used), used


async def plans_of(platform: Platform, use: Any) -> list[tuple[str, str]]:
    """Each SELECT that is used, with the plan that the database would make of it."""
    seen: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if statement.startswith("SELECT vendor."):
            seen.append((statement, parameters))

    event.listen(platform.engine.sync_engine, "before_cursor_execute", note)
    try:
        await use()
    finally:
        event.remove(platform.engine.sync_engine, "before_cursor_execute", note)
    async with platform.engine.connect() as connection:
        return [(statement, await explained(connection, statement, parameters)) for statement, parameters in seen]


async def explained(connection: AsyncConnection, statement: str, parameters: Any) -> str:
    plan = await connection.exec_driver_sql(f"EXPLAIN {statement}", parameters)
    return "\n".join(line for (line,) in plan)
