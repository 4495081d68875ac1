"""Every source of road distances keeps these promises."""

from __future__ import annotations

from decimal import Decimal

import pytest

from coachway.adapters.geo.great_circle import GreatCircleDistances
from coachway.domain.charters.model import Coordinates
from coachway.domain.charters.ports import Distances

BOSTON = Coordinates(Decimal("42.3601"), Decimal("-71.0589"))
HARTFORD = Coordinates(Decimal("41.7658"), Decimal("-72.6734"))
NEW_YORK = Coordinates(Decimal("40.7128"), Decimal("-74.0060"))


@pytest.fixture(params=[GreatCircleDistances(Decimal("1.2"))], ids=["great circle"])
def distances(request: pytest.FixtureRequest) -> Distances:
    source: Distances = request.param
    return source


async def test_boston_to_new_york_is_about_what_the_road_signs_say(distances: Distances) -> None:
    assert 200 < await distances.road_miles([BOSTON, NEW_YORK]) < 240


async def test_a_stop_on_the_way_never_makes_it_shorter(distances: Distances) -> None:
    assert await distances.road_miles([BOSTON, HARTFORD, NEW_YORK]) >= await distances.road_miles([BOSTON, NEW_YORK])


async def test_staying_is_no_distance(distances: Distances) -> None:
    assert await distances.road_miles([BOSTON, BOSTON]) == 0


async def test_the_globe_has_no_edge(distances: Distances) -> None:
    west = Coordinates(Decimal(0), Decimal("179.9"))
    east = Coordinates(Decimal(0), Decimal("-179.9"))
    assert await distances.road_miles([west, east]) < 30
