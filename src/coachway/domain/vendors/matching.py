"""Who could drive a trip: enough seats, the pickup's state served, and the pickup within reach."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from coachway.domain.kernel.geography import Place, great_circle_miles

_TENTH: Final = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class TripToMatch:
    """A trip by its passengers and its first pickup; what is unknown of that place excludes nobody."""

    passengers: int
    state: str | None = None
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """What matching looks at in an active vendor with all its papers; the radius is in miles."""

    vendor_id: int
    seats: int
    state: str | None
    service_states: tuple[str, ...]
    service_radius_miles: int | None
    place: Place | None
    average_rating: Decimal


@dataclass(frozen=True, slots=True)
class Match:
    vendor_id: int
    distance_miles: Decimal | None


def match_vendors(trip: TripToMatch, candidates: Iterable[Candidate]) -> list[Match]:
    """Those who could drive the trip: nearest first (unknown distances last), then better rated, then the lower id."""
    found = []
    for candidate in candidates:
        miles = great_circle_miles(candidate.place, trip.place) if candidate.place and trip.place else None
        if candidate.seats >= trip.passengers and _serves(candidate, trip.state) and _reaches(candidate, miles):
            key = (miles is None, miles or 0.0, -candidate.average_rating, candidate.vendor_id)
            found.append((key, Match(candidate.vendor_id, None if miles is None else _to_a_tenth(miles))))
    return [match for _, match in sorted(found, key=lambda each: each[0])]


def _serves(candidate: Candidate, state: str | None) -> bool:
    """Vendors who list no states serve their own."""
    if state is None:
        return True
    return state.upper() in {served.upper() for served in candidate.service_states or (candidate.state or "",)}


def _reaches(candidate: Candidate, miles: float | None) -> bool:
    return miles is None or candidate.service_radius_miles is None or miles <= candidate.service_radius_miles


def _to_a_tenth(miles: float) -> Decimal:
    return Decimal(miles).quantize(_TENTH)
