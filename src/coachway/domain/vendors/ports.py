"""What the vendors context needs from the outside."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Protocol

from coachway.domain.kernel.actor import Actor
from coachway.domain.kernel.paging import Page, PageRequest
from coachway.domain.kernel.unit_of_work import UnitOfWork
from coachway.domain.vendors.bid_views import BidComparison, BidRequestView, BidRevisionView, BidView
from coachway.domain.vendors.matching import TripToMatch
from coachway.domain.vendors.model.bid import Bid, BidRevision, BidStatus
from coachway.domain.vendors.model.bid_request import BidRequest
from coachway.domain.vendors.model.bid_terms import CharterForBids, VendorContact
from coachway.domain.vendors.model.compliance import ComplianceDocument, ComplianceStatus
from coachway.domain.vendors.model.profile import VendorType
from coachway.domain.vendors.model.vendor import Vendor, VendorStatus
from coachway.domain.vendors.views import (
    ComplianceDocumentView,
    ComplianceStatusView,
    MatchingVendor,
    VendorStatisticsView,
    VendorView,
)


class VendorRepository(Protocol):
    async def next_id(self) -> int: ...

    def add(self, vendor: Vendor) -> None: ...

    async def get(self, vendor_id: int) -> Vendor:
        """The vendor, locked. Raises NotFound."""
        ...

    async def shared(self, vendor_id: int) -> Vendor:
        """The vendor, kept from changing, without keeping others who read it waiting. Raises NotFound."""
        ...

    async def several(self, vendor_ids: Collection[int]) -> list[Vendor]:
        """Those of the vendors that there are, locked, in order of their ids."""
        ...

    async def contacts(self, vendor_ids: Collection[int]) -> dict[int, VendorContact]:
        """Names and addresses by id, without locking."""
        ...


class ComplianceRepository(Protocol):
    async def next_id(self) -> int: ...

    def add(self, document: ComplianceDocument) -> None: ...

    async def get(self, document_id: int) -> ComplianceDocument:
        """The document, locked. Raises NotFound."""
        ...

    async def of_vendor(self, vendor_id: int) -> list[ComplianceDocument]:
        """All documents of the vendor, without locking."""
        ...


class BidRequestRepository(Protocol):
    async def next_ids(self, count: int) -> list[int]: ...

    def add(self, request: BidRequest) -> None: ...

    async def get(self, request_id: int) -> BidRequest:
        """The request, locked. Raises NotFound."""
        ...

    async def of_charter(self, charter_id: int, vendor_ids: Collection[int]) -> list[BidRequest]:
        """What these vendors were asked for the charter, locked, oldest first."""
        ...

    async def closes_at(self, charter_id: int) -> datetime | None:
        """The charter's latest deadline; None where nobody was asked, and bidding stays open."""
        ...


@dataclass(frozen=True, slots=True)
class BidPlace:
    """Whose bid it is and for which charter: both never change."""

    charter_id: int
    vendor_id: int


class BidRepository(Protocol):
    async def next_id(self) -> int: ...

    def add(self, bid: Bid) -> None: ...

    def add_revision(self, revision: BidRevision) -> None: ...

    async def place_of(self, bid_id: int) -> BidPlace:
        """Without locking. Raises NotFound."""
        ...

    async def get(self, bid_id: int) -> Bid:
        """The bid, locked. Raises NotFound."""
        ...

    async def open_of(self, vendor_id: int, charter_id: int) -> Bid | None:
        """The vendor's draft or live bid for the charter, locked."""
        ...

    async def live_of_charter(self, charter_id: int) -> list[Bid]:
        """Bids that are submitted or under review, locked, in order of their ids."""
        ...

    async def live_of_vendor(self, vendor_id: int) -> list[Bid]:
        """Bids that are submitted or under review, locked, in order of their ids."""
        ...

    async def past_validity(self, at: datetime, most: int) -> list[Bid]:
        """Live bids whose validity has passed, locked; those that others hold at the moment are left out."""
        ...


class CharterBook(Protocol):
    async def for_bids(self, charter_id: int) -> CharterForBids:
        """The charter, kept from changing, without keeping other bids waiting. Raises NotFound."""
        ...


class VendorsUnitOfWork(UnitOfWork, Protocol):
    @property
    def vendors(self) -> VendorRepository: ...

    @property
    def compliance(self) -> ComplianceRepository: ...

    @property
    def bid_requests(self) -> BidRequestRepository: ...

    @property
    def bids(self) -> BidRepository: ...

    @property
    def charter_book(self) -> CharterBook: ...


@dataclass(frozen=True, slots=True)
class VendorFilter:
    status: VendorStatus | None = None
    vendor_type: VendorType | None = None
    is_verified: bool | None = None
    is_preferred: bool | None = None
    min_rating: Decimal | None = None
    state: str | None = None


@dataclass(frozen=True, slots=True)
class DocumentFilter:
    vendor_id: int | None = None
    document_type: str | None = None
    status: ComplianceStatus | None = None


@dataclass(frozen=True, slots=True)
class BidRequestFilter:
    vendor_id: int | None = None
    charter_id: int | None = None
    is_accepted: bool | None = None


@dataclass(frozen=True, slots=True)
class BidFilter:
    vendor_id: int | None = None
    charter_id: int | None = None
    status: BidStatus | None = None


class VendorsReads(Protocol):
    """Reads as the actor may see them, newest first; `at` and `today` say what has expired by now.

    What is not there, or not the actor's, raises NotFound.
    """

    async def vendor(self, vendor_id: int, *, actor: Actor) -> VendorView: ...

    async def vendors(self, wanted: VendorFilter, page: PageRequest, *, actor: Actor) -> Page[VendorView]: ...

    async def statistics(self, vendor_id: int, *, actor: Actor) -> VendorStatisticsView: ...

    async def trip_of(self, charter_id: int) -> TripToMatch:
        """What matching needs of a charter, for staff."""
        ...

    async def matching(self, trip: TripToMatch, *, today: date, limit: int) -> list[MatchingVendor]:
        """Active, compliant vendors who could drive the trip, nearest first; for staff."""
        ...

    async def compliance_status(self, vendor_id: int, *, actor: Actor, today: date) -> ComplianceStatusView: ...

    async def document(self, document_id: int, *, actor: Actor, today: date) -> ComplianceDocumentView: ...

    async def documents(
        self, wanted: DocumentFilter, page: PageRequest, *, actor: Actor, today: date
    ) -> Page[ComplianceDocumentView]: ...

    async def bid_request(self, request_id: int, *, actor: Actor) -> BidRequestView: ...

    async def bid_requests(
        self, wanted: BidRequestFilter, page: PageRequest, *, actor: Actor
    ) -> Page[BidRequestView]: ...

    async def bid(self, bid_id: int, *, actor: Actor, at: datetime) -> BidView: ...

    async def bids(self, wanted: BidFilter, page: PageRequest, *, actor: Actor, at: datetime) -> Page[BidView]: ...

    async def revisions(self, bid_id: int, *, actor: Actor) -> list[BidRevisionView]:
        """Oldest first."""
        ...

    async def comparison(self, charter_id: int, *, at: datetime, today: date) -> BidComparison:
        """Every live bid of the charter, best first; only for who sees live ranks."""
        ...
