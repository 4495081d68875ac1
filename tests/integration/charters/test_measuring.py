"""Distances by a router: better where it answers, estimated where not, and never asked while anything is locked."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy import text

from coachway.entrypoints.bootstrap import Platform, build_platform
from coachway.entrypoints.settings import Settings, SettingsError
from tests.api_client import open_api
from tests.fakes.http_service import Asked, FakeService, a_router, always, serving_fake
from tests.integration.charters.conftest import BOSTON, CHARTERS, NEW_YORK, Office

pytestmark = pytest.mark.usefixtures("prices")

ESTIMATE = 228.2
METRES = 346_000
BY_ROAD = 215.0
_IDLE = """
SELECT count(*) FROM pg_stat_activity
WHERE state = 'idle in transaction' AND pid <> pg_backend_pid() AND datname = current_database()
"""


@pytest_asyncio.fixture
async def router() -> AsyncIterator[FakeService]:
    async with serving_fake(a_router(METRES)) as fake:
        yield fake


@pytest_asyncio.fixture
async def routed(settings: Settings, platform: Platform, office: Office, router: FakeService) -> AsyncIterator[Office]:
    """The office on a platform that has a router."""
    asking = replace(settings, routing_url=router.url, routing_timeout_seconds=Decimal(3))
    made = build_platform(asking, clock=platform.clock)
    async with open_api(made) as api:
        yield replace(office, agent=await api.as_("agent"), manager=await api.as_("manager"))
    await made.close()


async def sent(office: Office, **fields: Any) -> dict[str, Any]:
    return await office.quoted(**{"distance_miles": None, "stops": [BOSTON, NEW_YORK]} | fields)


async def test_a_missing_distance_is_measured_by_road(routed: Office, router: FakeService) -> None:
    charter = await sent(routed)
    assert charter["distance_miles"] == BY_ROAD
    assert [asked.path for asked in router.asked] == ["/route/v1/driving/-71.0589000,42.3601000;-74.0060000,40.7128000"]
    assert router.asked[0].query == {"overview": "false"}
    assert charter["revision_number"] == 2


async def test_one_that_is_given_is_not_measured(routed: Office, router: FakeService) -> None:
    assert (await sent(routed, distance_miles=100))["distance_miles"] == 100
    assert router.asked == []


async def test_without_coordinates_it_is_unknown_and_nobody_is_asked(routed: Office, router: FakeService) -> None:
    charter = await routed.charter(distance_miles=None, stops=[BOSTON, {"location": "Somewhere"}])
    answer = await routed.agent.post(f"{CHARTERS}/{charter['id']}/send-quote")
    assert (answer.status_code, answer.json()["code"]) == (409, "distance_unknown")
    assert router.asked == []


@pytest.mark.parametrize(
    ("status", "document"),
    [
        (500, {}),
        (400, {"code": "NoRoute"}),
        (200, {"code": "Ok", "routes": []}),
        (200, {"code": "Ok", "routes": [{"distance": -1}]}),
        (200, {"code": "Ok", "routes": [{"distance": "far"}]}),
        (200, {"code": "Ok", "routes": [{"distance": 1e300}]}),
        (200, b"<html>"),
        (200, ["nonsense"]),
    ],
)
async def test_where_the_router_fails_the_distance_is_estimated(
    routed: Office, router: FakeService, status: int, document: Any
) -> None:
    router.answer = always(status, document).answer
    assert (await sent(routed))["distance_miles"] == ESTIMATE


async def test_a_router_that_is_slow_costs_its_time_and_no_more(routed: Office, router: FakeService) -> None:
    router.seconds = 60
    assert (await sent(routed))["distance_miles"] == ESTIMATE


async def test_nothing_is_locked_and_no_transaction_is_open_while_the_router_is_asked(
    routed: Office, router: FakeService, platform: Platform
) -> None:
    seen: list[int] = []

    async def answer(asked: Asked) -> tuple[int, Any]:
        async with platform.engine.connect() as connection:
            await connection.execute(text("SELECT id FROM charters.charters FOR UPDATE NOWAIT"))
            idle = text(_IDLE)
            seen.append(int((await connection.execute(idle)).scalar_one()))
        return 200, {"code": "Ok", "routes": [{"distance": METRES}]}

    router.answer = answer
    assert (await sent(routed))["distance_miles"] == BY_ROAD
    assert seen == [0]


async def test_stops_that_change_while_they_are_measured_are_measured_anew(routed: Office, router: FakeService) -> None:
    charter = await routed.charter(distance_miles=None, stops=[BOSTON, NEW_YORK])
    path = f"{CHARTERS}/{charter['id']}"

    async def answer(asked: Asked) -> tuple[int, Any]:
        if len(router.asked) == 1:
            moved = {"latitude": 40.0, "longitude": -75.0}
            await routed.manager.put(f"{path}/stops/{charter['stops'][1]['id']}", moved)
        return 200, {"code": "Ok", "routes": [{"distance": METRES * len(router.asked)}]}

    router.answer = answer
    quoted = await routed.done(routed.agent, f"{path}/send-quote")
    assert quoted["distance_miles"] == 2 * BY_ROAD
    assert [asked.path.rpartition(";")[2] for asked in router.asked] == [
        "-74.0060000,40.7128000",
        "-75.0000000,40.0000000",
    ]


async def test_stops_that_never_rest_are_estimated_in_the_end(routed: Office, router: FakeService) -> None:
    charter = await routed.charter(distance_miles=None, stops=[BOSTON, NEW_YORK])
    path = f"{CHARTERS}/{charter['id']}"

    async def answer(asked: Asked) -> tuple[int, Any]:
        moved = {"latitude": 40.0, "longitude": -75.0 - len(router.asked)}
        await routed.manager.put(f"{path}/stops/{charter['stops'][1]['id']}", moved)
        return 200, {"code": "Ok", "routes": [{"distance": METRES}]}

    router.answer = answer
    quoted = await routed.done(routed.agent, f"{path}/send-quote")
    assert len(router.asked) == 3
    assert quoted["distance_miles"] > 400


@pytest.mark.parametrize(
    "wrong",
    [
        {"routing_url": "osrm:5000"},
        {"geocoder_url": "/etc"},
        {"geocoder_url": "http://a", "geocoder_contact": "Jürgen"},
    ],
)
def test_an_address_that_cannot_be_used_is_named_at_the_start(settings: Settings, wrong: dict[str, Any]) -> None:
    with pytest.raises(SettingsError):
        build_platform(replace(settings, **wrong))
