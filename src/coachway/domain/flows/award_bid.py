"""Awarding a charter: one bid wins, every other live one loses, and the charter gets its vendor, all or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from coachway.domain.charters.model.charter import Charter
from coachway.domain.kernel.actor import Actor
from coachway.domain.kernel.clock import BusinessCalendar, Clock
from coachway.domain.vendors.bidding import require_open
from coachway.domain.vendors.eligibility import require_eligible
from coachway.domain.vendors.model.bid import Bid
from coachway.domain.vendors.model.bid_terms import CharterForBids
from coachway.domain.vendors.ports import VendorsUnitOfWork
from coachway.domain.vendors.ranking import rank_bids


@dataclass(frozen=True, kw_only=True)
class AwardBid:
    bid_id: int
    reason: str | None = None
    expected_version: int | None = None


class AwardableCharters(Protocol):
    async def get(self, charter_id: int) -> Charter:
        """The charter, locked. Raises NotFound."""
        ...


class AwardUnitOfWork(VendorsUnitOfWork, Protocol):
    @property
    def charters(self) -> AwardableCharters: ...


async def award_bid(
    command: AwardBid, *, actor: Actor, uow: AwardUnitOfWork, clock: Clock, calendar: BusinessCalendar
) -> Bid:
    """Accept a bid and reject the others with the reason. Raises NotFound, or Conflict for who comes second.

    The charter's lock makes one of several at once the first; eligibility, validity and seats count as of now.
    """
    now = clock.now()
    place = await uow.bids.place_of(command.bid_id)
    charter = await uow.charters.get(place.charter_id)
    facts = _facts(charter)
    vendor = await uow.vendors.shared(place.vendor_id)
    rivals = [bid for bid in await uow.bids.live_of_charter(charter.id) if bid.id != command.bid_id]
    winner = await uow.bids.get(command.bid_id)
    winner.expect_version(command.expected_version)
    require_open(facts)
    require_eligible(vendor, await uow.compliance.of_vendor(vendor.id), calendar.day_of(now))
    await _decide(winner, rivals, charter=facts, reason=command.reason, actor=actor, uow=uow, now=now)
    charter.award(vendor.id, winner.price.quoted_price, by=actor, at=now)
    await uow.flush()
    return winner


async def _decide(
    winner: Bid,
    rivals: list[Bid],
    *,
    charter: CharterForBids,
    reason: str | None,
    actor: Actor,
    uow: VendorsUnitOfWork,
    now: datetime,
) -> None:
    """End every live bid of the charter, with the ranks that stand from now on."""
    contacts = await uow.vendors.contacts({winner.vendor_id, *(rival.vendor_id for rival in rivals)})
    ranks = rank_bids(bid.offer() for bid in (winner, *rivals) if bid.is_live(now))
    winner.accept(
        reason=reason,
        rank=ranks.get(winner.id),
        charter=charter,
        vendor=contacts[winner.vendor_id],
        by=actor.acting_id,
        at=now,
    )
    for rival in rivals:
        contact = contacts[rival.vendor_id]
        if not rival.expire(vendor=contact, at=now):
            rival.reject(
                reason=reason or "Another bid was accepted.",
                vendor=contact,
                by=actor.acting_id,
                at=now,
                rank=ranks[rival.id],
            )


def _facts(charter: Charter) -> CharterForBids:
    return CharterForBids(
        id=charter.id,
        status=charter.status.value,
        vendor_id=charter.vendor_id,
        agent_id=charter.agent_id,
        passengers=charter.trip.passengers,
        vehicle_count=charter.trip.vehicle_count,
    )
