"""What is driven, and what the client is charged for it."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, time
from decimal import Decimal
from enum import StrEnum
from typing import Final

from coachway.domain.kernel.errors import Checks
from coachway.domain.kernel.money import Money

MOST_PASSENGERS: Final = 100_000
MOST_MILES: Final = Decimal(100_000)
MOST_HOURS: Final = Decimal(10_000)
LONGEST_TRIP_DAYS: Final = 366
FIRST_DAY: Final = date(1970, 1, 1)
LAST_DAY: Final = date(2200, 12, 31)
_HUNDREDTH: Final = Decimal("0.01")


class TripType(StrEnum):
    """How a trip runs."""

    ONE_WAY = "one_way"
    ROUND_TRIP = "round_trip"
    MULTI_DAY = "multi_day"


def trip_type_of(trip_date: date, return_date: date | None) -> TripType:
    """What a trip is when nobody says: without a return one way, back on the same day a round trip, else multi-day."""
    if return_date is None:
        return TripType.ONE_WAY
    return TripType.ROUND_TRIP if return_date <= trip_date else TripType.MULTI_DAY


@dataclass(frozen=True, slots=True)
class Trip:
    """The trip as it was asked for: dates and pickup_time in the business time zone, distances in miles."""

    vehicle_type: str
    vehicle_count: int
    passengers: int
    trip_type: TripType
    trip_date: date
    pickup_time: time | None
    return_date: date | None
    trip_hours: Decimal | None
    distance_miles: Decimal | None
    deadhead_miles: Decimal | None
    amenities: tuple[str, ...]

    @property
    def nights(self) -> int:
        """Nights away on a multi-day trip, else none."""
        if self.trip_type is not TripType.MULTI_DAY or self.return_date is None:
            return 0
        return (self.return_date - self.trip_date).days

    def check(self, check: Checks) -> None:
        """Name every value that no trip can have."""
        check(0 < len(self.vehicle_type) <= 100, "vehicle_type", "must have 1 to 100 characters")
        check(1 <= self.vehicle_count <= 1000, "vehicle_count", "must be between 1 and 1000")
        check(1 <= self.passengers <= MOST_PASSENGERS, "passengers", f"must be between 1 and {MOST_PASSENGERS}")
        check(FIRST_DAY <= self.trip_date <= LAST_DAY, "trip_date", f"must be between {FIRST_DAY} and {LAST_DAY}")
        if self.return_date is not None:
            check(self.return_date >= self.trip_date, "return_date", "must not be before trip_date")
            longest = (self.return_date - self.trip_date).days <= LONGEST_TRIP_DAYS
            check(longest, "return_date", f"must be within {LONGEST_TRIP_DAYS} days of trip_date")
        if self.trip_type is TripType.MULTI_DAY:
            later = self.return_date is not None and self.return_date > self.trip_date
            check(later, "return_date", "is needed for a multi_day trip, after trip_date")
        if self.trip_hours is not None:
            in_range = check(0 < self.trip_hours <= MOST_HOURS, "trip_hours", f"must be above 0, at most {MOST_HOURS}")
            check(not in_range or _hundredths(self.trip_hours), "trip_hours", "must have at most two decimals")
        for name, miles in (("distance_miles", self.distance_miles), ("deadhead_miles", self.deadhead_miles)):
            if miles is not None:
                in_range = check(0 <= miles <= MOST_MILES, name, f"must be between 0 and {MOST_MILES}")
                check(not in_range or _hundredths(miles), name, "must have at most two decimals")
        check(len(self.amenities) <= 50, "amenities", "must be at most 50")
        check(all(0 < len(name) <= 100 for name in self.amenities), "amenities", "must have 1 to 100 characters each")


@dataclass(frozen=True, slots=True)
class Price:
    """What the client is charged; None is not known yet. A vendor never sees it."""

    base_cost: Money | None = None
    mileage_cost: Money | None = None
    additional_fees: Money | None = None
    total_cost: Money | None = None
    deposit_amount: Money | None = None

    def check(self, check: Checks) -> None:
        """Name every amount below zero; additional fees hold discounts too, and may be."""
        for each in fields(self):
            amount: Money | None = getattr(self, each.name)
            if amount is not None and each.name != "additional_fees":
                check(amount >= Money.zero(), each.name, "must not be negative")


@dataclass(frozen=True, slots=True)
class SeriesPlace:
    """Which instance of a recurring series a charter is; the master is the first."""

    series_id: int
    recurrence_rule: str
    instance_number: int
    series_total: int

    @property
    def is_master(self) -> bool:
        return self.instance_number == 1


def _hundredths(value: Decimal) -> bool:
    return value == value.quantize(_HUNDREDTH)
