"""What a bid offers: value objects whose field names are the contract's."""

from __future__ import annotations

from dataclasses import dataclass

from coachway.domain.kernel.money import Money


@dataclass(frozen=True, slots=True)
class Price:
    """What the vendor asks for the whole charter; parts may be given, and then sum to it."""

    quoted_price: Money
    base_price: Money | None = None
    mileage_charge: Money | None = None
    fuel_surcharge: Money | None = None
    additional_fees: Money | None = None

    @property
    def parts(self) -> dict[str, Money]:
        """The parts that were given, by field."""
        named = {
            "base_price": self.base_price,
            "mileage_charge": self.mileage_charge,
            "fuel_surcharge": self.fuel_surcharge,
            "additional_fees": self.additional_fees,
        }
        return {name: part for name, part in named.items() if part is not None}


@dataclass(frozen=True, slots=True)
class OfferedVehicle:
    """The vehicle, or each of several alike; `vehicle_id` is the vendor's own number for it."""

    vehicle_type: str
    passenger_capacity: int
    vehicle_id: int | None = None
    vehicle_make: str | None = None
    vehicle_model: str | None = None
    vehicle_year: int | None = None
    amenities: tuple[str, ...] = ()
    is_ada_compliant: bool = False
    has_luggage_space: bool = False


@dataclass(frozen=True, slots=True)
class OfferedDriver:
    driver_name: str | None = None
    driver_phone: str | None = None
    driver_experience_years: int | None = None


@dataclass(frozen=True, slots=True)
class BidTerms:
    payment_terms: str | None = None
    cancellation_policy: str | None = None
    notes: str | None = None


@dataclass(frozen=True, slots=True)
class CharterForBids:
    """What bidding needs to know of a charter; `agent_id` is who hears of bids on it."""

    id: int
    status: str
    vendor_id: int | None
    agent_id: int | None
    passengers: int
    vehicle_count: int

    @property
    def is_open(self) -> bool:
        """Bids are for booked charters that nobody drives yet."""
        return self.status == "booked" and self.vendor_id is None


@dataclass(frozen=True, slots=True)
class VendorContact:
    """By what name and under which address a vendor is told."""

    name: str
    email: str
