"""The trip that a price is asked for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, time
from decimal import Decimal
from typing import Final

from coachway.domain.kernel.errors import Checks

MOST_PASSENGERS: Final = 100_000
MOST_MILES: Final = Decimal(100_000)
MOST_HOURS: Final = Decimal(10_000)
MOST_VEHICLES: Final = 1000
MOST_EXTRAS: Final = 1000
_HUNDREDTH: Final = Decimal("0.01")


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteRequest:
    """What a price depends on: date and time in the business time zone, distances in miles, time in hours."""

    client_id: int | None = None
    vehicle_type: str
    vehicle_count: int = 1
    passengers: int
    trip_date: date
    pickup_time: time | None = None
    distance_miles: Decimal
    deadhead_miles: Decimal = Decimal(0)
    trip_hours: Decimal | None = None
    origin: str | None = None
    destination: str | None = None
    extra_stops: int = 0
    requires_second_driver: bool = False
    overnight_nights: int = 0

    def checked(self) -> QuoteRequest:
        """The same request with its words trimmed. Raises RuleViolated, naming every bad field."""
        tidy = replace(
            self,
            vehicle_type=" ".join(self.vehicle_type.split()),
            origin=_tidy(self.origin),
            destination=_tidy(self.destination),
        )
        with Checks() as check:
            tidy._check(check)
        return tidy

    def _check(self, check: Checks) -> None:
        check(self.client_id is None or self.client_id > 0, "client_id", "must be the id of a client")
        check(0 < len(self.vehicle_type) <= 100, "vehicle_type", "must have 1 to 100 characters")
        for name, place in (("origin", self.origin), ("destination", self.destination)):
            check(place is None or len(place) <= 500, name, "must have at most 500 characters")
        for name, number, least, most in (
            ("vehicle_count", self.vehicle_count, 1, MOST_VEHICLES),
            ("passengers", self.passengers, 1, MOST_PASSENGERS),
            ("extra_stops", self.extra_stops, 0, MOST_EXTRAS),
            ("overnight_nights", self.overnight_nights, 0, MOST_EXTRAS),
        ):
            check(least <= number <= most, name, f"must be between {least} and {most}")
        for name, amount, largest in (
            ("distance_miles", self.distance_miles, MOST_MILES),
            ("deadhead_miles", self.deadhead_miles, MOST_MILES),
            ("trip_hours", self.trip_hours, MOST_HOURS),
        ):
            if amount is None:
                continue
            if check(amount.is_finite() and 0 <= amount <= largest, name, f"must be between 0 and {largest}"):
                check(amount == amount.quantize(_HUNDREDTH), name, "must have at most two decimals")


def _tidy(place: str | None) -> str | None:
    return " ".join(place.split()) or None if place is not None else None
