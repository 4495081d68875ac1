"""Vendors, papers, requests and bids in memory."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime
from itertools import count
from typing import Generic, Protocol, TypeVar

from coachway.domain.charters.model import Charter
from coachway.domain.kernel.errors import NotFound
from coachway.domain.kernel.events import Event
from coachway.domain.vendors.model.bid import LIVE, Bid, BidRevision, BidStatus
from coachway.domain.vendors.model.bid_request import BidRequest
from coachway.domain.vendors.model.bid_terms import CharterForBids, VendorContact
from coachway.domain.vendors.model.compliance import ComplianceDocument
from coachway.domain.vendors.model.vendor import Vendor
from coachway.domain.vendors.ports import BidPlace


class _Numbered(Protocol):
    id: int


T = TypeVar("T", bound=_Numbered)


class _Shelf(Generic[T]):
    """Things by their ids."""

    kind = "thing"

    def __init__(self) -> None:
        self._things: dict[int, T] = {}
        self._ids = count(1)

    async def next_id(self) -> int:
        return next(self._ids)

    def add(self, thing: T) -> None:
        self._things[thing.id] = thing

    async def get(self, identity: int) -> T:
        try:
            return self._things[identity]
        except KeyError:
            raise NotFound.of(self.kind, identity) from None

    def which(self, fits: Callable[[T], bool]) -> list[T]:
        """Those that fit, in order of their ids."""
        return sorted((thing for thing in self._things.values() if fits(thing)), key=lambda thing: thing.id)


class InMemoryVendors(_Shelf[Vendor]):
    kind = "vendor"

    async def shared(self, vendor_id: int) -> Vendor:
        return await self.get(vendor_id)

    async def several(self, vendor_ids: Collection[int]) -> list[Vendor]:
        return self.which(lambda vendor: vendor.id in vendor_ids)

    async def contacts(self, vendor_ids: Collection[int]) -> dict[int, VendorContact]:
        return {vendor.id: VendorContact(vendor.name, vendor.email) for vendor in await self.several(vendor_ids)}


class InMemoryCompliance(_Shelf[ComplianceDocument]):
    kind = "document"

    async def of_vendor(self, vendor_id: int) -> list[ComplianceDocument]:
        return self.which(lambda document: document.vendor_id == vendor_id)


class InMemoryBidRequests(_Shelf[BidRequest]):
    kind = "bid request"

    async def next_ids(self, count: int) -> list[int]:
        return [await self.next_id() for _ in range(count)]

    async def of_charter(self, charter_id: int, vendor_ids: Collection[int]) -> list[BidRequest]:
        return self.which(lambda each: each.charter_id == charter_id and each.vendor_id in vendor_ids)

    async def closes_at(self, charter_id: int) -> datetime | None:
        return max((each.deadline for each in self.which(lambda each: each.charter_id == charter_id)), default=None)


class InMemoryBids(_Shelf[Bid]):
    kind = "bid"

    def __init__(self) -> None:
        super().__init__()
        self.revisions: list[BidRevision] = []

    def add_revision(self, revision: BidRevision) -> None:
        self.revisions.append(revision)

    async def place_of(self, bid_id: int) -> BidPlace:
        bid = await self.get(bid_id)
        return BidPlace(bid.charter_id, bid.vendor_id)

    async def open_of(self, vendor_id: int, charter_id: int) -> Bid | None:
        open_states = {BidStatus.DRAFT, *LIVE}
        found = self.which(
            lambda bid: (bid.vendor_id, bid.charter_id) == (vendor_id, charter_id) and bid.status in open_states
        )
        return found[0] if found else None

    async def live_of_charter(self, charter_id: int) -> list[Bid]:
        return self.which(lambda bid: bid.charter_id == charter_id and bid.status in LIVE)

    async def live_of_vendor(self, vendor_id: int) -> list[Bid]:
        return self.which(lambda bid: bid.vendor_id == vendor_id and bid.status in LIVE)

    async def past_validity(self, at: datetime, most: int) -> list[Bid]:
        return self.which(lambda bid: bid.status in LIVE and bid.status_at(at) is BidStatus.EXPIRED)[:most]


class InMemoryCharters(_Shelf[Charter]):
    """The charters of the same transaction, as the award changes them and as bidding sees them."""

    kind = "charter"

    async def for_bids(self, charter_id: int) -> CharterForBids:
        charter = await self.get(charter_id)
        return CharterForBids(
            charter.id,
            charter.status.value,
            charter.vendor_id,
            charter.agent_id,
            charter.trip.passengers,
            charter.trip.vehicle_count,
        )


class FakeVendorsUnitOfWork:
    """A unit of work that keeps what it is given at once."""

    def __init__(self) -> None:
        self.vendors = InMemoryVendors()
        self.compliance = InMemoryCompliance()
        self.bid_requests = InMemoryBidRequests()
        self.bids = InMemoryBids()
        self.charters = InMemoryCharters()
        self.recorded: list[Event] = []

    @property
    def charter_book(self) -> InMemoryCharters:
        return self.charters

    def record(self, event: Event) -> None:
        self.recorded.append(event)

    async def flush(self) -> None:
        """Nothing waits to be written."""
