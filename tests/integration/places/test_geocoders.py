"""What is peculiar to each geocoder: how addresses are read, and how a service is treated and not believed."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from redis.asyncio import Redis

from coachway.adapters.geo.gazetteer import Gazetteer
from coachway.adapters.geo.nominatim import FOUND_IS_KEPT_SECONDS, NOTHING_IS_KEPT_SECONDS, NominatimGeocoder
from coachway.adapters.geo.trying import FirstWhoKnows
from coachway.adapters.http.service import HttpService
from coachway.adapters.valkey.courtesy import ValkeyMemory, ValkeyTurns
from coachway.domain.charters.model import Whereabouts
from coachway.domain.kernel.errors import Unavailable
from tests.fakes.geocoding import InMemoryAnswers, NoWaiting
from tests.fakes.http_service import FakeService, a_geocoder, always, serving_fake
from tests.servers import Servers

TOWNS = Gazetteer("US")


@pytest.mark.parametrize(
    ("location", "state", "town"),
    [
        ("Springfield", None, "Springfield, MO"),
        ("Springfield", "IL", "Springfield, IL"),
        ("springfield", "massachusetts", "Springfield, MA"),
        ("New York", "NY", "New York City, NY"),
        ("New York, New York, USA", None, "New York City, NY"),
        ("350 5th Ave, New York, NY 10118", None, "New York City, NY"),
        ("350 5th Ave, New York, NY 10118-0110, United States", "NY", "New York City, NY"),
        ("12 Elm St Springfield MA", None, "Springfield, MA"),
        ("12 Elm St Springfield", "MA", "Springfield, MA"),
        ("South Station, Boston", "MA", "Boston, MA"),
        ("Washington, D.C.", None, "Washington, DC"),
        ("Washington DC", None, "Washington, DC"),
        ("St Louis, MO", None, "St. Louis, MO"),
        ("Saint Louis", "Missouri", "St. Louis, MO"),
        ("Port St Lucie, FL", None, "Port Saint Lucie, FL"),
        ("Ft. Lauderdale, FL", None, "Fort Lauderdale, FL"),
        ("Winston Salem, North Carolina", None, "Winston-Salem, NC"),
        ("Kansas City, Kansas", None, "Kansas City, KS"),
        ("Canon City, CO", None, "Cañon City, CO"),
        ("Charleston West Virginia", None, "Charleston, WV"),
    ],
)
async def test_the_town_of_an_address_is_found(location: str, state: str | None, town: str) -> None:
    place = await TOWNS.locate(Whereabouts(location, state))
    assert place is not None
    assert place.address == town


@pytest.mark.parametrize(
    ("location", "state"),
    [
        ("London, UK", None),  # somewhere else, which a town of that name in Kentucky is not
        ("Hotel California", None),  # a town in Pennsylvania, but nobody said so
        ("Boston, NY", "MA"),  # contradicts itself
        ("New York", "NJ"),
        ("Boston", "Atlantis"),
        ("West Virginia", None),
        ("NY 10118", None),
        ("Stop 1", None),
    ],
)
async def test_it_would_rather_not_know_than_guess(location: str, state: str | None) -> None:
    assert await TOWNS.locate(Whereabouts(location, state)) is None


async def test_towns_are_read_once_however_many_ask() -> None:
    read: list[str] = []

    def counted(country: str) -> Any:
        read.append(country)
        time.sleep(0.05)
        return TOWNS._towns

    await TOWNS.locate(Whereabouts("Boston"))
    gazetteer = Gazetteer("US", read=counted)
    found = await asyncio.gather(*(gazetteer.locate(Whereabouts("Boston")) for _ in range(5)))
    assert read == ["US"]
    assert all(found)


async def test_another_country_has_towns_without_states() -> None:
    place = await Gazetteer("CA").locate(Whereabouts("Montréal"))
    assert place is not None
    assert place.address == "Montréal"


@asynccontextmanager
async def asking(fake: FakeService, **parts: Any) -> AsyncIterator[NominatimGeocoder]:
    async with serving_fake(fake):
        service = HttpService("geocoder", fake.url, timeout_seconds=5, tries=1)
        defaults: dict[str, Any] = {"region": "US", "contact": "", "memory": InMemoryAnswers(), "turns": NoWaiting()}
        yield NominatimGeocoder(service, **(defaults | parts))
        await service.close()


async def test_the_service_is_asked_once_and_politely() -> None:
    fake, memory, turns = a_geocoder(), InMemoryAnswers(), NoWaiting()
    async with asking(fake, contact="office@example.com", memory=memory, turns=turns) as geocoder:
        for location in ("Boston", "Boston ", "Nowhere", "Nowhere"):
            await geocoder.locate(Whereabouts(location, "MA"))
    assert [asked.query["q"] for asked in fake.asked] == ["Boston, MA", "Nowhere, MA"]
    assert fake.asked[0].query["countrycodes"] == "us"
    assert fake.asked[0].query["email"] == "office@example.com"
    assert turns.taken == 2
    assert [seconds for _, seconds in memory.kept.values()] == [FOUND_IS_KEPT_SECONDS, NOTHING_IS_KEPT_SECONDS]


async def test_many_who_ask_the_same_at_once_cost_one_question_and_one_turn() -> None:
    fake, turns = a_geocoder(), NoWaiting()
    fake.seconds = 0.05
    async with asking(fake, turns=turns) as geocoder:
        found = await asyncio.gather(*(geocoder.locate(Whereabouts("Boston")) for _ in range(20)))
    assert len(set(found)) == len(fake.asked) == turns.taken == 1


@pytest.mark.parametrize(
    "nonsense",
    [
        {"error": "x"},
        "Boston",
        [None],
        [{"lat": "42", "lon": "-71"}],
        [{"lat": "NaN", "lon": "-71", "display_name": "B"}],
        [{"lat": "91", "lon": "-71", "display_name": "B"}],
        [{"lat": "42", "lon": "west", "display_name": "B"}],
        [{"lat": None, "lon": None, "display_name": "B"}],
        [{"lat": 42, "lon": -71, "display_name": 7}],
    ],
)
async def test_nonsense_is_not_believed_and_not_kept(nonsense: Any) -> None:
    memory = InMemoryAnswers()
    async with asking(always(200, nonsense), memory=memory) as geocoder:
        with pytest.raises(Unavailable):
            await geocoder.locate(Whereabouts("Boston"))
    assert memory.kept == {}


async def test_a_question_that_it_refuses_is_a_place_that_it_does_not_know() -> None:
    async with asking(always(400, {"error": "bad"})) as geocoder:
        assert await geocoder.locate(Whereabouts("Boston")) is None


async def test_a_service_that_refuses_us_is_no_answer() -> None:
    async with asking(always(403, {"error": "blocked"})) as geocoder:
        with pytest.raises(Unavailable, match="403"):
            await geocoder.locate(Whereabouts("Boston"))


async def test_what_the_service_does_not_know_our_own_towns_may() -> None:
    async with asking(always(200, [])) as online:
        place = await FirstWhoKnows(online, TOWNS).locate(Whereabouts("Salem, MA"))
    assert place is not None
    assert place.address == "Salem, MA"


async def test_a_service_that_is_down_is_asked_again_later_rather_than_replaced_by_less() -> None:
    async with asking(always(500, {})) as online:
        with pytest.raises(Unavailable):
            await FirstWhoKnows(online, TOWNS).locate(Whereabouts("Salem, MA"))


async def test_processes_take_turns(servers: Servers) -> None:
    valkeys = [Redis.from_url(servers.valkey.url) for _ in range(3)]
    await valkeys[0].flushall()
    began = time.monotonic()
    turns = [ValkeyTurns(valkey, "test", pause_seconds=0.2) for valkey in valkeys]
    await asyncio.gather(*(turn.take() for turn in turns))
    assert time.monotonic() - began >= 0.4
    for valkey in valkeys:
        await valkey.aclose()


async def test_without_valkey_nothing_is_remembered_and_nobody_has_a_turn() -> None:
    away = Redis.from_url("redis://127.0.0.1:1/0")
    memory = ValkeyMemory(away, "test")
    await memory.keep("a", b"1", seconds=1)
    assert await memory.recall("a") is None
    with pytest.raises(Unavailable):
        await ValkeyTurns(away, "test", pause_seconds=1).take()
    await away.aclose()


async def test_answers_are_kept_for_a_while(servers: Servers) -> None:
    valkey = Redis.from_url(servers.valkey.url)
    memory = ValkeyMemory(valkey, "test")
    await memory.keep("a", b"1", seconds=60)
    assert await memory.recall("a") == b"1"
    assert await ValkeyMemory(valkey, "another").recall("a") is None
    (key,) = await valkey.keys("answer:test:*")
    assert 0 < await valkey.ttl(key) <= 60
    await valkey.aclose()
