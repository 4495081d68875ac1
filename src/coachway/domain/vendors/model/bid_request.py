"""Requests for bids: the broker asks a vendor to bid on a charter until a deadline."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from coachway.domain.kernel.aggregate import Aggregate
from coachway.domain.kernel.errors import Checks, Conflict
from coachway.domain.vendors.events import BidRequestWasDeclined, BidWasRequested
from coachway.domain.vendors.model.vendor import Vendor


@dataclass(eq=False, kw_only=True)
class BidRequest(Aggregate):
    """One vendor's invitation to bid on one charter; `is_accepted` is null until the vendor bids or declines."""

    id: int
    charter_id: int
    vendor_id: int
    message: str | None
    deadline: datetime
    requested_by: int | None
    viewed_at: datetime | None = None
    responded_at: datetime | None = None
    is_accepted: bool | None = None
    decline_reason: str | None = None
    bid_id: int | None = None
    created_at: datetime
    version: int = 1

    @classmethod
    def make(
        cls,
        *,
        request_id: int,
        charter_id: int,
        vendor: Vendor,
        message: str | None,
        deadline: datetime,
        least_notice: timedelta,
        requested_by: int | None,
        at: datetime,
    ) -> BidRequest:
        """Ask a vendor, leaving at least the least notice for an answer. Raises RuleViolated."""
        with Checks() as check:
            hours = least_notice / timedelta(hours=1)
            check(deadline >= at + least_notice, "deadline", f"must be at least {hours:g} hours away")
        request = cls(
            id=request_id,
            charter_id=charter_id,
            vendor_id=vendor.id,
            message=message,
            deadline=deadline,
            requested_by=requested_by,
            created_at=at,
        )
        request.record(
            BidWasRequested(
                request_id=request.id,
                charter_id=charter_id,
                vendor_id=vendor.id,
                vendor_name=vendor.name,
                vendor_email=vendor.email,
                deadline=deadline,
                message=message,
            )
        )
        return request

    def is_open(self, at: datetime) -> bool:
        """Whether the vendor may still be expected to answer."""
        return self.responded_at is None and at < self.deadline

    def view(self, *, at: datetime) -> None:
        """The vendor has seen it; only the first time counts."""
        if self.viewed_at is None:
            self.viewed_at = at

    def decline(self, *, reason: str | None, at: datetime) -> None:
        """The vendor will not bid. Raises Conflict."""
        if self.responded_at is not None:
            answer = "with a bid" if self.is_accepted else "by declining"
            raise Conflict(f"The request has been answered {answer} already.", code="request_answered")
        if at >= self.deadline:
            raise Conflict("The deadline of the request has passed.", code="bidding_closed")
        self.view(at=at)
        self.responded_at, self.is_accepted, self.decline_reason = at, False, reason
        self.record(
            BidRequestWasDeclined(
                request_id=self.id, charter_id=self.charter_id, vendor_id=self.vendor_id, reason=reason
            )
        )

    def answer_with(self, bid_id: int, *, at: datetime) -> None:
        """The vendor has submitted a bid, even if it had declined before."""
        self.view(at=at)
        self.responded_at, self.is_accepted, self.decline_reason, self.bid_id = at, True, None, bid_id
