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
from tests.integration.changes.desk import Desk
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


async def test_an_agent_is_told_of_the_lead_that_is_theirs(api: ApiClient, platform: Platform) -> None:
    manager, agent = await api.as_("manager"), await api.as_("agent")
    assert agent.user_id is not None
    await ok(manager.post("/api/v1/sales/assignment-rules", {"agent_id": agent.user_id}), 201)
    lead = {"first_name": "Ada", "last_name": "Byron", "email": "ada@example.com", "source": "web"}
    made = await ok(manager.post("/api/v1/sales/leads", lead), 201)
    assert told(await letters(platform), to=agent.user_id) == [f"Lead {made['id']} is yours: Ada Byron"]


async def test_managers_hear_of_a_change_and_who_asked_of_each_step(api: ApiClient, platform: Platform) -> None:
    desk = await Desk.open(api, platform)
    assert desk.manager.user_id is not None
    assert desk.agent.user_id is not None
    case = await desk.ask()
    number, title = case["case_number"], case["title"]
    assert told(await letters(platform), to=desk.manager.user_id) == [f"{number}: {title}"]
    await desk.take(case, "review", "approve")
    assert told(await letters(platform), to=desk.agent.user_id) == [f"{number} is approved: {title}"]
    await desk.take(case, "implement")
    assert told(await letters(platform), to=desk.agent.user_id) == [f"{number} is done: {title}"]
