"""A stop: a place that the coach calls at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Final

from coachway.domain.charters.model.places import Coordinates, Place, Whereabouts
from coachway.domain.kernel.errors import Checks

_DEGREE_PLACES: Final = Decimal("0.0000001")


class StopType(StrEnum):
    """What happens at a stop."""

    PICKUP = "pickup"
    DROPOFF = "dropoff"
    WAYPOINT = "waypoint"


@dataclass(eq=False, kw_only=True)
class Stop:
    """A place that the coach calls at; `sequence` runs from 1 up without gaps, moments are aware.

    `looked_up`: its coordinates are not a person's, but were found from its whereabouts, and last as long as these.
    """

    id: int
    charter_id: int
    sequence: int
    location: str
    state: str | None = None
    latitude: Decimal | None = None
    longitude: Decimal | None = None
    geocoded_address: str | None = None
    looked_up: bool = False
    stop_type: StopType = StopType.WAYPOINT
    estimated_arrival: datetime | None = None
    estimated_departure: datetime | None = None

    @property
    def coordinates(self) -> Coordinates | None:
        if self.latitude is None or self.longitude is None:
            return None
        return Coordinates(self.latitude, self.longitude)

    @property
    def whereabouts(self) -> Whereabouts:
        return Whereabouts(self.location, self.state)

    @property
    def found(self) -> Place | None:
        """What was looked up for it."""
        coordinates = self.coordinates
        return Place(coordinates, self.geocoded_address or "") if self.looked_up and coordinates else None

    def take_place(self, place: Place) -> bool:
        """Take the coordinates that were looked up, unless it has some by now; whether it took them."""
        if self.coordinates is not None:
            return False
        self.latitude = rounded_degrees(place.coordinates.latitude)
        self.longitude = rounded_degrees(place.coordinates.longitude)
        self.geocoded_address, self.looked_up = place.address, True
        return True

    def review_found(self, found: Place, whereabouts: Whereabouts) -> None:
        """After an edit: coordinates that a person set are theirs, and those found for other whereabouts are void."""
        if self.coordinates != found.coordinates:
            self.looked_up = False
            if self.geocoded_address == found.address:
                self.geocoded_address = None
        elif self.whereabouts != whereabouts:
            self.latitude = self.longitude = self.geocoded_address = None
            self.looked_up = False

    def check(self, check: Checks, prefix: str = "") -> None:
        """Name every value that no stop can have."""
        check(0 < len(self.location) <= 500, f"{prefix}location", "must have 1 to 500 characters")
        check(self.state is None or 0 < len(self.state) <= 50, f"{prefix}state", "must have 1 to 50 characters")
        address = self.geocoded_address
        check(address is None or len(address) <= 500, f"{prefix}geocoded_address", "must have at most 500 characters")
        both = (self.latitude is None) == (self.longitude is None)
        missing = "latitude" if self.latitude is None else "longitude"
        check(both, f"{prefix}{missing}", "latitude and longitude come together, or not at all")
        for name, degrees, limit in (("latitude", self.latitude, 90), ("longitude", self.longitude, 180)):
            if degrees is not None:
                check(abs(degrees) <= limit, f"{prefix}{name}", f"must be between -{limit} and {limit}")
        if self.estimated_arrival is not None and self.estimated_departure is not None:
            in_order = self.estimated_departure >= self.estimated_arrival
            check(in_order, f"{prefix}estimated_departure", "must not be before estimated_arrival")


def rounded_degrees(degrees: Decimal) -> Decimal:
    """Seven decimals, about a centimetre: what is kept of a coordinate."""
    return degrees.quantize(_DEGREE_PLACES) if abs(degrees) < 1000 else degrees
