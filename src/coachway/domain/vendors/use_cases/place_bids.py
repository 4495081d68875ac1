"""Bids as their vendor makes them: drafting, changing, submitting, withdrawing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from coachway.domain.kernel.actor import Actor, Role
from coachway.domain.kernel.clock import BusinessCalendar, Clock
from coachway.domain.kernel.errors import Conflict, Forbidden
from coachway.domain.vendors.bidding import require_not_closed, require_open
from coachway.domain.vendors.eligibility import require_eligible
from coachway.domain.vendors.model.bid import Bid, BidStatus
from coachway.domain.vendors.model.bid_terms import CharterForBids, VendorContact
from coachway.domain.vendors.model.vendor import Vendor
from coachway.domain.vendors.ports import VendorsUnitOfWork
from coachway.domain.vendors.use_cases.acting_vendor import vendor_in_question
from coachway.domain.vendors.visibility import require_sees


@dataclass(frozen=True, kw_only=True)
class DraftBid:
    """`vendor_id` may be left out by a vendor, who means itself."""

    vendor_id: int | None
    charter_id: int
    details: Mapping[str, object]


@dataclass(frozen=True, kw_only=True)
class ChangeBid:
    """`status` may only be `under_review`, and only from staff."""

    bid_id: int
    changes: Mapping[str, object]
    status: BidStatus | None = None
    expected_version: int | None = None


@dataclass(frozen=True, kw_only=True)
class SubmitBid:
    bid_id: int
    expected_version: int | None = None


@dataclass(frozen=True, kw_only=True)
class WithdrawBid:
    bid_id: int
    reason: str | None = None
    expected_version: int | None = None


async def draft_bid(
    command: DraftBid, *, actor: Actor, uow: VendorsUnitOfWork, clock: Clock, calendar: BusinessCalendar, region: str
) -> Bid:
    """A draft by an eligible vendor for an open charter. Raises NotFound, Conflict or RuleViolated."""
    now = clock.now()
    vendor_id = vendor_in_question(command.vendor_id, actor=actor)
    charter = await uow.charter_book.for_bids(command.charter_id)
    vendor = await uow.vendors.shared(vendor_id)
    await _require_eligible(vendor, uow=uow, now=now, calendar=calendar)
    await _require_taking_bids(charter, uow=uow, now=now)
    earlier = await uow.bids.open_of(vendor.id, charter.id)
    if earlier is not None:
        if not earlier.expire(vendor=_contact(vendor), at=now):
            raise Conflict(
                f"The vendor has bid {earlier.id} for charter {charter.id} already: change that one.", code="bid_exists"
            )
        await uow.flush()
    bid = Bid.draft(
        bid_id=await uow.bids.next_id(),
        vendor_id=vendor.id,
        charter=charter,
        details=command.details,
        region=region,
        created_by=actor.acting_id,
        at=now,
    )
    uow.bids.add(bid)
    await uow.flush()
    return bid


async def change_bid(command: ChangeBid, *, actor: Actor, uow: VendorsUnitOfWork, clock: Clock, region: str) -> Bid:
    """Change a draft, or revise a submitted bid; staff may take it under review. Raises Conflict or RuleViolated."""
    now = clock.now()
    place = await uow.bids.place_of(command.bid_id)
    require_sees(actor, place.vendor_id, kind="bid", identity=command.bid_id)
    charter = await uow.charter_book.for_bids(place.charter_id)
    vendor = await uow.vendors.shared(place.vendor_id)
    bid = await uow.bids.get(command.bid_id)
    bid.expect_version(command.expected_version)
    if actor.role is Role.VENDOR:
        vendor.require_may_write()
    if command.changes:
        await _require_taking_bids(charter, uow=uow, now=now)
        revision = bid.change(
            command.changes, charter=charter, vendor=_contact(vendor), region=region, by=actor.acting_id, at=now
        )
        if revision is not None:
            uow.bids.add_revision(revision)
    if command.status is not None and command.status is not bid.status:
        _take_under_review(bid, command.status, actor=actor, now=now)
    await uow.flush()
    return bid


async def submit_bid(
    command: SubmitBid,
    *,
    actor: Actor,
    uow: VendorsUnitOfWork,
    clock: Clock,
    calendar: BusinessCalendar,
    lifetime: timedelta,
) -> Bid:
    """Hand a draft in: from now on it competes. Raises NotFound or Conflict."""
    now = clock.now()
    place = await uow.bids.place_of(command.bid_id)
    require_sees(actor, place.vendor_id, kind="bid", identity=command.bid_id)
    charter = await uow.charter_book.for_bids(place.charter_id)
    vendor = await uow.vendors.shared(place.vendor_id)
    bid = await uow.bids.get(command.bid_id)
    bid.expect_version(command.expected_version)
    await _require_eligible(vendor, uow=uow, now=now, calendar=calendar)
    await _require_taking_bids(charter, uow=uow, now=now)
    revision = bid.submit(charter=charter, vendor=_contact(vendor), lifetime=lifetime, by=actor.acting_id, at=now)
    uow.bids.add_revision(revision)
    for request in await uow.bid_requests.of_charter(charter.id, [vendor.id]):
        request.answer_with(bid.id, at=now)
    await uow.flush()
    return bid


async def withdraw_bid(command: WithdrawBid, *, actor: Actor, uow: VendorsUnitOfWork, clock: Clock) -> Bid:
    """Take a bid back. Raises NotFound or Conflict."""
    place = await uow.bids.place_of(command.bid_id)
    require_sees(actor, place.vendor_id, kind="bid", identity=command.bid_id)
    vendor = await uow.vendors.shared(place.vendor_id)
    if actor.role is Role.VENDOR:
        vendor.require_may_write()
    bid = await uow.bids.get(command.bid_id)
    bid.expect_version(command.expected_version)
    bid.withdraw(reason=command.reason, vendor=_contact(vendor), by=actor.acting_id, at=clock.now())
    await uow.flush()
    return bid


def _take_under_review(bid: Bid, wanted: BidStatus, *, actor: Actor, now: datetime) -> None:
    if not actor.is_staff:
        raise Forbidden("Only the broker's staff take bids under review.", code="review_not_yours")
    if wanted is not BidStatus.UNDER_REVIEW:
        raise Conflict(
            "A change can only take a bid under review: submit, accept, reject and withdraw are their own operations.",
            code="illegal_transition",
        )
    bid.take_under_review(at=now)


async def _require_eligible(
    vendor: Vendor, *, uow: VendorsUnitOfWork, now: datetime, calendar: BusinessCalendar
) -> None:
    require_eligible(vendor, await uow.compliance.of_vendor(vendor.id), calendar.day_of(now))


async def _require_taking_bids(charter: CharterForBids, *, uow: VendorsUnitOfWork, now: datetime) -> None:
    require_open(charter)
    require_not_closed(charter, await uow.bid_requests.closes_at(charter.id), now)


def _contact(vendor: Vendor) -> VendorContact:
    return VendorContact(vendor.name, vendor.email)
