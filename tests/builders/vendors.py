"""Vendors and bids for tests: say only what the test is about."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from coachway.domain.kernel.actor import Actor, Role
from coachway.domain.kernel.money import Money
from coachway.domain.vendors.model.bid import Bid
from coachway.domain.vendors.model.bid_terms import CharterForBids, VendorContact
from coachway.domain.vendors.model.compliance import (
    REQUIRED_DOCUMENTS,
    ComplianceDocument,
    ComplianceStatus,
    StoredFile,
)
from coachway.domain.vendors.model.profile import VendorType
from coachway.domain.vendors.model.vendor import Vendor, VendorStatus

NOW: Final = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
TODAY: Final = date(2026, 3, 2)
MANAGER: Final = Actor(role=Role.MANAGER, user_id=12, name="Max Manager")
CONTACT: Final = VendorContact("Premium Coach Lines", "john@premiumcoach.com")

PROFILE: Final[dict[str, Any]] = {
    "business_name": "Premium Coach Lines",
    "legal_name": "Premium Coach Lines LLC",
    "vendor_type": VendorType.FLEET_OPERATOR,
    "primary_contact_name": "John Smith",
    "primary_email": "john@premiumcoach.com",
    "primary_phone": "555-010-0000",
    "address_line1": "123 Transport Ave",
    "city": "San Diego",
    "state": "CA",
    "zip_code": "92101",
    "total_vehicles": 10,
    "max_passenger_capacity": 56,
    "service_radius_miles": 200,
    "service_states": ("CA", "NV", "AZ"),
}
"""The report's vendor."""


def a_vendor(vendor_id: int = 1, status: VendorStatus = VendorStatus.ACTIVE, **details: Any) -> Vendor:
    """The report's vendor, active."""
    vendor = Vendor.create(vendor_id=vendor_id, details=PROFILE | details, region="US", created_by=12, at=NOW)
    vendor.status = status
    vendor.collect_events()
    return vendor


def a_document(
    kind: str = "business_license", document_id: int = 1, vendor_id: int = 1, **values: Any
) -> ComplianceDocument:
    """A document that waits for review, good for a year."""
    arguments: dict[str, Any] = {
        "document_id": document_id,
        "vendor_id": vendor_id,
        "document_type": kind,
        "document_name": kind.replace("_", " "),
        "document_number": None,
        "file": StoredFile(),
        "issue_date": TODAY - timedelta(days=30),
        "expiration_date": TODAY + timedelta(days=365),
        "uploaded_by": 12,
        "at": NOW,
    }
    return ComplianceDocument.upload(**(arguments | values))


def approved(document: ComplianceDocument) -> ComplianceDocument:
    document.review(ComplianceStatus.APPROVED, notes=None, vendor=a_vendor(), by=12, at=NOW, today=TODAY)
    document.collect_events()
    return document


def all_papers(vendor_id: int = 1, first_id: int = 1) -> list[ComplianceDocument]:
    """The five required documents, approved."""
    return [
        approved(a_document(kind, document_id, vendor_id))
        for document_id, kind in enumerate(REQUIRED_DOCUMENTS, start=first_id)
    ]


def an_open_charter(charter_id: int = 1, **values: Any) -> CharterForBids:
    """Booked, without a vendor, for 40 passengers in one vehicle."""
    facts: dict[str, Any] = {
        "status": "booked",
        "vendor_id": None,
        "agent_id": 11,
        "passengers": 40,
        "vehicle_count": 1,
    }
    return CharterForBids(id=charter_id, **(facts | values))


def a_draft(bid_id: int = 1, price: str = "1250.00", **values: Any) -> Bid:
    """The report's bid, drafted."""
    vendor_id, charter, at = values.pop("vendor_id", 1), values.pop("charter", an_open_charter()), values.pop("at", NOW)
    details = {"quoted_price": Money.of(price), "vehicle_type": "coach", "passenger_capacity": 56}
    return Bid.draft(
        bid_id=bid_id,
        vendor_id=vendor_id,
        charter=charter,
        details=details | values,
        region="US",
        created_by=31,
        at=at,
    )


def a_submitted_bid(bid_id: int = 1, price: str = "1250.00", at: datetime = NOW, **values: Any) -> Bid:
    """A bid that competes, valid for 72 hours."""
    bid = a_draft(bid_id, price, at=at, **values)
    charter = an_open_charter(bid.charter_id)
    bid.submit(charter=charter, vendor=CONTACT, lifetime=timedelta(hours=72), by=31, at=at)
    bid.collect_events()
    return bid
