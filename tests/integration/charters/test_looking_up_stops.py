"""Stops get their coordinates after the save, whatever the geocoder does, and never against a person."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy import func, select, text

from coachway.adapters.postgres.platform_tables import outbox
from coachway.domain.charters.model import Coordinates, Place, Whereabouts
from coachway.domain.kernel.errors import Unavailable
from coachway.entrypoints.bootstrap import Platform, build_platform
from coachway.entrypoints.settings import Settings
from coachway.entrypoints.worker.delivery import RETRIES, EventDelivery
from coachway.entrypoints.worker.handlers import LOOK_UP_STOPS, all_handlers
from tests.background import drain
from tests.fakes.clock import SteerableClock
from tests.fakes.http_service import BOSTON as FOUND_BOSTON
from tests.fakes.http_service import FakeService, a_geocoder, serving_fake
from tests.integration.charters.conftest import CHARTERS, Office

HOBOKEN = {"location": "Hoboken", "state": "NJ"}
BOSTON = {"location": "1 Main St, Boston, MA"}
NOWHERE = {"location": "Stop 1"}


class Geocoding:
    """Does whatever a test tells it to, and counts."""

    def __init__(self, answer: Callable[[Whereabouts], Awaitable[Place | None]]) -> None:
        self._answer = answer
        self.asked: list[Whereabouts] = []

    async def locate(self, whereabouts: Whereabouts) -> Place | None:
        self.asked.append(whereabouts)
        return await self._answer(whereabouts)


def by(geocoder: Geocoding, platform: Platform) -> Platform:
    return replace(platform, geocoder=geocoder)


async def everywhere(_: Whereabouts) -> Place:

    return Place(Coordinates(Decimal("40.5"), Decimal("-74.5")), "Somewhere")


async def nowhere_today(_: Whereabouts) -> Place:
    raise Unavailable("not today")


async def stops_of(office: Office, charter_id: int) -> list[dict[str, Any]]:
    stops: list[dict[str, Any]] = (await office.read(charter_id))["stops"]
    return stops


async def looked_up(office: Office, charter_id: int) -> list[tuple[Any, Any, Any]]:
    return [
        (stop["latitude"], stop["longitude"], stop["geocoded_address"]) for stop in await stops_of(office, charter_id)
    ]


async def failures(platform: Platform) -> int:
    waiting = select(func.count()).where(outbox.c.done_at.is_(None), outbox.c.last_error.is_not(None))
    async with platform.engine.connect() as connection:
        return int((await connection.execute(waiting)).scalar_one())


async def test_towns_are_looked_up_after_the_save_without_any_service(office: Office, platform: Platform) -> None:
    charter = await office.charter(stops=[HOBOKEN, BOSTON, NOWHERE])
    assert [stop["latitude"] for stop in charter["stops"]] == [None, None, None]
    await drain(platform)
    hoboken, boston, nowhere = await looked_up(office, charter["id"])
    assert hoboken == (40.74399, -74.03236, "Hoboken, NJ")
    assert boston == (42.35843, -71.05977, "Boston, MA")
    assert nowhere == (None, None, None)


async def test_it_is_the_platforms_own_note_and_no_revision(office: Office, platform: Platform, prices: None) -> None:
    charter = await office.charter(stops=[HOBOKEN, BOSTON])
    quoted = await office.done(office.agent, f"{CHARTERS}/{charter['id']}/send-quote")
    await drain(platform)
    now = await office.read(charter["id"])
    assert now["stops"][0]["geocoded_address"] == "Hoboken, NJ"
    for name in ("version", "revision_number", "updated_at", "quote_secure_token", "distance_miles"):
        assert now[name] == quoted[name]
    (offer,) = [await office.public.get(f"{CHARTERS}/quote/{quoted['quote_secure_token']}")]
    assert offer.json()["status"] == "sent"
    async with platform.engine.connect() as connection:
        wanted = text("SELECT DISTINCT actor_role FROM audit.records WHERE entity_type = 'stop' AND action = 'update'")
        assert (await connection.execute(wanted)).scalars().all() == ["system"]


async def test_a_stop_that_comes_later_or_changes_its_name_is_looked_up(office: Office, platform: Platform) -> None:
    charter = await office.charter(stops=[HOBOKEN])
    await drain(platform)
    stop_id = charter["stops"][0]["id"]
    path = f"{CHARTERS}/{charter['id']}/stops"
    await office.made(office.agent, path, BOSTON)
    changed = await office.agent.put(f"{path}/{stop_id}", {"location": "Salem, MA", "state": None})
    assert changed.json()["latitude"] is None, "what was found goes with the whereabouts"
    await drain(platform)
    assert [address for *_, address in await looked_up(office, charter["id"])] == ["Salem, MA", "Boston, MA"]


async def test_an_edit_of_anything_else_asks_nothing(office: Office, platform: Platform) -> None:
    geocoding = Geocoding(everywhere)
    charter = await office.charter(stops=[NOWHERE])
    await drain(platform)
    await office.agent.put(f"{CHARTERS}/{charter['id']}", {"notes": "bring water"})
    await drain(by(geocoding, platform))
    assert geocoding.asked == []


@pytest.mark.parametrize(
    "edit",
    [
        {"latitude": 42.5, "longitude": -71.5},
        {"location": "Salem, MA"},
        {"latitude": 42.5, "longitude": -71.5, "geocoded_address": "the back door"},
    ],
)
async def test_a_person_who_edits_while_it_is_looked_up_wins(
    office: Office, platform: Platform, edit: dict[str, Any]
) -> None:
    charter = await office.charter(stops=[HOBOKEN])
    stop_id = charter["stops"][0]["id"]

    async def answer(whereabouts: Whereabouts) -> Place:
        if whereabouts.location == "Hoboken":
            done = await office.agent.put(f"{CHARTERS}/{charter['id']}/stops/{stop_id}", edit)
            assert done.status_code == 200, "nothing is locked while the geocoder is asked"
        return await everywhere(whereabouts)

    delivery = EventDelivery(by(Geocoding(answer), platform), {"charter.created": (LOOK_UP_STOPS,)})
    async with platform.engine.connect() as connection:
        event_id = (
            await connection.execute(select(outbox.c.id).where(outbox.c.name == "charter.created"))
        ).scalar_one()
    await asyncio.wait_for(delivery.deliver(event_id), timeout=30)
    (stop,) = await stops_of(office, charter["id"])
    assert {name: stop[name] for name in edit} == edit
    if "latitude" not in edit:
        assert stop["latitude"] is None, "found for a place that is no longer meant"


async def test_a_geocoder_that_fails_is_asked_again_and_the_save_stands(
    office: Office, platform: Platform, clock: SteerableClock
) -> None:
    broken = Geocoding(nowhere_today)
    charter = await office.charter(stops=[HOBOKEN])
    await drain(by(broken, platform))
    assert await failures(platform) == 1
    assert (await looked_up(office, charter["id"]))[0] == (None, None, None)
    clock.advance(seconds=RETRIES.pause_after(1).total_seconds())
    await drain(by(broken, platform))
    assert len(broken.asked) == 2
    clock.advance(seconds=RETRIES.pause_after(2).total_seconds())
    await drain(platform)
    assert (await looked_up(office, charter["id"]))[0][2] == "Hoboken, NJ"
    assert await failures(platform) == 0


async def test_one_address_that_fails_keeps_no_other_waiting(office: Office, platform: Platform) -> None:
    async def answer(whereabouts: Whereabouts) -> Place:
        return await (nowhere_today if whereabouts.location == "Hoboken" else everywhere)(whereabouts)

    charter = await office.charter(stops=[HOBOKEN, BOSTON])
    await drain(by(Geocoding(answer), platform))
    assert [address for *_, address in await looked_up(office, charter["id"])] == [None, "Somewhere"]
    assert await failures(platform) == 1


async def test_more_than_fits_into_one_go_is_found_bit_by_bit(
    office: Office, platform: Platform, clock: SteerableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("coachway.entrypoints.worker.looking_up.PATIENCE_SECONDS", 2)

    async def answer(whereabouts: Whereabouts) -> Place:
        if len(geocoding.asked) == 2:
            await asyncio.sleep(60)
        return await everywhere(whereabouts)

    geocoding = Geocoding(answer)
    charter = await office.charter(stops=[HOBOKEN, BOSTON])
    await drain(by(geocoding, platform))
    assert [address for *_, address in await looked_up(office, charter["id"])] == ["Somewhere", None]
    clock.advance(minutes=1)
    await drain(by(geocoding, platform))
    assert [address for *_, address in await looked_up(office, charter["id"])] == ["Somewhere", "Somewhere"]
    assert await failures(platform) == 0


async def test_deliveries_at_the_same_time_note_it_once(office: Office, platform: Platform) -> None:
    charter = await office.charter(stops=[HOBOKEN, BOSTON])
    delivery = EventDelivery(platform, all_handlers(platform.settings))
    async with platform.engine.connect() as connection:
        event_id = (
            await connection.execute(select(outbox.c.id).where(outbox.c.name == "charter.created"))
        ).scalar_one()
    await asyncio.gather(*(delivery.deliver(event_id) for _ in range(6)))
    assert [address for *_, address in await looked_up(office, charter["id"])] == ["Hoboken, NJ", "Boston, MA"]
    async with platform.engine.connect() as connection:
        noted = select(func.count()).where(outbox.c.name == "charter.stops_located")
        assert (await connection.execute(noted)).scalar_one() == 1
        updates = text("SELECT count(*) FROM audit.records WHERE entity_type = 'stop' AND action = 'update'")
        assert (await connection.execute(updates)).scalar_one() == 2


async def test_a_series_asks_for_each_place_once_where_answers_are_remembered(
    office: Office, served: Platform, geocoder: FakeService
) -> None:
    body = {
        "client_id": office.client_id,
        "trip_date": "2026-03-04",
        "passengers": 30,
        "vehicle_type": "coach",
        "stops": [{"location": "Boston"}, {"location": "Nowhere at all, Xyzzy"}],
    }
    made = await office.agent.post(f"{CHARTERS}/recurring?recurrence_rule=weekly&instance_count=6", body)
    assert made.status_code == 201, made.text
    await drain(served)
    assert [asked.query["q"] for asked in geocoder.asked] == ["Boston", "Nowhere at all, Xyzzy"]
    for charter in made.json():
        boston, nowhere = await looked_up(office, charter["id"])
        assert boston[2] == FOUND_BOSTON["display_name"]
        assert nowhere == (None, None, None)


async def test_nonsense_from_the_service_leaves_the_stop_as_it_is(
    office: Office, served: Platform, geocoder: FakeService, clock: SteerableClock
) -> None:
    good = geocoder.answer
    geocoder.answer = a_nonsense
    charter = await office.charter(stops=[{"location": "Boston"}])
    await drain(served)
    assert (await looked_up(office, charter["id"]))[0] == (None, None, None)
    geocoder.answer = good
    clock.advance(minutes=1)
    await drain(served)
    assert (await looked_up(office, charter["id"]))[0][2] == FOUND_BOSTON["display_name"]


async def a_nonsense(_: object) -> tuple[int, Any]:
    return 200, [{"lat": "ninety", "lon": [], "display_name": "<script>"}]


@pytest_asyncio.fixture
async def geocoder() -> AsyncIterator[FakeService]:
    async with serving_fake(a_geocoder()) as fake:
        yield fake


@pytest_asyncio.fixture
async def served(settings: Settings, platform: Platform, geocoder: FakeService) -> AsyncIterator[Platform]:
    """The platform with a geocoder from the settings, which it may ask without a pause."""

    asking = replace(settings, geocoder_url=geocoder.url, geocoder_pause_seconds=Decimal(0))
    made = build_platform(asking, clock=platform.clock)
    yield made
    await made.close()
