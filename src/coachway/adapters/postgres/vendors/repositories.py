"""Vendors, papers, requests and bids in PostgreSQL."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from coachway.adapters.postgres.charters.tables import charters
from coachway.adapters.postgres.constraints import says
from coachway.adapters.postgres.ids import next_id, next_ids
from coachway.adapters.postgres.vendors.conditions import counts_as_live
from coachway.adapters.postgres.vendors.tables import bid_requests, bids, compliance, vendors
from coachway.domain.kernel.errors import NotFound
from coachway.domain.vendors.model.bid import Bid, BidRevision, BidStatus
from coachway.domain.vendors.model.bid_request import BidRequest
from coachway.domain.vendors.model.bid_terms import CharterForBids, VendorContact
from coachway.domain.vendors.model.compliance import ComplianceDocument
from coachway.domain.vendors.model.vendor import Vendor
from coachway.domain.vendors.ports import BidPlace

says("bids_one_open_key", "bid_exists", "The vendor has a bid for this charter already: change that one.")
says("bids_one_accepted_key", "charter_not_open", "A bid for this charter has been accepted already.")


class PostgresVendors:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def next_id(self) -> int:
        return await next_id(self._session, "vendor.vendors")

    def add(self, vendor: Vendor) -> None:
        self._session.add(vendor)

    async def get(self, vendor_id: int) -> Vendor:
        return await self._locked(vendor_id, shared=False)

    async def shared(self, vendor_id: int) -> Vendor:
        return await self._locked(vendor_id, shared=True)

    async def _locked(self, vendor_id: int, *, shared: bool) -> Vendor:
        vendor = await self._session.get(Vendor, vendor_id, with_for_update={"read": shared})
        if vendor is None:
            raise NotFound.of("vendor", vendor_id)
        return vendor

    async def several(self, vendor_ids: Collection[int]) -> list[Vendor]:
        wanted = select(Vendor).where(vendors.c.id.in_(vendor_ids)).order_by(vendors.c.id).with_for_update()
        return list((await self._session.scalars(wanted)).all())

    async def contacts(self, vendor_ids: Collection[int]) -> dict[int, VendorContact]:
        wanted = select(vendors.c.id, vendors.c.business_name, vendors.c.primary_email)
        rows = await self._session.execute(wanted.where(vendors.c.id.in_(vendor_ids)))
        return {vendor_id: VendorContact(name, email) for vendor_id, name, email in rows}


class PostgresCompliance:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def next_id(self) -> int:
        return await next_id(self._session, "vendor.vendor_compliance")

    def add(self, document: ComplianceDocument) -> None:
        self._session.add(document)

    async def get(self, document_id: int) -> ComplianceDocument:
        document = await self._session.get(ComplianceDocument, document_id, with_for_update=True)
        if document is None:
            raise NotFound.of("document", document_id)
        return document

    async def of_vendor(self, vendor_id: int) -> list[ComplianceDocument]:
        wanted = select(ComplianceDocument).where(compliance.c.vendor_id == vendor_id)
        return list((await self._session.scalars(wanted)).all())


class PostgresBidRequests:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def next_ids(self, count: int) -> list[int]:
        return await next_ids(self._session, "vendor.bid_requests", count)

    def add(self, request: BidRequest) -> None:
        self._session.add(request)

    async def get(self, request_id: int) -> BidRequest:
        request = await self._session.get(BidRequest, request_id, with_for_update=True)
        if request is None:
            raise NotFound.of("bid request", request_id)
        return request

    async def of_charter(self, charter_id: int, vendor_ids: Collection[int]) -> list[BidRequest]:
        wanted = (
            select(BidRequest)
            .where(bid_requests.c.charter_id == charter_id, bid_requests.c.vendor_id.in_(vendor_ids))
            .order_by(bid_requests.c.id)
            .with_for_update()
        )
        return list((await self._session.scalars(wanted)).all())

    async def closes_at(self, charter_id: int) -> datetime | None:
        latest = select(func.max(bid_requests.c.deadline)).where(bid_requests.c.charter_id == charter_id)
        found: datetime | None = (await self._session.execute(latest)).scalar_one()
        return found


class PostgresBids:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def next_id(self) -> int:
        return await next_id(self._session, "vendor.bids")

    def add(self, bid: Bid) -> None:
        self._session.add(bid)

    def add_revision(self, revision: BidRevision) -> None:
        self._session.add(revision)

    async def place_of(self, bid_id: int) -> BidPlace:
        wanted = select(bids.c.charter_id, bids.c.vendor_id).where(bids.c.id == bid_id)
        row = (await self._session.execute(wanted)).one_or_none()
        if row is None:
            raise NotFound.of("bid", bid_id)
        return BidPlace(*row)

    async def get(self, bid_id: int) -> Bid:
        bid = await self._session.get(Bid, bid_id, with_for_update=True)
        if bid is None:
            raise NotFound.of("bid", bid_id)
        return bid

    async def open_of(self, vendor_id: int, charter_id: int) -> Bid | None:
        found = await self._locked(
            bids.c.vendor_id == vendor_id,
            bids.c.charter_id == charter_id,
            or_(bids.c.status == BidStatus.DRAFT, counts_as_live),
        )
        return found[0] if found else None

    async def live_of_charter(self, charter_id: int) -> list[Bid]:
        return await self._locked(bids.c.charter_id == charter_id, counts_as_live)

    async def live_of_vendor(self, vendor_id: int) -> list[Bid]:
        return await self._locked(bids.c.vendor_id == vendor_id, counts_as_live)

    async def past_validity(self, at: datetime, most: int) -> list[Bid]:
        due = counts_as_live, bids.c.valid_until <= at
        wanted = select(Bid).where(*due).order_by(bids.c.id).limit(most).with_for_update(skip_locked=True)
        return list((await self._session.scalars(wanted)).all())

    async def _locked(self, *conditions: ColumnElement[bool]) -> list[Bid]:
        wanted = select(Bid).where(*conditions).order_by(bids.c.id).with_for_update()
        return list((await self._session.scalars(wanted)).all())


class PostgresCharterBook:
    """Charters are in the same database and transaction, always (contract 12), so their rows are simply read."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def for_bids(self, charter_id: int) -> CharterForBids:
        wanted = select(
            charters.c.id,
            charters.c.status,
            charters.c.vendor_id,
            charters.c.agent_id,
            charters.c.passengers,
            charters.c.vehicle_count,
        ).where(charters.c.id == charter_id)
        row = (await self._session.execute(wanted.with_for_update(read=True))).one_or_none()
        if row is None:
            raise NotFound.of("charter", charter_id)
        return CharterForBids(row[0], row[1].value, *row[2:])
