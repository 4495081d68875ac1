"""From a request to a letter: what the platform does makes the right letter for the right person."""

from __future__ import annotations

import pytest_asyncio

from coachway.domain.notifications.ports import Letter
from coachway.entrypoints.bootstrap import Platform
from coachway.entrypoints.worker.schedule import JOBS
from coachway.entrypoints.worker.scheduler import Scheduler
from tests.api_client import ApiClient
from tests.background import drain
from tests.fakes.clock import SteerableClock
from tests.fakes.notifications import CollectingCourier
from tests.integration.vendors.scene import BIDS, Scene, ok


@pytest_asyncio.fixture
async def scene(api: ApiClient) -> Scene:
    return await Scene.open(api)


async def letters(platform: Platform) -> list[Letter]:
    """What the background work sends now."""
    courier = CollectingCourier()
    object.__setattr__(platform, "courier", courier)
    await drain(platform)
    return courier.delivered


def told(sent: list[Letter], *, to: int) -> list[str]:
    return [letter.subject for letter in sent if letter.recipient.id == to]


async def test_an_award_tells_the_winner_and_the_losers(scene: Scene, platform: Platform) -> None:
    charter_id = await scene.a_charter()
    winner, loser = await scene.a_vendor(), await scene.a_vendor(primary_email="other@example.com")
    bid_id = await scene.a_bid(winner, charter_id, 1000)
    await scene.a_bid(loser, charter_id, 1100)
    await letters(platform)
    await ok(scene.manager.post(f"{BIDS}/{bid_id}/accept", {"decision": "accept", "reason": "best price"}))
    sent = await letters(platform)
    assert told(sent, to=winner) == [f"You are awarded charter {charter_id}"]
    assert told(sent, to=loser) == [f"Your bid for charter {charter_id} was not accepted"]
    assert await letters(platform) == []


async def test_a_bid_that_expires_by_itself_is_told_to_its_vendor_once(
    scene: Scene, platform: Platform, clock: SteerableClock
) -> None:
    vendor_id, charter_id = await scene.a_vendor(), await scene.a_charter()
    await scene.a_bid(vendor_id, charter_id)
    await letters(platform)
    clock.advance(days=10)
    scheduler = Scheduler(platform, JOBS, holder="test")
    for _ in range(2):
        await scheduler.tick()
        await scheduler.idle()
        clock.advance(minutes=1)
    assert told(await letters(platform), to=vendor_id) == [f"Your bid for charter {charter_id} has expired"]
