"""What ends bids without an award: the broker refuses one, or their validity passes."""

from __future__ import annotations

from dataclasses import dataclass

from coachway.domain.kernel.actor import Actor
from coachway.domain.kernel.clock import Clock
from coachway.domain.kernel.errors import Checks
from coachway.domain.vendors.model.bid import Bid
from coachway.domain.vendors.ports import VendorsUnitOfWork

AT_A_TIME = 200


@dataclass(frozen=True, kw_only=True)
class RejectBid:
    bid_id: int
    reason: str
    expected_version: int | None = None


async def reject_bid(command: RejectBid, *, actor: Actor, uow: VendorsUnitOfWork, clock: Clock) -> Bid:
    """Refuse one live bid; the others compete on. Raises NotFound, Conflict or RuleViolated."""
    with Checks() as check:
        check(bool(command.reason.strip()), "reason", "must not be empty: the vendor is told it")
    bid = await uow.bids.get(command.bid_id)
    bid.expect_version(command.expected_version)
    contact = (await uow.vendors.contacts([bid.vendor_id]))[bid.vendor_id]
    bid.reject(reason=command.reason, vendor=contact, by=actor.acting_id, at=clock.now())
    await uow.flush()
    return bid


async def expire_bids(*, uow: VendorsUnitOfWork, clock: Clock) -> int:
    """Note the expiry of some live bids whose validity has passed, and say how many: call again until none is left.

    Reads know it without this job; it is for the vendors to be told.
    """
    now = clock.now()
    due = await uow.bids.past_validity(now, AT_A_TIME)
    contacts = await uow.vendors.contacts({bid.vendor_id for bid in due})
    expired = sum(bid.expire(vendor=contacts[bid.vendor_id], at=now) for bid in due)
    await uow.flush()
    return expired
