"""Road distances from coordinates alone: the great circle, times how much longer roads are."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Final

from coachway.domain.charters.model import Coordinates
from coachway.domain.kernel.geography import great_circle_miles

_TENTH: Final = Decimal("0.1")


class GreatCircleDistances:
    """Needs no service and no network; `road_factor` is road miles for each mile of the great circle."""

    def __init__(self, road_factor: Decimal) -> None:
        self._road_factor = road_factor

    async def road_miles(self, way: Sequence[Coordinates]) -> Decimal:
        """To a tenth of a mile."""
        places = [(each.latitude, each.longitude) for each in way]
        straight = sum(great_circle_miles(start, end) for start, end in pairwise(places))
        return (Decimal(straight) * self._road_factor).quantize(_TENTH)
