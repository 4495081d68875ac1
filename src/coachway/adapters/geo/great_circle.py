"""Road distances from coordinates alone: the great circle, times how much longer roads are."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise
from math import asin, cos, radians, sin, sqrt
from typing import Final

from coachway.domain.charters.model import Coordinates

EARTH_RADIUS_MILES: Final = 3958.7613
_TENTH: Final = Decimal("0.1")


def great_circle_miles(start: Coordinates, end: Coordinates) -> float:
    """The shortest way over the globe, by the haversine formula."""
    latitude, longitude = radians(float(start.latitude)), radians(float(start.longitude))
    other_latitude, other_longitude = radians(float(end.latitude)), radians(float(end.longitude))
    half_chord = (
        sin((other_latitude - latitude) / 2) ** 2
        + cos(latitude) * cos(other_latitude) * sin((other_longitude - longitude) / 2) ** 2
    )
    return 2 * EARTH_RADIUS_MILES * asin(min(1.0, sqrt(half_chord)))


class GreatCircleDistances:
    """Needs no service and no network; `road_factor` is road miles for each mile of the great circle."""

    def __init__(self, road_factor: Decimal) -> None:
        self._road_factor = road_factor

    async def road_miles(self, way: Sequence[Coordinates]) -> Decimal:
        """To a tenth of a mile."""
        straight = sum(great_circle_miles(start, end) for start, end in pairwise(way))
        return (Decimal(straight) * self._road_factor).quantize(_TENTH)
