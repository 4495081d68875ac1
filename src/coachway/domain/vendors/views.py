"""What others see of vendors, documents, requests and bids."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from coachway.domain.kernel.money import Money
from coachway.domain.kernel.views import view
from coachway.domain.vendors.model.bid import BidStatus
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


@view
class BidRequestView:
    """A request for a bid; is_accepted is null until the vendor bids (true) or declines (false)."""

    id: int
    charter_id: int
    vendor_id: int
    message: str | None
    deadline: datetime
    requested_by: int | None
    viewed_at: datetime | None
    responded_at: datetime | None
    is_accepted: bool | None
    decline_reason: str | None
    bid_id: int | None
    created_at: datetime
    version: int


@view
class BidView:
    """A bid as it stands at the moment; the rank is null where it is sealed, or has none."""

    id: int
    vendor_id: int
    charter_id: int
    quoted_price: Money
    base_price: Money | None
    mileage_charge: Money | None
    fuel_surcharge: Money | None
    additional_fees: Money | None
    vehicle_id: int | None
    vehicle_type: str
    vehicle_make: str | None
    vehicle_model: str | None
    vehicle_year: int | None
    passenger_capacity: int
    amenities: tuple[str, ...]
    is_ada_compliant: bool
    has_luggage_space: bool
    driver_name: str | None
    driver_phone: str | None
    driver_experience_years: int | None
    payment_terms: str | None
    cancellation_policy: str | None
    notes: str | None
    valid_until: datetime | None
    status: BidStatus
    submitted_at: datetime | None
    revision_number: int
    decided_at: datetime | None
    decided_by: int | None
    decision_reason: str | None
    rank: int | None
    is_lowest_bid: bool | None
    price_difference_from_lowest: Money | None
    created_by: int | None
    created_at: datetime
    updated_at: datetime
    version: int


@view
class BidRevisionView:
    """What a bid said from a moment on; its submission is revision 1."""

    bid_id: int
    revision_number: int
    quoted_price: Money
    base_price: Money | None
    mileage_charge: Money | None
    fuel_surcharge: Money | None
    additional_fees: Money | None
    vehicle_id: int | None
    vehicle_type: str
    vehicle_make: str | None
    vehicle_model: str | None
    vehicle_year: int | None
    passenger_capacity: int
    amenities: tuple[str, ...]
    is_ada_compliant: bool
    has_luggage_space: bool
    driver_name: str | None
    driver_phone: str | None
    driver_experience_years: int | None
    payment_terms: str | None
    cancellation_policy: str | None
    notes: str | None
    valid_until: datetime
    revised_by: int | None
    revised_at: datetime


@view
class ComparedBid:
    """A live bid beside the others of its charter, with what is known of its vendor."""

    id: int
    vendor_id: int
    vendor_name: str
    quoted_price: Money
    rank: int
    is_lowest_bid: bool
    price_difference_from_lowest: Money
    status: BidStatus
    submitted_at: datetime
    valid_until: datetime
    vehicle_type: str
    passenger_capacity: int
    amenities: tuple[str, ...]
    is_ada_compliant: bool
    has_luggage_space: bool
    vendor_rating: Decimal
    vendor_total_ratings: int
    vendor_on_time_percentage: Decimal
    vendor_completed_trips: int
    vendor_is_preferred: bool
    is_compliant: bool


@view
class BidComparison:
    """Every live bid of a charter, best first, and how the prices lie; all null but the count where there is none."""

    charter_id: int
    bids: list[ComparedBid]
    count: int
    lowest: Money | None
    highest: Money | None
    average: Money | None
    median: Money | None
    spread: Money | None
