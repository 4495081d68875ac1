"""The bid: a vendor's sealed offer to drive a charter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final, TypedDict

from coachway.domain.kernel.aggregate import Aggregate
from coachway.domain.kernel.errors import Conflict
from coachway.domain.kernel.money import Money
from coachway.domain.kernel.transitions import require_transition
from coachway.domain.vendors.events import (
    BidHasExpired,
    BidWasAccepted,
    BidWasRejected,
    BidWasRevised,
    BidWasSubmitted,
    BidWasWithdrawn,
)
from coachway.domain.vendors.model.bid_checks import check_terms, require_seats
from coachway.domain.vendors.model.bid_terms import (
    BidTerms,
    CharterForBids,
    OfferedDriver,
    OfferedVehicle,
    Price,
    VendorContact,
)
from coachway.domain.vendors.ranking import Offer, Rank


class BidStatus(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    UNDER_REVIEW = "under_review"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


_DECIDED: Final = frozenset({BidStatus.ACCEPTED, BidStatus.REJECTED, BidStatus.WITHDRAWN, BidStatus.EXPIRED})
TRANSITIONS: Final[dict[BidStatus, frozenset[BidStatus]]] = {
    BidStatus.DRAFT: frozenset({BidStatus.SUBMITTED, BidStatus.WITHDRAWN}),
    BidStatus.SUBMITTED: _DECIDED | {BidStatus.UNDER_REVIEW},
    BidStatus.UNDER_REVIEW: _DECIDED,
    BidStatus.ACCEPTED: frozenset(),
    BidStatus.REJECTED: frozenset(),
    BidStatus.WITHDRAWN: frozenset(),
    BidStatus.EXPIRED: frozenset(),
}
LIVE: Final = frozenset({BidStatus.SUBMITTED, BidStatus.UNDER_REVIEW})
EDITABLE: Final = frozenset({BidStatus.DRAFT, BidStatus.SUBMITTED})

_PARTS: Final[dict[str, type[Any]]] = {
    "price": Price,
    "vehicle": OfferedVehicle,
    "driver": OfferedDriver,
    "terms": BidTerms,
}
_PART_OF: Final = {each.name: part for part, kind in _PARTS.items() for each in fields(kind)}


@dataclass(frozen=True, slots=True)
class Decision:
    """Who ended the bid's life, when and why; all null while it lives."""

    decided_at: datetime | None = None
    decided_by: int | None = None
    decision_reason: str | None = None


@dataclass(eq=False, kw_only=True)
class BidRevision:
    """What a bid said from a moment on: its submission is revision 1, each later change one more."""

    bid_id: int
    revision_number: int
    price: Price
    vehicle: OfferedVehicle
    driver: OfferedDriver
    terms: BidTerms
    valid_until: datetime
    revised_by: int | None
    revised_at: datetime


class _Facts(TypedDict):
    """What every event of a bid carries."""

    bid_id: int
    charter_id: int
    vendor_id: int
    vendor_name: str
    vendor_email: str
    quoted_price: Money


