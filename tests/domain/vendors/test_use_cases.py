"""What can be done, on units of work in memory."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from coachway.domain.flows.award_bid import AwardBid, award_bid
from coachway.domain.kernel.actor import Actor, Role
from coachway.domain.kernel.clock import BusinessCalendar
from coachway.domain.kernel.errors import Conflict, Forbidden, NotFound, RuleViolated
from coachway.domain.kernel.money import Money
from coachway.domain.vendors.model.bid import Bid, BidStatus
from coachway.domain.vendors.model.vendor import VendorStatus
from coachway.domain.vendors.use_cases.acting_vendor import vendor_in_question
from coachway.domain.vendors.use_cases.decide_bids import RejectBid, expire_bids, reject_bid
from coachway.domain.vendors.use_cases.manage_vendors import ChangeVendorStatus, change_vendor_status
from coachway.domain.vendors.use_cases.place_bids import DraftBid, SubmitBid, draft_bid, submit_bid
from coachway.domain.vendors.use_cases.request_bids import RequestBids, request_bids
from tests.builders.charters import a_booked_charter
from tests.builders.vendors import MANAGER, a_vendor, all_papers
from tests.fakes.clock import SteerableClock
from tests.fakes.vendors import FakeVendorsUnitOfWork

CALENDAR = BusinessCalendar()
THREE_DAYS = timedelta(hours=72)
AGENT = Actor(role=Role.AGENT, user_id=11)
CLIENT = Actor(role=Role.CLIENT, user_id=21, client_id=7)


def vendor_actor(vendor_id: int) -> Actor:
    return Actor(role=Role.VENDOR, user_id=30 + vendor_id, vendor_id=vendor_id)


@pytest.fixture
def uow() -> FakeVendorsUnitOfWork:
    """Three eligible vendors, and charter 1 open for bids."""
    work = FakeVendorsUnitOfWork()
    work.charters.add(a_booked_charter())
    for vendor_id in (1, 2, 3):
        work.vendors.add(a_vendor(vendor_id))
        for document in all_papers(vendor_id, first_id=10 * vendor_id):
            work.compliance.add(document)
    return work


async def bid(
    uow: FakeVendorsUnitOfWork, clock: SteerableClock, vendor_id: int, price: str = "1000", **details: Any
) -> Bid:
    """Drafted and submitted by the vendor."""
    actor = vendor_actor(vendor_id)
    terms = {"quoted_price": Money.of(price), "vehicle_type": "coach", "passenger_capacity": 56} | details
    command = DraftBid(vendor_id=None, charter_id=1, details=terms)
    drafted = await draft_bid(command, actor=actor, uow=uow, clock=clock, calendar=CALENDAR, region="US")
    submitting = SubmitBid(bid_id=drafted.id)
    return await submit_bid(submitting, actor=actor, uow=uow, clock=clock, calendar=CALENDAR, lifetime=THREE_DAYS)


async def award(uow: FakeVendorsUnitOfWork, clock: SteerableClock, bid_id: int, reason: str | None = "best") -> Bid:
    return await award_bid(
        AwardBid(bid_id=bid_id, reason=reason), actor=MANAGER, uow=uow, clock=clock, calendar=CALENDAR
    )


async def test_an_award_ends_every_live_bid_with_its_final_rank(
    uow: FakeVendorsUnitOfWork, clock: SteerableClock
) -> None:
    cheap, soon_over, dear = (
        await bid(uow, clock, 1, "900"),
        await bid(uow, clock, 2, "800", valid_until=clock.now() + timedelta(hours=1)),
        await bid(uow, clock, 3, "1000"),
    )
    clock.advance(hours=1)
    await award(uow, clock, dear.id, reason=None)
    ranks = {each.id: each.final_rank and each.final_rank.rank for each in (cheap, soon_over, dear)}
    assert ranks == {cheap.id: 1, soon_over.id: None, dear.id: 2}
    assert (cheap.status, soon_over.status, dear.status) == (
        BidStatus.REJECTED,
        BidStatus.EXPIRED,
        BidStatus.ACCEPTED,
    )
    assert cheap.decision.decision_reason == "Another bid was accepted."
    charter = await uow.charters.get(1)
    assert (charter.vendor_id, charter.vendor_cost) == (3, Money.of(1000))


async def test_a_second_award_loses(uow: FakeVendorsUnitOfWork, clock: SteerableClock) -> None:
    first, second = await bid(uow, clock, 1), await bid(uow, clock, 2)
    await award(uow, clock, first.id)
    for loser in (first, second):
        with pytest.raises(Conflict) as refusal:
            await award(uow, clock, loser.id)
        assert refusal.value.code == "charter_not_open"


async def test_a_single_refusal_lets_the_others_compete_on(uow: FakeVendorsUnitOfWork, clock: SteerableClock) -> None:
    first, second = await bid(uow, clock, 1), await bid(uow, clock, 2)
    await reject_bid(RejectBid(bid_id=first.id, reason="too old a coach"), actor=MANAGER, uow=uow, clock=clock)
    assert (first.status, second.status) == (BidStatus.REJECTED, BidStatus.SUBMITTED)
    assert first.final_rank is None


async def test_leaving_active_withdraws_what_is_live(uow: FakeVendorsUnitOfWork, clock: SteerableClock) -> None:
    live = await bid(uow, clock, 1)
    command = ChangeVendorStatus(vendor_id=1, new_status=VendorStatus.BANNED, reason="fraud")
    await change_vendor_status(command, actor=MANAGER, uow=uow, clock=clock, calendar=CALENDAR)
    assert (live.status, live.decision.decision_reason) == (BidStatus.WITHDRAWN, "The vendor is banned.")


async def test_an_expired_bid_makes_room_for_a_new_one(uow: FakeVendorsUnitOfWork, clock: SteerableClock) -> None:
    old = await bid(uow, clock, 1)
    with pytest.raises(Conflict, match=f"bid {old.id}"):
        await bid(uow, clock, 1)
    clock.advance(hours=72)
    new = await bid(uow, clock, 1)
    assert (old.status, new.status) == (BidStatus.EXPIRED, BidStatus.SUBMITTED)


async def test_the_expiry_job_may_run_twice(uow: FakeVendorsUnitOfWork, clock: SteerableClock) -> None:
    one, two = await bid(uow, clock, 1), await bid(uow, clock, 2)
    clock.advance(hours=72)
    assert [await expire_bids(uow=uow, clock=clock) for _ in range(2)] == [2, 0]
    assert {one.status, two.status} == {BidStatus.EXPIRED}


async def test_requests_are_made_for_all_or_none(uow: FakeVendorsUnitOfWork, clock: SteerableClock) -> None:
    uow.vendors.add(a_vendor(4, status=VendorStatus.SUSPENDED))

    async def ask(*vendor_ids: int) -> list[int]:
        command = RequestBids(charter_id=1, vendor_ids=vendor_ids, deadline=clock.now() + timedelta(hours=3))
        made = await request_bids(command, actor=AGENT, uow=uow, clock=clock, least_notice=timedelta(hours=2))
        return [request.vendor_id for request in made]

    for refused in ((), (1, 99)):
        with pytest.raises(RuleViolated):
            await ask(*refused)
    with pytest.raises(Conflict):
        await ask(1, 4)
    assert await uow.bid_requests.of_charter(1, [1, 4]) == []
    assert await ask(2, 1, 2) == [2, 1]
    with pytest.raises(Conflict):
        await ask(3, 1)


def test_a_vendor_acts_for_itself_and_staff_name_one() -> None:
    assert vendor_in_question(None, actor=vendor_actor(5)) == 5
    assert vendor_in_question(5, actor=vendor_actor(5)) == 5
    assert vendor_in_question(5, actor=AGENT) == 5
    with pytest.raises(NotFound):
        vendor_in_question(6, actor=vendor_actor(5))
    with pytest.raises(RuleViolated):
        vendor_in_question(None, actor=AGENT)
    with pytest.raises(Forbidden):
        vendor_in_question(5, actor=CLIENT)


async def test_a_bid_is_not_rejected_without_a_word(uow: FakeVendorsUnitOfWork, clock: SteerableClock) -> None:
    offered = await bid(uow, clock, 1)
    with pytest.raises(RuleViolated) as refusal:
        await reject_bid(RejectBid(bid_id=offered.id, reason=" \t"), actor=MANAGER, uow=uow, clock=clock)
    assert [failure.field for failure in refusal.value.fields] == ["reason"]
    assert offered.status is BidStatus.SUBMITTED
