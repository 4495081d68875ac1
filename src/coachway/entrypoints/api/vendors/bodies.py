"""What is sent about vendors and their papers."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from msgspec import UNSET, UnsetType

from coachway.domain.kernel.money import Money
from coachway.domain.vendors.model.compliance import ComplianceStatus
from coachway.domain.vendors.model.profile import VendorType
from coachway.entrypoints.api.wire import Body


class VendorChanges(Body, kw_only=True):
    """What to change of a vendor; what is not sent stays, null clears."""

    business_name: str | UnsetType = UNSET
    vendor_type: VendorType | UnsetType = UNSET
    legal_name: str | UnsetType | None = UNSET
    description: str | UnsetType | None = UNSET
    website: str | UnsetType | None = UNSET
    years_in_business: int | UnsetType | None = UNSET
    usdot_number: str | UnsetType | None = UNSET
    mc_number: str | UnsetType | None = UNSET
    tax_id: str | UnsetType | None = UNSET
    primary_email: str | UnsetType = UNSET
    primary_contact_name: str | UnsetType | None = UNSET
    primary_phone: str | UnsetType | None = UNSET
    secondary_contact_name: str | UnsetType | None = UNSET
    secondary_email: str | UnsetType | None = UNSET
    secondary_phone: str | UnsetType | None = UNSET
    emergency_contact_name: str | UnsetType | None = UNSET
    emergency_phone: str | UnsetType | None = UNSET
    dispatch_phone: str | UnsetType | None = UNSET
    address_line1: str | UnsetType | None = UNSET
    address_line2: str | UnsetType | None = UNSET
    city: str | UnsetType | None = UNSET
    state: str | UnsetType | None = UNSET
    zip_code: str | UnsetType | None = UNSET
    country: str | UnsetType | None = UNSET
    latitude: Decimal | UnsetType | None = UNSET
    longitude: Decimal | UnsetType | None = UNSET
    total_vehicles: int | UnsetType = UNSET
    vehicle_types: list[str] | UnsetType = UNSET
    max_passenger_capacity: int | UnsetType = UNSET
    amenities: list[str] | UnsetType = UNSET
    has_ada_vehicles: bool | UnsetType = UNSET
    oldest_vehicle_year: int | UnsetType | None = UNSET
    service_radius_miles: int | UnsetType | None = UNSET
    service_states: list[str] | UnsetType = UNSET
    bank_name: str | UnsetType | None = UNSET
    bank_account_name: str | UnsetType | None = UNSET
    bank_account_number: str | UnsetType | None = UNSET
    bank_routing_number: str | UnsetType | None = UNSET
    payment_terms: str | UnsetType | None = UNSET
    payment_method: str | UnsetType | None = UNSET
    insurance_provider: str | UnsetType | None = UNSET
    insurance_policy_number: str | UnsetType | None = UNSET
    insurance_coverage_amount: Money | UnsetType | None = UNSET
    insurance_expiration_date: date | UnsetType | None = UNSET
    is_preferred: bool | UnsetType = UNSET
    internal_notes: str | UnsetType | None = UNSET


class NewVendor(VendorChanges, kw_only=True):
    """A vendor: its name, type and e-mail address are needed."""

    business_name: str
    vendor_type: VendorType
    primary_email: str


class NewDocument(Body):
    """A compliance document; a vendor may leave out vendor_id, and means itself."""

    document_type: str
    vendor_id: int | None = None
    document_name: str | None = None
    document_number: str | None = None
    file_path: str | None = None
    file_url: str | None = None
    file_size: int | None = None
    file_type: str | None = None
    issue_date: date | None = None
    expiration_date: date | None = None


class DocumentChanges(Body):
    """A decision (status, review_notes: the broker's staff), or what to correct while nobody has decided."""

    status: ComplianceStatus | UnsetType = UNSET
    review_notes: str | UnsetType | None = UNSET
    document_type: str | UnsetType = UNSET
    document_name: str | UnsetType | None = UNSET
    document_number: str | UnsetType | None = UNSET
    file_path: str | UnsetType | None = UNSET
    file_url: str | UnsetType | None = UNSET
    file_size: int | UnsetType | None = UNSET
    file_type: str | UnsetType | None = UNSET
    issue_date: date | UnsetType | None = UNSET
    expiration_date: date | UnsetType | None = UNSET
