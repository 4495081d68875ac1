"""What stands at a moment, whether or not a job has noted it (live bids, papers in date), and whose it is."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import Column, ColumnElement, and_, case, distinct, func, literal, not_, or_, select

from coachway.adapters.postgres.types import EnumText
from coachway.adapters.postgres.vendors.tables import bids, compliance
from coachway.domain.kernel.actor import Actor
from coachway.domain.vendors.model.bid import LIVE, BidStatus
from coachway.domain.vendors.model.compliance import REQUIRED_DOCUMENTS, ComplianceStatus
from coachway.domain.vendors.visibility import only_vendor


def own_only(vendor_id: Column[Any], actor: Actor) -> list[ColumnElement[bool]]:
    """What keeps a vendor from seeing others'."""
    own = only_vendor(actor)
    return [] if own is None else [vendor_id == own]


def _bid(status: BidStatus) -> ColumnElement[BidStatus]:
    return literal(status, EnumText(BidStatus), literal_execute=True)


# The states stand in the SQL itself, not as parameters: only so can the planner prove that a partial index fits.
counts_as_live: Final = bids.c.status.in_([_bid(status) for status in BidStatus if status in LIVE])


def is_live(at: datetime) -> ColumnElement[bool]:
    return and_(counts_as_live, bids.c.valid_until > at)


def bid_status(at: datetime) -> ColumnElement[BidStatus]:
    """A bid's status at the moment: live and past its validity is expired."""
    is_past = and_(counts_as_live, bids.c.valid_until <= at)
    return case((is_past, _bid(BidStatus.EXPIRED)), else_=bids.c.status)


def bid_has_status(wanted: BidStatus, at: datetime) -> ColumnElement[bool]:
    """The same as a condition that an index on the status serves."""
    if wanted in LIVE:
        return and_(bids.c.status == wanted, bids.c.valid_until > at)
    if wanted is BidStatus.EXPIRED:
        return or_(bids.c.status == wanted, and_(counts_as_live, bids.c.valid_until <= at))
    return bids.c.status == wanted


def document_status(today: date) -> ColumnElement[ComplianceStatus]:
    """A document's status today: approved and past its expiration is expired."""
    expired = literal(ComplianceStatus.EXPIRED, EnumText(ComplianceStatus))
    return case((_is_past(today), expired), else_=compliance.c.status)


def document_has_status(wanted: ComplianceStatus, today: date) -> ColumnElement[bool]:
    """The same as a condition that an index on the status serves."""
    if wanted is ComplianceStatus.APPROVED:
        return and_(compliance.c.status == wanted, _in_date(today))
    if wanted is ComplianceStatus.EXPIRED:
        return or_(compliance.c.status == wanted, _is_past(today))
    return compliance.c.status == wanted


def is_compliant(vendor_id: Column[Any], today: date) -> ColumnElement[bool]:
    """Whether the vendor of that column holds all required documents, approved and in date."""
    held = select(func.count(distinct(compliance.c.document_type))).where(
        compliance.c.vendor_id == vendor_id,
        compliance.c.document_type.in_(REQUIRED_DOCUMENTS),
        compliance.c.status == ComplianceStatus.APPROVED,
        _in_date(today),
    )
    return held.scalar_subquery() == len(REQUIRED_DOCUMENTS)


def _in_date(today: date) -> ColumnElement[bool]:
    return or_(compliance.c.expiration_date.is_(None), compliance.c.expiration_date >= today)


def _is_past(today: date) -> ColumnElement[bool]:
    return and_(compliance.c.status == ComplianceStatus.APPROVED, not_(_in_date(today)))
