"""Every source of road distances keeps these promises."""

from __future__ import annotations

from collections.abc import AsyncIterator
from decimal import Decimal
from typing import Any

import pytest
import pytest_asyncio

from coachway.adapters.geo.great_circle import GreatCircleDistances
from coachway.adapters.geo.osrm import METRES_IN_A_MILE, OsrmDistances
from coachway.adapters.http.service import HttpService
from coachway.domain.charters.model import Coordinates
from coachway.domain.charters.ports import Distances
from tests.fakes.http_service import Asked, FakeService, serving_fake

BOSTON = Coordinates(Decimal("42.3601"), Decimal("-71.0589"))
HARTFORD = Coordinates(Decimal("41.7658"), Decimal("-72.6734"))
NEW_YORK = Coordinates(Decimal("40.7128"), Decimal("-74.0060"))
ESTIMATE = GreatCircleDistances(Decimal("1.2"))


async def _as_a_router(asked: Asked) -> tuple[int, Any]:
    """A router whose roads are a fifth longer than the great circle; coordinates come longitude first."""
    points = [point.split(",") for point in asked.path.rpartition("/")[2].split(";")]
    miles = await ESTIMATE.road_miles(
        [Coordinates(Decimal(latitude), Decimal(longitude)) for longitude, latitude in points]
    )
    return 200, {"code": "Ok", "routes": [{"distance": float(miles * METRES_IN_A_MILE)}]}


async def _as_a_broken_router(_: Asked) -> tuple[int, Any]:
    return 500, {}


@pytest_asyncio.fixture(params=["great circle", "router", "router that is broken"])
async def distances(request: pytest.FixtureRequest) -> AsyncIterator[Distances]:
    if request.param == "great circle":
        yield ESTIMATE
        return
    answer = _as_a_router if request.param == "router" else _as_a_broken_router
    async with serving_fake(FakeService(answer)) as fake:
        service = HttpService("router", fake.url, timeout_seconds=5)
        yield OsrmDistances(service, otherwise=ESTIMATE)
        await service.close()


async def test_boston_to_new_york_is_about_what_the_road_signs_say(distances: Distances) -> None:
    assert 200 < await distances.road_miles([BOSTON, NEW_YORK]) < 240


async def test_it_is_told_to_a_tenth_of_a_mile(distances: Distances) -> None:
    assert (await distances.road_miles([BOSTON, NEW_YORK])).as_tuple().exponent == -1


async def test_a_stop_on_the_way_never_makes_it_shorter(distances: Distances) -> None:
    assert await distances.road_miles([BOSTON, HARTFORD, NEW_YORK]) >= await distances.road_miles([BOSTON, NEW_YORK])


async def test_staying_is_no_distance(distances: Distances) -> None:
    assert await distances.road_miles([BOSTON, BOSTON]) == 0


async def test_the_globe_has_no_edge(distances: Distances) -> None:
    west = Coordinates(Decimal(0), Decimal("179.9"))
    east = Coordinates(Decimal(0), Decimal("-179.9"))
    assert await distances.road_miles([west, east]) < 30
