"""What happens to vendors, their documents, requests for bids, and bids."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from coachway.domain.kernel.events import Event
from coachway.domain.kernel.money import Money


@dataclass(frozen=True, kw_only=True)
class VendorWasCreated(Event, name="vendor.created"):
    vendor_id: int
    vendor_name: str
    vendor_email: str


@dataclass(frozen=True, kw_only=True)
class VendorStatusWasChanged(Event, name="vendor.status_changed"):
    vendor_id: int
    vendor_name: str
    vendor_email: str
    from_status: str
    to_status: str
    reason: str | None


@dataclass(frozen=True, kw_only=True)
class ComplianceWasUploaded(Event, name="compliance.uploaded"):
    document_id: int
    vendor_id: int
    document_type: str


@dataclass(frozen=True, kw_only=True)
class ComplianceWasReviewed(Event, name="compliance.reviewed"):
    document_id: int
    vendor_id: int
    vendor_name: str
    vendor_email: str
    document_type: str
    status: str
    review_notes: str | None
    expiration_date: date | None


@dataclass(frozen=True, kw_only=True)
class BidWasRequested(Event, name="bid.requested"):
    request_id: int
    charter_id: int
    vendor_id: int
    vendor_name: str
    vendor_email: str
    deadline: datetime
    message: str | None


@dataclass(frozen=True, kw_only=True)
class BidRequestWasDeclined(Event, name="bid.declined"):
    request_id: int
    charter_id: int
    vendor_id: int
    reason: str | None


@dataclass(frozen=True, kw_only=True)
class BidEvent:
    """What every event of a bid carries; not an event itself."""

    bid_id: int
    charter_id: int
    vendor_id: int
    vendor_name: str
    vendor_email: str
    quoted_price: Money


@dataclass(frozen=True, kw_only=True)
class BidWasSubmitted(BidEvent, Event, name="bid.submitted"):
    agent_id: int | None
    valid_until: datetime


@dataclass(frozen=True, kw_only=True)
class BidWasRevised(BidEvent, Event, name="bid.revised"):
    revision_number: int
    agent_id: int | None


@dataclass(frozen=True, kw_only=True)
class BidWasAccepted(BidEvent, Event, name="bid.accepted"):
    reason: str | None


@dataclass(frozen=True, kw_only=True)
class BidWasRejected(BidEvent, Event, name="bid.rejected"):
    reason: str | None


@dataclass(frozen=True, kw_only=True)
class BidWasWithdrawn(BidEvent, Event, name="bid.withdrawn"):
    reason: str | None


@dataclass(frozen=True, kw_only=True)
class BidHasExpired(BidEvent, Event, name="bid.expired"):
    valid_until: datetime
