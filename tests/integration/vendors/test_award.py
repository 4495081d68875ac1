"""The award: one wins whatever happens at once, the others are told, and nothing is half done."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

from coachway.domain.charters.events import CharterWasAwarded
from coachway.domain.flows.award_bid import AwardBid, award_bid
from coachway.domain.kernel.actor import SYSTEM
from coachway.domain.kernel.errors import CoachwayError, Conflict
from coachway.domain.kernel.money import Money
from coachway.domain.vendors.model.bid import Bid, BidStatus
from coachway.domain.vendors.use_cases.place_bids import SubmitBid, submit_bid
from tests.integration.vendors.scene import BIDS, PAPERS, VENDORS, Scene, ok, refused

ACCEPT = {"decision": "accept", "reason": "Best price and great reviews"}


async def test_the_winner_gets_the_charter_and_the_others_the_reason(scene: Scene) -> None:
    charter_id = await scene.a_charter()
    one, two, three = [await scene.a_vendor() for _ in range(3)]
    first, second = await scene.a_bid(one, charter_id, 1000), await scene.a_bid(two, charter_id, 1100)
    draft = await scene.a_draft(three, charter_id)
    answer = await ok(scene.manager.post(f"{BIDS}/{second}/accept", ACCEPT))
    assert (answer["status"], answer["decision_reason"]) == ("accepted", "Best price and great reviews")
    assert (answer["rank"], answer["price_difference_from_lowest"]) == (2, 100)
    assert (answer["decided_by"], answer["decided_at"]) == (scene.manager.user_id, "2026-03-02T15:00:00Z")
    lost = await scene.seen_bid(first)
    assert (lost["status"], lost["decision_reason"], lost["rank"]) == ("rejected", ACCEPT["reason"], 1)
    assert (await scene.seen_bid(draft))["status"] == "draft"
    await refused(scene.vendors[three].post(f"{BIDS}/{draft}/submit"), 409, "charter_not_open")
    charter = await scene.charter(charter_id)
    assert (charter.vendor_id, charter.vendor_cost) == (two, Money.of("1100"))
    happened = await scene.events("bid.accepted", "bid.rejected", CharterWasAwarded.name)
    assert sorted(name for name, _ in happened) == sorted(["bid.accepted", "bid.rejected", CharterWasAwarded.name])
    assert all(payload["vendor_email"] for name, payload in happened if name.startswith("bid."))


async def test_accepting_twice_is_refused(scene: Scene) -> None:
    charter_id = await scene.a_charter()
    one, two = await scene.a_vendor(), await scene.a_vendor()
    first, second = await scene.a_bid(one, charter_id), await scene.a_bid(two, charter_id)
    await ok(scene.manager.post(f"{BIDS}/{first}/accept", ACCEPT))
    await refused(scene.manager.post(f"{BIDS}/{first}/accept", ACCEPT), 409, "charter_not_open")
    await refused(scene.manager.post(f"{BIDS}/{second}/accept", ACCEPT), 409, "charter_not_open")


async def test_eligibility_counts_at_the_moment_of_the_award(scene: Scene) -> None:
    charter_id, vendor_id = await scene.a_charter(), await scene.a_vendor()
    (paper,) = await ok(scene.manager.get(f"{PAPERS}?vendor_id={vendor_id}&type=business_license"))
    bid_id = await scene.a_bid(vendor_id, charter_id)
    await ok(scene.manager.put(f"{PAPERS}/{paper['id']}", {"status": "expired", "review_notes": "revoked"}))
    problem = await refused(scene.manager.post(f"{BIDS}/{bid_id}/accept", ACCEPT), 409, "vendor_not_eligible")
    assert "business_license" in problem["detail"]
    assert (await scene.charter(charter_id)).vendor_id is None


async def test_a_bid_whose_validity_has_passed_is_not_accepted(scene: Scene) -> None:
    charter_id, vendor_id = await scene.a_charter(), await scene.a_vendor()
    bid_id = await scene.a_bid(vendor_id, charter_id)
    scene.api.platform.clock.advance(hours=72)  # type: ignore[attr-defined]
    await refused(scene.manager.post(f"{BIDS}/{bid_id}/accept", ACCEPT), 409, "bid_expired")


async def test_a_draft_or_withdrawn_bid_is_not_accepted(scene: Scene) -> None:
    charter_id, vendor_id = await scene.a_charter(), await scene.a_vendor()
    bid_id = await scene.a_draft(vendor_id, charter_id)
    await refused(scene.manager.post(f"{BIDS}/{bid_id}/accept", ACCEPT), 409, "illegal_transition")
    await ok(scene.manager.post(f"{BIDS}/{bid_id}/withdraw"))
    await refused(scene.manager.post(f"{BIDS}/{bid_id}/accept", ACCEPT), 409, "illegal_transition")
    await refused(scene.manager.post(f"{BIDS}/999/accept", ACCEPT), 404, "not_found")


async def outcome(operation: Any) -> Bid | CoachwayError:
    try:
        done: Bid = await operation
    except CoachwayError as error:
        return error
    return done


async def award(scene: Scene, bid_id: int) -> Bid:
    """One accept in a transaction of its own."""
    platform = scene.api.platform
    async with platform.unit_of_work(SYSTEM) as uow:
        command = AwardBid(bid_id=bid_id, reason="first come")
        bid = await award_bid(command, actor=SYSTEM, uow=uow, clock=platform.clock, calendar=platform.calendar)
        await uow.commit()
        return bid


async def test_of_twenty_accepts_at_once_exactly_one_wins(scene: Scene) -> None:
    charter_id = await scene.a_charter()
    bids = [await scene.a_bid(await scene.a_vendor(), charter_id, 1000 + n) for n in range(10)]
    outcomes = await asyncio.gather(*(outcome(award(scene, bid_id)) for bid_id in bids * 2))
    winners = [each for each in outcomes if isinstance(each, Bid)]
    assert len(winners) == 1
    assert {type(each) for each in outcomes if not isinstance(each, Bid)} == {Conflict}
    seen = {bid["id"]: bid["status"] for bid in await ok(scene.manager.get(f"{BIDS}?charter_id={charter_id}"))}
    assert seen == {bid_id: "accepted" if bid_id == winners[0].id else "rejected" for bid_id in bids}
    charter = await scene.charter(charter_id)
    assert (charter.vendor_id, charter.vendor_cost) == (winners[0].vendor_id, winners[0].price.quoted_price)
    assert len(await scene.events("bid.accepted")) == 1


async def test_the_losers_of_a_race_over_http_get_409(scene: Scene) -> None:
    charter_id = await scene.a_charter()
    bids = [await scene.a_bid(await scene.a_vendor(), charter_id) for _ in range(4)]
    answers = await asyncio.gather(*(scene.manager.post(f"{BIDS}/{bid_id}/accept", ACCEPT) for bid_id in bids * 5))
    assert sorted(answer.status_code for answer in answers) == [200, *[409] * 19]


async def test_no_bid_slips_in_beside_an_award(scene: Scene) -> None:
    charter_id = await scene.a_charter()
    favourite = await scene.a_bid(await scene.a_vendor(), charter_id)
    drafts = [await scene.a_draft(await scene.a_vendor(), charter_id) for _ in range(8)]
    platform = scene.api.platform

    async def submit(bid_id: int) -> Bid:
        async with platform.unit_of_work(SYSTEM) as uow:
            bid = await submit_bid(
                SubmitBid(bid_id=bid_id),
                actor=SYSTEM,
                uow=uow,
                clock=platform.clock,
                calendar=platform.calendar,
                lifetime=timedelta(hours=72),
            )
            await uow.commit()
            return bid

    operations = [submit(bid_id) for bid_id in drafts]
    operations.insert(4, award(scene, favourite))
    await asyncio.gather(*(outcome(each) for each in operations))
    left = {bid["status"] for bid in await ok(scene.manager.get(f"{BIDS}?charter_id={charter_id}"))}
    assert left <= {BidStatus.ACCEPTED, BidStatus.REJECTED, BidStatus.DRAFT}


async def test_a_suspension_beside_an_award_leaves_no_ineligible_winner(scene: Scene) -> None:
    charter_id, vendor_id = await scene.a_charter(), await scene.a_vendor()
    bid_id = await scene.a_bid(vendor_id, charter_id)
    suspend = scene.manager.patch(f"{VENDORS}/{vendor_id}/status?new_status=suspended")
    accept = scene.manager.post(f"{BIDS}/{bid_id}/accept", ACCEPT)
    suspended, accepted = await asyncio.gather(suspend, accept)
    assert suspended.status_code == 200
    status = (await scene.seen_bid(bid_id))["status"]
    assert (accepted.status_code, status) in {(200, "accepted"), (409, "withdrawn")}
