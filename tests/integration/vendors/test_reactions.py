"""What follows from events of and for vendors, by the worker's own delivery."""

from __future__ import annotations

from sqlalchemy import text

from coachway.domain.kernel.actor import SYSTEM
from tests.background import drain
from tests.builders.charters import MANAGER
from tests.integration.vendors.scene import BIDS, VENDORS, Scene, ok


async def test_a_cancelled_charter_ends_its_bids(scene: Scene) -> None:
    charter_id, vendor_id = await scene.a_charter(), await scene.a_vendor()
    bid_id = await scene.a_bid(vendor_id, charter_id)
    platform = scene.api.platform
    async with platform.unit_of_work(SYSTEM) as uow:
        charter = await uow.charters.get(charter_id)
        charter.cancel("the client changed their mind", by=MANAGER, at=platform.clock.now())
        await uow.commit()
    await drain(platform)
    seen = await scene.seen_bid(bid_id)
    assert (seen["status"], seen["decision_reason"]) == ("withdrawn", "The charter was cancelled.")


async def test_the_logins_of_a_banned_vendor_are_closed(scene: Scene) -> None:
    banned, other = await scene.a_vendor(papers=()), await scene.a_vendor(papers=())
    await ok(scene.manager.patch(f"{VENDORS}/{banned}/status?new_status=banned"))
    await drain(scene.api.platform)
    assert (await scene.vendors[banned].get(BIDS)).status_code == 401
    assert (await scene.vendors[other].get(BIDS)).status_code == 200


async def test_a_completed_trip_counts_for_its_vendor_and_an_undone_one_does_not(scene: Scene) -> None:
    charter_id, vendor_id = await scene.a_charter(), await scene.a_vendor()
    await ok(scene.manager.post(f"{BIDS}/{await scene.a_bid(vendor_id, charter_id)}/accept", {"reason": "ok"}))

    async def completed_after(status: str) -> int:
        async with scene.api.platform.engine.begin() as connection:
            await connection.execute(text("UPDATE charters.charters SET status = :status"), {"status": status})
        seen = await ok(scene.manager.get(f"{VENDORS}/{vendor_id}/statistics"))
        trips: int = seen["completed_trips"]
        return trips

    assert [await completed_after(status) for status in ("completed", "completed", "confirmed")] == [1, 1, 0]
