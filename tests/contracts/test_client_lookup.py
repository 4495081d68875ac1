"""Pricing is told which clients there are, whoever tells it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import pytest

from coachway.adapters.inprocess.client_lookup import InProcessClientLookup
from coachway.domain.clients.model import Client
from coachway.domain.kernel.actor import SYSTEM
from coachway.domain.pricing.ports import ClientLookup
from coachway.entrypoints.bootstrap import Platform
from tests.fakes.pricing import InMemoryClientLookup

Opener = Callable[[], AbstractAsyncContextManager[ClientLookup]]


@pytest.fixture(params=["fake", "postgres"])
def clients_seven_and_eight(request: pytest.FixtureRequest) -> Opener:
    """Opens a lookup where these two are clients."""
    if request.param == "fake":

        @asynccontextmanager
        async def open_fake() -> AsyncIterator[ClientLookup]:
            yield InMemoryClientLookup(7, 8)

        return open_fake
    platform: Platform = request.getfixturevalue("platform")

    @asynccontextmanager
    async def open_real() -> AsyncIterator[ClientLookup]:
        async with platform.unit_of_work(SYSTEM) as uow:
            for client_id in (7, 8):
                details = {"last_name": "Reyes", "email": f"{client_id}@example.com"}
                uow.clients.add(Client.create(client_id, details, region="US", at=platform.clock.now()))
            await uow.flush()
            yield InProcessClientLookup(uow.reads.clients)

    return open_real


async def test_only_those_who_are_there_are_known(clients_seven_and_eight: Opener) -> None:
    async with clients_seven_and_eight() as clients:
        assert set(await clients.known([7, 9, -1, 8])) == {7, 8}
        assert set(await clients.known([9])) == set()
        assert set(await clients.known([])) == set()
