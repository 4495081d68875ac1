"""Road distances as a service of OSRM's shape measures them (`/route/v1/driving/…`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from math import isfinite
from typing import Final

import structlog

from coachway.adapters.geo.asking import Service
from coachway.domain.charters.model import Coordinates
from coachway.domain.charters.ports import Distances
from coachway.domain.kernel.errors import Unavailable

METRES_IN_A_MILE: Final = Decimal("1609.344")
_LONGEST_METRES: Final = 100_000_000
_TENTH: Final = Decimal("0.1")

_log = structlog.get_logger(__name__)


class OsrmDistances:
    """Measures by road; where the service is down or knows no road, the other source is asked, and the log says so."""

    def __init__(self, service: Service, *, otherwise: Distances) -> None:
        self._service = service
        self._otherwise = otherwise

    async def road_miles(self, way: Sequence[Coordinates]) -> Decimal:
        """To a tenth of a mile."""
        points = ";".join(f"{point.longitude:f},{point.latitude:f}" for point in way)
        try:
            answer = await self._service.get(f"/route/v1/driving/{points}", {"overview": "false"})
            metres = _metres(answer.document)
        except Unavailable as error:
            _log.warning("distance_estimated", reason=error.detail, points=len(way))
            return await self._otherwise.road_miles(way)
        return (metres / METRES_IN_A_MILE).quantize(_TENTH)


def _metres(document: object) -> Decimal:
    """The length of the first route. Raises Unavailable for anything but a route."""
    if not isinstance(document, Mapping) or document.get("code") != "Ok":
        code = document.get("code") if isinstance(document, Mapping) else None
        raise Unavailable(f"The router knows no route: {code!r}.")
    match document.get("routes"):
        case [{"distance": int() | float() as metres}, *_] if isfinite(metres) and 0 <= metres <= _LONGEST_METRES:
            return Decimal(str(metres))
    raise Unavailable("The router answers what is no route.")
