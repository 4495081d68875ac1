"""What others see of charters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from coachway.domain.charters.model import Act, CharterStatus, StopType, TripType
from coachway.domain.kernel.money import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class StopView:
    """One stop; its version is its charter's."""

    id: int
    charter_id: int
    sequence: int
    location: str
    state: str | None
    latitude: Decimal | None
    longitude: Decimal | None
    geocoded_address: str | None
    stop_type: StopType
    estimated_arrival: datetime | None
    estimated_departure: datetime | None
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DriverHoursView:
    """The hours of the hardest duty period, and what 49 CFR 395.5 says of them."""

    driving_hours: Decimal
    on_duty_hours: Decimal
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptanceView:
    """How the client accepted the quote."""

    accepted_at: datetime
    ip_address: str | None
    user_agent: str | None
    accepted_by_name: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CharterView:
    """A charter; what its reader may not see is null (prices for a vendor, the vendor's cost for a client)."""

    id: int
    client_id: int
    client_name: str
    agent_id: int | None
    vendor_id: int | None
    vehicle_type: str
    status: CharterStatus
    trip_type: TripType
    trip_date: date
    pickup_time: str | None
    return_date: date | None
    passengers: int
    trip_hours: Decimal | None
    distance_miles: Decimal | None
    deadhead_miles: Decimal | None
    requires_second_driver: bool
    driver_hours: DriverHoursView
    vehicle_count: int
    driver_name: str | None
    base_cost: Money | None
    mileage_cost: Money | None
    additional_fees: Money | None
    total_cost: Money | None
    deposit_amount: Money | None
    vendor_cost: Money | None
    amenities: tuple[str, ...]
    notes: str | None
    parent_charter_id: int | None
    quote_id: int | None
    quote_secure_token: str | None
    quote_expires_at: datetime | None
    quote_declined_at: datetime | None
    acceptance: AcceptanceView | None
    cancellation_reason: str | None
    revision_number: int
    recurrence_rule: str | None
    instance_number: int | None
    series_id: int | None
    series_total: int | None
    is_series_master: bool
    cloned_from_charter_id: int | None
    stops: tuple[StopView, ...]
    created_at: datetime
    updated_at: datetime
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CharterSummary:
    """How all charters stand.

    `upcoming` are those booked to in progress from today on, `unassigned` those booked or confirmed without a vendor;
    the revenue is of those booked in this business month and not cancelled since.
    """

    by_status: Mapping[CharterStatus, int]
    upcoming: int
    unassigned: int
    revenue_booked_this_month: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisionView:
    """One revision: who made it, why, and what it changed."""

    charter_id: int
    revision_number: int
    action: Act
    reason: str | None
    changed_by: int | None
    changed_by_name: str
    changed_by_role: str
    changed_at: datetime
    changes: Mapping[str, Mapping[str, object]]


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisionStateView(RevisionView):
    """One revision with the whole state that it left."""

    charter: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferView:
    """What the bearer of a quote's link sees of the charter; price and status are the quote's own, from pricing.

    The trip is the one that was priced. What has no price, such as amenities, is as it stands now.
    """

    charter_id: int
    quote_id: int
    client_name: str
    vehicle_type: str
    vehicle_count: int
    trip_type: TripType
    trip_date: date
    pickup_time: str | None
    return_date: date | None
    passengers: int
    amenities: tuple[str, ...]
    stops: tuple[StopView, ...]
    valid_until: datetime
    accepted_at: datetime | None
    booked_at: datetime | None
    declined_at: datetime | None