@dataclass(eq=False, kw_only=True)
class Bid(Aggregate):
    """A vendor's offer for a charter. Its rank is kept only once the charter is awarded; before, reads work it out."""

    id: int
    vendor_id: int
    charter_id: int
    price: Price
    vehicle: OfferedVehicle
    driver: OfferedDriver = field(default_factory=OfferedDriver)
    terms: BidTerms = field(default_factory=BidTerms)
    valid_until: datetime | None = None
    status: BidStatus = BidStatus.DRAFT
    submitted_at: datetime | None = None
    revision_number: int = 0
    decision: Decision = field(default_factory=Decision)
    final_rank: Rank | None = None
    created_by: int | None
    created_at: datetime
    updated_at: datetime
    version: int = 1

    @classmethod
    def draft(
        cls,
        *,
        bid_id: int,
        vendor_id: int,
        charter: CharterForBids,
        details: Mapping[str, object],
        region: str,
        created_by: int | None,
        at: datetime,
    ) -> Bid:
        """A bid that only its vendor and the staff know of yet, from flat fields. Raises RuleViolated."""
        grouped = _by_part(check_terms(details, region, charter=charter, at=at))
        own = grouped.pop("", {})
        return cls(
            id=bid_id,
            vendor_id=vendor_id,
            charter_id=charter.id,
            created_by=created_by,
            created_at=at,
            updated_at=at,
            **{part: _PARTS[part](**given) for part, given in grouped.items()},
            **own,
        )

    def status_at(self, at: datetime) -> BidStatus:
        """Live and past its validity is expired, whether or not anything has noted it yet."""
        if self.status in LIVE and self.valid_until is not None and at >= self.valid_until:
            return BidStatus.EXPIRED
        return self.status

    def is_live(self, at: datetime) -> bool:
        return self.status_at(at) in LIVE

    def offer(self) -> Offer:
        """What ranking looks at; only for a bid that has been submitted."""
        if self.submitted_at is None:
            raise Conflict("A draft has no rank.", code="not_submitted")
        return Offer(self.id, self.price.quoted_price, self.submitted_at)

    def change(
        self,
        changes: Mapping[str, object],
        *,
        charter: CharterForBids,
        vendor: VendorContact,
        region: str,
        by: int | None,
        at: datetime,
    ) -> BidRevision | None:
        """Change what was sent; of a submitted bid that is a new revision. Raises Conflict or RuleViolated."""
        if self.status_at(at) not in EDITABLE:
            raise Conflict(f"The bid is {self.status_at(at).value}, and can no longer change.", code="bid_not_editable")
        current = {name: getattr(getattr(self, part), name) for name, part in _PART_OF.items()}
        for part, given in _by_part(check_terms(changes, region, charter=charter, at=at, current=current)).items():
            if part:
                setattr(self, part, replace(getattr(self, part), **given))
            elif self.status is BidStatus.DRAFT or given["valid_until"] is not None:
                self.valid_until = given["valid_until"]
        self.updated_at = at
        if self.status is BidStatus.DRAFT:
            return None
        revision = self._revise(by, at)
        self.record(
            BidWasRevised(**self._facts(vendor), revision_number=revision.revision_number, agent_id=charter.agent_id)
        )
        return revision

    def submit(
        self, *, charter: CharterForBids, vendor: VendorContact, lifetime: timedelta, by: int | None, at: datetime
    ) -> BidRevision:
        """Hand it in; without a validity of its own it stands for the lifetime. Raises Conflict."""
        require_seats(self.vehicle, charter)
        self._move(BidStatus.SUBMITTED, at)
        if self.valid_until is None:
            self.valid_until = at + lifetime
        elif self.valid_until <= at:
            raise Conflict("The bid's valid_until has passed: give it a later one first.", code="bid_expired")
        self.submitted_at = at
        self.record(BidWasSubmitted(**self._facts(vendor), agent_id=charter.agent_id, valid_until=self.valid_until))
        return self._revise(by, at)

    def take_under_review(self, *, at: datetime) -> None:
        """The broker is looking at it: it can no longer change. Raises Conflict."""
        self._move(BidStatus.UNDER_REVIEW, at)

    def accept(
        self,
        *,
        reason: str | None,
        rank: Rank | None,
        charter: CharterForBids,
        vendor: VendorContact,
        by: int | None,
        at: datetime,
    ) -> None:
        """It wins the charter. Raises Conflict `bid_expired` past its validity, and for any state that is not live."""
        if self.status in LIVE and not self.is_live(at):
            raise Conflict(f"The bid was valid until {self.valid_until:%Y-%m-%d %H:%M} UTC.", code="bid_expired")
        require_seats(self.vehicle, charter)
        self._move(BidStatus.ACCEPTED, at)
        self.decision, self.final_rank = Decision(at, by, reason), rank
        self.record(BidWasAccepted(**self._facts(vendor), reason=reason))

    def reject(
        self, *, reason: str | None, vendor: VendorContact, by: int | None, at: datetime, rank: Rank | None = None
    ) -> None:
        """It does not win; with its final rank where another did. Raises Conflict."""
        self._move(BidStatus.REJECTED, at)
        self.decision, self.final_rank = Decision(at, by, reason), rank
        self.record(BidWasRejected(**self._facts(vendor), reason=reason))

    def withdraw(self, *, reason: str | None, vendor: VendorContact, by: int | None, at: datetime) -> None:
        """It is taken back. Raises Conflict."""
        was_live = self.is_live(at)
        self._move(BidStatus.WITHDRAWN, at)
        self.decision = Decision(at, by, reason)
        if was_live:
            self.record(BidWasWithdrawn(**self._facts(vendor), reason=reason))

    def expire(self, *, vendor: VendorContact, at: datetime) -> bool:
        """Note that its validity has passed; says whether it had, so that doing it twice does nothing."""
        if self.status not in LIVE or self.valid_until is None or at < self.valid_until:
            return False
        self.status, self.updated_at = BidStatus.EXPIRED, at
        self.decision = Decision(at, None, "Its validity has passed.")
        self.record(BidHasExpired(**self._facts(vendor), valid_until=self.valid_until))
        return True

    def _move(self, wanted: BidStatus, at: datetime) -> None:
        require_transition(TRANSITIONS, self.status_at(at), wanted)
        self.status, self.updated_at = wanted, at

    def _revise(self, by: int | None, at: datetime) -> BidRevision:
        assert self.valid_until is not None  # noqa: S101 (submitting has set it)
        self.revision_number += 1
        return BidRevision(
            bid_id=self.id,
            revision_number=self.revision_number,
            price=self.price,
            vehicle=self.vehicle,
            driver=self.driver,
            terms=self.terms,
            valid_until=self.valid_until,
            revised_by=by,
            revised_at=at,
        )

    def _facts(self, vendor: VendorContact) -> _Facts:
        return _Facts(
            bid_id=self.id,
            charter_id=self.charter_id,
            vendor_id=self.vendor_id,
            vendor_name=vendor.name,
            vendor_email=vendor.email,
            quoted_price=self.price.quoted_price,
        )


def _by_part(values: Mapping[str, object]) -> dict[str, dict[str, Any]]:
    """The flat values grouped by the value object they belong to; the bid's own stand under no part."""
    grouped: dict[str, dict[str, Any]] = {}
    for name, value in values.items():
        grouped.setdefault(_PART_OF.get(name, ""), {})[name] = value
    return grouped
