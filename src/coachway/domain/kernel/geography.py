"""Distances on the globe."""

from __future__ import annotations

from decimal import Decimal
from math import asin, cos, radians, sin, sqrt
from typing import Final

EARTH_RADIUS_MILES: Final = 3958.7613

# Latitude and longitude in degrees.
Place = tuple[Decimal, Decimal]


def great_circle_miles(start: Place, end: Place) -> float:
    """The shortest way over the globe, by the haversine formula."""
    latitude, longitude = (radians(float(degrees)) for degrees in start)
    other_latitude, other_longitude = (radians(float(degrees)) for degrees in end)
    half_chord = (
        sin((other_latitude - latitude) / 2) ** 2
        + cos(latitude) * cos(other_latitude) * sin((other_longitude - longitude) / 2) ** 2
    )
    return 2 * EARTH_RADIUS_MILES * asin(min(1.0, sqrt(half_chord)))
