"""What others see of requests for bids, and of bids."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from coachway.domain.kernel.money import Money
from coachway.domain.kernel.views import view
from coachway.domain.vendors.model.bid import BidStatus


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
