"""Reads of vendors and their papers: just the columns wanted, straight into views."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from sqlalchemy import Column, ColumnElement, RowMapping, Select, func, literal, null, select, type_coerce
from sqlalchemy.types import NullType

from coachway.adapters.postgres.paging import read_page
from coachway.adapters.postgres.session import Executor
from coachway.adapters.postgres.vendors.conditions import document_has_status, document_status, own_only
from coachway.adapters.postgres.vendors.tables import compliance, vendor_statistics, vendors
from coachway.domain.kernel.actor import Actor
from coachway.domain.kernel.errors import NotFound
from coachway.domain.kernel.paging import Page, PageRequest
from coachway.domain.vendors.compliance_summary import DocumentState, summarise_compliance
from coachway.domain.vendors.model.profile import masked
from coachway.domain.vendors.ports import DocumentFilter, VendorFilter
from coachway.domain.vendors.views import ComplianceDocumentView, ComplianceStatusView, VendorStatisticsView, VendorView
from coachway.domain.vendors.visibility import only_vendor, sees_brokers_notes, sees_secret_numbers

_win_rate: Final = func.round(
    vendor_statistics.c.bids_won * literal(100) / func.nullif(vendor_statistics.c.total_bids_submitted, 0), 2
)
_LAST_FOUR: Final = {
    "tax_id": vendors.c.tax_id_last_four,
    "bank_account_number": vendors.c.bank_account_last_four,
    "bank_routing_number": vendors.c.bank_routing_last_four,
}
_AS_THEY_COME: Final = {"vehicle_types", "amenities", "service_states", "created_at", "updated_at"}
_with_statistics: Final = vendors.join(vendor_statistics, vendor_statistics.c.vendor_id == vendors.c.id)


def _vendor_query(*, secrets: bool, notes: bool) -> Select[Any]:
    """What is selected for a VendorView, in the order of its fields."""

    def column(name: str) -> ColumnElement[Any]:
        if name == "win_rate_percentage":
            return _win_rate.label(name)
        if name == "internal_notes" and not notes:
            return null().label(name)
        if name in _LAST_FOUR and not secrets:
            return (literal(masked("")) + _LAST_FOUR[name]).label(name)
        found: Column[Any] | None = vendors.c.get(name)
        if found is None:
            return vendor_statistics.c[name]
        # As the driver gives them: nothing to convert, and fifty vendors have two hundred and fifty of them.
        return type_coerce(found, NullType()).label(name) if name in _AS_THEY_COME else found

    return select(*(column(name) for name in VendorView.__dataclass_fields__)).select_from(_with_statistics)


_BOTH: Final = (True, False)
_VENDORS: Final = {
    (secrets, notes): _vendor_query(secrets=secrets, notes=notes) for secrets in _BOTH for notes in _BOTH
}
_STATISTICS: Final = select(
    vendor_statistics.c.vendor_id,
    vendors.c.business_name,
    vendor_statistics.c.average_rating,
    vendor_statistics.c.total_ratings,
    vendor_statistics.c.completed_trips,
    vendor_statistics.c.on_time_percentage,
    vendor_statistics.c.total_bids_submitted,
    vendor_statistics.c.bids_won,
    _win_rate.label("win_rate_percentage"),
).select_from(_with_statistics)


def _vendor(row: RowMapping) -> VendorView:
    return VendorView(*row.values())


def _document(row: RowMapping) -> ComplianceDocumentView:
    return ComplianceDocumentView(**row)


class VendorReads:
    _db: Executor

    async def vendor(self, vendor_id: int, *, actor: Actor) -> VendorView:
        query = _VENDORS[sees_secret_numbers(actor, vendor_id), sees_brokers_notes(actor)]
        query = query.where(vendors.c.id == vendor_id, *own_only(vendors.c.id, actor))
        row = (await self._db.execute(query)).mappings().one_or_none()
        if row is None:
            raise NotFound.of("vendor", vendor_id)
        return _vendor(row)

    async def vendors(self, wanted: VendorFilter, page: PageRequest, *, actor: Actor) -> Page[VendorView]:
        own = only_vendor(actor)
        secrets = actor.is_admin if own is None else sees_secret_numbers(actor, own)
        query = _VENDORS[secrets, sees_brokers_notes(actor)]
        for column, value in (
            (vendors.c.id, own),
            (vendors.c.status, wanted.status),
            (vendors.c.vendor_type, wanted.vendor_type),
            (vendors.c.is_verified, wanted.is_verified),
            (vendors.c.is_preferred, wanted.is_preferred),
            (vendors.c.state, wanted.state),
        ):
            if value is not None:
                query = query.where(column == value)
        if wanted.min_rating is not None:
            query = query.where(vendor_statistics.c.average_rating >= wanted.min_rating)
        return await read_page(self._db, query, page, _vendor, newest_first=vendors.c.id)

    async def statistics(self, vendor_id: int, *, actor: Actor) -> VendorStatisticsView:
        query = _STATISTICS.where(vendors.c.id == vendor_id, *own_only(vendors.c.id, actor))
        row = (await self._db.execute(query)).mappings().one_or_none()
        if row is None:
            raise NotFound.of("vendor", vendor_id)
        return VendorStatisticsView(**row)

    async def compliance_status(self, vendor_id: int, *, actor: Actor, today: date) -> ComplianceStatusView:
        states = (
            select(
                compliance.c.id,
                compliance.c.document_type,
                document_status(today).label("status"),
                compliance.c.expiration_date,
            )
            .select_from(vendors.outerjoin(compliance, compliance.c.vendor_id == vendors.c.id))
            .where(vendors.c.id == vendor_id, *own_only(vendors.c.id, actor))
        )
        rows = (await self._db.execute(states)).all()
        if not rows:
            raise NotFound.of("vendor", vendor_id)
        return summarise_compliance(vendor_id, (DocumentState(*row) for row in rows if row.id is not None), today)

    async def document(self, document_id: int, *, actor: Actor, today: date) -> ComplianceDocumentView:
        query = _documents(actor, today).where(compliance.c.id == document_id)
        row = (await self._db.execute(query)).mappings().one_or_none()
        if row is None:
            raise NotFound.of("document", document_id)
        return _document(row)

    async def documents(
        self, wanted: DocumentFilter, page: PageRequest, *, actor: Actor, today: date
    ) -> Page[ComplianceDocumentView]:
        query = _documents(actor, today)
        if wanted.vendor_id is not None:
            query = query.where(compliance.c.vendor_id == wanted.vendor_id)
        if wanted.document_type is not None:
            query = query.where(compliance.c.document_type == wanted.document_type)
        if wanted.status is not None:
            query = query.where(document_has_status(wanted.status, today))
        return await read_page(self._db, query, page, _document, newest_first=compliance.c.id)


def _documents(actor: Actor, today: date) -> Select[Any]:
    columns = (
        document_status(today).label(name) if name == "status" else compliance.c[name]
        for name in ComplianceDocumentView.__dataclass_fields__
    )
    return select(*columns).where(*own_only(compliance.c.vendor_id, actor))
