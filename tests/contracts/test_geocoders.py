"""Every geocoder keeps these promises."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from coachway.adapters.geo.gazetteer import Gazetteer
from coachway.adapters.geo.nominatim import NominatimGeocoder
from coachway.adapters.http.service import HttpService
from coachway.domain.charters.model import Whereabouts
from coachway.domain.charters.ports import Geocoder
from tests.fakes.geocoding import InMemoryAnswers, NoWaiting
from tests.fakes.http_service import a_geocoder, serving_fake

TOWNS = Gazetteer("US")


@pytest_asyncio.fixture(params=["gazetteer", "nominatim"])
async def geocoder(request: pytest.FixtureRequest) -> AsyncIterator[Geocoder]:
    if request.param == "gazetteer":
        yield TOWNS
        return
    async with serving_fake(a_geocoder()) as fake:
        service = HttpService("geocoder", fake.url, timeout_seconds=5)
        yield NominatimGeocoder(service, region="US", contact="", memory=InMemoryAnswers(), turns=NoWaiting())
        await service.close()


@pytest.mark.parametrize("whereabouts", [Whereabouts("Boston", "MA"), Whereabouts("Boston, MA"), Whereabouts("Boston")])
async def test_a_town_is_found_where_it_lies(geocoder: Geocoder, whereabouts: Whereabouts) -> None:
    place = await geocoder.locate(whereabouts)
    assert place is not None
    assert abs(float(place.coordinates.latitude) - 42.36) < 0.05
    assert abs(float(place.coordinates.longitude) + 71.06) < 0.05
    assert place.address.startswith("Boston, M")


@pytest.mark.parametrize("location", ["Xyzzyville", "", " , ,", "\N{ZERO WIDTH SPACE}", "x" * 500, "1" * 500])
async def test_what_is_no_place_is_none(geocoder: Geocoder, location: str) -> None:
    assert await geocoder.locate(Whereabouts(location)) is None


async def test_asking_again_answers_the_same(geocoder: Geocoder) -> None:
    whereabouts = Whereabouts("Boston", "MA")
    assert await geocoder.locate(whereabouts) == await geocoder.locate(whereabouts)
