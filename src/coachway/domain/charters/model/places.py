"""Places: how a stop says where it is, and what looking that up finds."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Coordinates:
    """A place on the globe, in degrees."""

    latitude: Decimal
    longitude: Decimal


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where a stop is, in words: an address or the name of a town, and the state where that is said apart."""

    location: str
    state: str | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """What whereabouts were found to be: the coordinates, and the address in the words of who found them."""

    coordinates: Coordinates
    address: str
