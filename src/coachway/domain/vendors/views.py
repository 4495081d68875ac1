"""What others see of vendors and their documents."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from coachway.domain.kernel.money import Money
from coachway.domain.kernel.views import view
from coachway.domain.vendors.model.compliance import ComplianceStatus
from coachway.domain.vendors.model.profile import VendorType
from coachway.domain.vendors.model.vendor import VendorStatus


@view
class VendorView:
    """A vendor with its derived statistics; secret numbers are masked to the last four for most.

    Percentages are numbers of percent; win_rate_percentage is null as long as nothing was submitted.
    """

    id: int
    business_name: str
    legal_name: str | None
    vendor_type: VendorType
    description: str | None
    website: str | None
    years_in_business: int | None
    usdot_number: str | None
    mc_number: str | None
    tax_id: str | None
    primary_contact_name: str | None
    primary_email: str
    primary_phone: str | None
    secondary_contact_name: str | None
    secondary_email: str | None
    secondary_phone: str | None
    emergency_contact_name: str | None
    emergency_phone: str | None
    dispatch_phone: str | None
    address_line1: str | None
    address_line2: str | None
    city: str | None
    state: str | None
    zip_code: str | None
    country: str | None
    latitude: Decimal | None
    longitude: Decimal | None
    total_vehicles: int
    vehicle_types: Sequence[str]
    max_passenger_capacity: int
    amenities: Sequence[str]
    has_ada_vehicles: bool
    oldest_vehicle_year: int | None
    service_radius_miles: int | None
    service_states: Sequence[str]
    bank_name: str | None
    bank_account_name: str | None
    bank_account_number: str | None
    bank_routing_number: str | None
    payment_terms: str | None
    payment_method: str | None
    insurance_provider: str | None
    insurance_policy_number: str | None
    insurance_coverage_amount: Money | None
    insurance_expiration_date: date | None
    average_rating: Decimal
    total_ratings: int
    completed_trips: int
    on_time_percentage: Decimal
    total_bids_submitted: int
    bids_won: int
    win_rate_percentage: Decimal | None
    status: VendorStatus
    status_reason: str | None
    is_verified: bool
    verification_date: date | None
    verified_by: int | None
    is_preferred: bool
    internal_notes: str | None
    created_by: int | None
    created_at: datetime
    updated_at: datetime
    version: int


@view
class VendorStatisticsView:
    """How a vendor has done, derived from its bids, trips and ratings."""

    vendor_id: int
    business_name: str
    average_rating: Decimal
    total_ratings: int
    completed_trips: int
    on_time_percentage: Decimal
    total_bids_submitted: int
    bids_won: int
    win_rate_percentage: Decimal | None


@view
class MatchingVendor:
    """A vendor who could drive a trip; distance_miles is great-circle from their yard, null where either is unknown."""

    id: int
    business_name: str
    vendor_type: VendorType
    primary_email: str
    primary_phone: str | None
    city: str | None
    state: str | None
    total_vehicles: int
    vehicle_types: Sequence[str]
    max_passenger_capacity: int
    service_radius_miles: int | None
    service_states: Sequence[str]
    average_rating: Decimal
    total_ratings: int
    is_preferred: bool
    distance_miles: Decimal | None


@view
class StatusChanged:
    """The answer to a change of status."""

    message: str
    vendor_id: int
    new_status: VendorStatus


@view
class ExpiringDocument:
    """An approved document that expires within 30 days."""

    id: int
    document_type: str
    expiration_date: date
    days_left: int


@view
class ComplianceStatusView:
    """Where a vendor stands with its papers; compliant is who misses none of the required five."""

    vendor_id: int
    total_documents: int
    approved_documents: int
    pending_documents: int
    expired_documents: int
    rejected_documents: int
    missing_required: list[str]
    is_compliant: bool
    expiring_soon: list[ExpiringDocument]


@view
class ComplianceDocumentView:
    """A compliance document as it stands today."""

    id: int
    vendor_id: int
    document_type: str
    document_name: str | None
    document_number: str | None
    file_path: str | None
    file_url: str | None
    file_size: int | None
    file_type: str | None
    issue_date: date | None
    expiration_date: date | None
    status: ComplianceStatus
    uploaded_by: int | None
    reviewed_by: int | None
    reviewed_at: datetime | None
    review_notes: str | None
    reminder_sent: bool
    reminder_sent_at: datetime | None
    created_at: datetime
    updated_at: datetime
    version: int
