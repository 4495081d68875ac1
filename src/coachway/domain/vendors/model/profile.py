"""What a vendor tells about itself: value objects whose field names are the contract's."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from coachway.domain.kernel.money import Money


class VendorType(StrEnum):
    OWNER_OPERATOR = "owner_operator"
    FLEET_OPERATOR = "fleet_operator"
    BROKER = "broker"


@dataclass(frozen=True, slots=True)
class Business:
    """The company; `usdot_number` and `mc_number` are its federal registrations (49 CFR 390.19, 365)."""

    business_name: str
    vendor_type: VendorType
    legal_name: str | None = None
    description: str | None = None
    website: str | None = None
    years_in_business: int | None = None
    usdot_number: str | None = None
    mc_number: str | None = None


@dataclass(frozen=True, slots=True)
class Contact:
    """Who answers: addresses in lower case, phones as E.164."""

    primary_email: str
    primary_contact_name: str | None = None
    primary_phone: str | None = None
    secondary_contact_name: str | None = None
    secondary_email: str | None = None
    secondary_phone: str | None = None


@dataclass(frozen=True, slots=True)
class Address:
    address_line1: str | None = None
    address_line2: str | None = None
    city: str | None = None
    state: str | None = None
    zip_code: str | None = None
    country: str | None = None


@dataclass(frozen=True, slots=True)
class Position:
    """Where the yard is, in degrees; both or neither."""

    latitude: Decimal | None = None
    longitude: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Fleet:
    """What they drive; `max_passenger_capacity` is of their largest vehicle."""

    total_vehicles: int = 0
    vehicle_types: tuple[str, ...] = ()
    max_passenger_capacity: int = 0
    amenities: tuple[str, ...] = ()
    has_ada_vehicles: bool = False
    oldest_vehicle_year: int | None = None

    @property
    def seats(self) -> int:
        """Passengers that the whole fleet could carry at once, at most."""
        return self.total_vehicles * self.max_passenger_capacity


@dataclass(frozen=True, slots=True)
class ServiceArea:
    """Where they drive: the radius in miles around their position, and states by their codes."""

    service_radius_miles: int | None = None
    service_states: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SecretNumber:
    """A number that is shown to few; everybody else gets its last four characters."""

    value: str = field(repr=False)
    last_four: str

    @classmethod
    def of(cls, value: str) -> SecretNumber:
        """A number too short to hide anything keeps all of it hidden."""
        return cls(value, value[-4:] if len(value) > 4 else "")


def masked(last_four: str | None) -> str | None:
    """What is shown of a secret number to who may not see it."""
    return None if last_four is None else f"****{last_four}"


@dataclass(frozen=True, slots=True)
class Bank:
    bank_name: str | None = None
    bank_account_name: str | None = None


@dataclass(frozen=True, slots=True)
class Terms:
    """How the vendor wants to be paid."""

    payment_terms: str | None = None
    payment_method: str | None = None


@dataclass(frozen=True, slots=True)
class Insurance:
    """The liability cover that the vendor declares; its certificate is a compliance document."""

    insurance_provider: str | None = None
    insurance_policy_number: str | None = None
    insurance_coverage_amount: Money | None = None
    insurance_expiration_date: date | None = None


@dataclass(frozen=True, slots=True)
class Emergency:
    """Whom to call while a coach is on the road."""

    emergency_contact_name: str | None = None
    emergency_phone: str | None = None
    dispatch_phone: str | None = None


@dataclass(frozen=True, slots=True)
class Verification:
    """Whether the broker has checked them, since which business day, and by which user."""

    is_verified: bool = False
    verification_date: date | None = None
    verified_by: int | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """What the broker thinks of them: the vendor itself cannot change this."""

    is_preferred: bool = False
    internal_notes: str | None = None
