"""The relay, the real broker and real Dramatiq workers: what the broker loses, PostgreSQL still knows."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from dramatiq import Worker

from coachway.adapters.dramatiq.actors import Actors, declare_actors
from coachway.adapters.dramatiq.broker import BrokerError, create_broker
from coachway.adapters.postgres.platform_tables import outbox
from coachway.domain.identity.events import SessionWasEnded
from coachway.domain.notifications.ports import Attempt
from coachway.entrypoints.bootstrap import Platform
from coachway.entrypoints.worker.relay import Relay
from tests.integration.background.test_event_delivery import EVENT, happen


class Deliveries:
    """What came through the broker, in a process of its own loop."""

    def __init__(self) -> None:
        self.events: list[int] = []
        self.notifications: list[Attempt] = []

    async def event(self, event_id: int) -> None:
        self.events.append(event_id)

    async def notification(self, attempt: Attempt) -> None:
        self.notifications.append(attempt)


async def nothing() -> None:
    """Nothing was opened."""


@pytest.fixture
def deliveries() -> Deliveries:
    return Deliveries()


@pytest.fixture
def actors(platform: Platform, deliveries: Deliveries) -> Iterator[Actors]:
    broker = create_broker(platform.settings.redis_url, close=nothing)
    yield declare_actors(broker, deliver_event=deliveries.event, deliver_notification=deliveries.notification)
    broker.close()


@contextlib.asynccontextmanager
async def worker(actors: Actors) -> AsyncIterator[None]:
    working = Worker(actors.deliver_event.broker, worker_threads=2, worker_timeout=50)
    await asyncio.to_thread(working.start)
    try:
        yield
    finally:
        await asyncio.to_thread(working.stop, 5000)


async def until(holds: Callable[[], bool], *, seconds: float = 10) -> None:
    async with asyncio.timeout(seconds):
        while not holds():  # noqa: ASYNC110 (the other side is a thread)
            await asyncio.sleep(0.01)


async def test_what_is_due_goes_through_the_broker_to_a_worker(
    platform: Platform, actors: Actors, deliveries: Deliveries
) -> None:
    await happen(platform, *(SessionWasEnded(session_id=n, user_id=1, reason="x") for n in range(5)))
    relay = Relay(platform, actors, heard={EVENT.name})
    await relay.pump()
    async with worker(actors):
        await until(lambda: len(deliveries.events) == 5)
    assert len(set(deliveries.events)) == 5


async def test_a_broker_that_forgot_everything_loses_no_event(
    platform: Platform, actors: Actors, deliveries: Deliveries, clock: Any
) -> None:
    await happen(platform)
    relay = Relay(platform, actors, heard={EVENT.name})
    await relay.pump()
    await platform.valkey.flushall()
    await relay.pump()
    async with worker(actors):
        await asyncio.sleep(0.3)
        assert deliveries.events == []
        clock.advance(seconds=platform.settings.event_retry_seconds)
        await relay.pump()
        await until(lambda: len(deliveries.events) == 1)


async def test_a_broker_that_is_down_costs_no_event_its_turn(platform: Platform, deliveries: Deliveries) -> None:
    broker = create_broker("unix:///nowhere/at/all.sock", close=nothing)
    actors = declare_actors(broker, deliver_event=deliveries.event, deliver_notification=deliveries.notification)
    await happen(platform)
    with pytest.raises(Exception, match="nowhere"):
        await Relay(platform, actors, heard={EVENT.name}).pump()
    async with platform.engine.connect() as connection:
        (event,) = (await connection.execute(outbox.select())).all()
    assert event.next_attempt_at == platform.clock.now()


async def test_a_relay_goes_on_after_a_failure(platform: Platform, actors: Actors) -> None:
    stop = asyncio.Event()
    failing = dataclasses.replace(platform, clock=FailingOnce(stop))
    async with asyncio.timeout(10):
        await Relay(failing, actors, heard=set()).run(stop)


class FailingOnce:
    """A clock that breaks the first look, and ends the relay with the second."""

    def __init__(self, stop: asyncio.Event) -> None:
        self._stop = stop
        self._looks = 0

    def now(self) -> datetime:
        self._looks += 1
        if self._looks == 1:
            raise RuntimeError("the first look fails")
        self._stop.set()
        return datetime(2026, 3, 2, tzinfo=UTC)


@pytest.mark.parametrize(("url", "says"), [("kafka://x", "kafka"), ("amqp://localhost", "rabbitmq")])
def test_a_broker_that_cannot_be_used_is_refused_in_words(url: str, says: str) -> None:
    with pytest.raises(BrokerError, match=says):
        create_broker(url, close=nothing)
