"""Events in the real outbox: delivered to each handler once, tried again until all of them are done."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select, text

from coachway.adapters.postgres.event_queue import claim_due_events
from coachway.adapters.postgres.platform_tables import handled_events, outbox
from coachway.adapters.postgres.unit_of_work import PostgresUnitOfWork
from coachway.domain.identity.events import SessionWasEnded
from coachway.domain.kernel.actor import SYSTEM
from coachway.domain.kernel.events import Event
from coachway.entrypoints.bootstrap import Platform
from coachway.entrypoints.worker.delivery import RETRIES, EventDelivery
from coachway.entrypoints.worker.handlers import Errand, Handler
from tests.background import drain
from tests.fakes.clock import SteerableClock

EVENT = SessionWasEnded(session_id=1, user_id=2, reason="test")
RESEND_AFTER = timedelta(seconds=30)


class Counting:
    """A reaction that leaves a row in its own transaction, and fails while it is told to."""

    def __init__(self, name: str = "count") -> None:
        self.handler = Handler(name, self.react)
        self.failures = 0

    async def react(self, event: Event, event_id: int, work: PostgresUnitOfWork, platform: Platform) -> None:
        await work.session.execute(
            text("INSERT INTO platform.leases VALUES (:name || ':' || gen_random_uuid(), 'x', now())"),
            {"name": self.handler.name},
        )
        if self.failures:
            self.failures -= 1
            raise RuntimeError("not today")

    async def times(self, platform: Platform) -> int:
        async with platform.engine.connect() as connection:
            count = text("SELECT count(*) FROM platform.leases WHERE name LIKE :name || ':%'")
            return int((await connection.execute(count, {"name": self.handler.name})).scalar_one())


async def happen(platform: Platform, *events: Event) -> None:
    async with platform.unit_of_work(SYSTEM) as work:
        for event in events or (EVENT,):
            work.record(event)
        await work.commit()


async def the_event(platform: Platform) -> Any:
    async with platform.engine.connect() as connection:
        return (await connection.execute(select(outbox))).one()


async def claimed(platform: Platform, *, heard: set[str] | None = None) -> list[int]:
    async with platform.engine.begin() as connection:
        return await claim_due_events(
            connection,
            at=platform.clock.now(),
            resend_after=RESEND_AFTER,
            heard={EVENT.name} if heard is None else heard,
            limit=100,
        )


async def test_each_handler_is_given_an_event_once(platform: Platform) -> None:
    first, second = Counting("first"), Counting("second")
    await happen(platform)
    assert await drain(platform, {EVENT.name: (first.handler, second.handler)}) == 1
    assert (await first.times(platform), await second.times(platform)) == (1, 1)
    event = await the_event(platform)
    assert event.done_at == platform.clock.now()
    assert event.attempts == 1


async def test_a_handler_that_fails_is_tried_again_and_the_others_are_not(
    platform: Platform, clock: SteerableClock
) -> None:
    failing, steady = Counting("failing"), Counting("steady")
    failing.failures = 2
    handlers = {EVENT.name: (failing.handler, steady.handler)}
    await happen(platform)
    await drain(platform, handlers)
    event = await the_event(platform)
    assert event.done_at is None
    assert event.last_error == "failing: RuntimeError: not today"
    assert event.next_attempt_at == clock.now() + RETRIES.pause_after(1)
    assert (await failing.times(platform), await steady.times(platform)) == (0, 1)
    assert await drain(platform, handlers) == 0, "it rests"
    for attempt in (1, 2):
        clock.advance(seconds=RETRIES.pause_after(attempt).total_seconds())
        assert await drain(platform, handlers) == 1
    event = await the_event(platform)
    assert (event.done_at, event.last_error) == (clock.now(), None)
    assert (await failing.times(platform), await steady.times(platform)) == (1, 1)


async def test_an_event_that_fails_too_often_is_dead_and_can_be_seen(platform: Platform, clock: SteerableClock) -> None:
    failing = Counting()
    failing.failures = 10**6
    handlers = {EVENT.name: (failing.handler,)}
    await happen(platform)
    for _ in range(RETRIES.attempts):
        assert await drain(platform, handlers) == 1
        clock.advance(hours=1)
    event = await the_event(platform)
    assert event.dead_at is not None
    assert event.attempts == RETRIES.attempts
    clock.advance(days=1)
    assert await drain(platform, handlers) == 0


async def test_an_errand_is_run_outside_of_any_transaction_and_again_until_it_succeeds(
    platform: Platform, clock: SteerableClock
) -> None:
    open_transactions: list[int] = []
    steady = Counting()

    async def run(event: Event, platform: Platform) -> None:
        idle = "SELECT count(*) FROM pg_stat_activity WHERE state LIKE 'idle in %' AND datname = current_database()"
        async with platform.engine.connect() as connection:
            open_transactions.append(int((await connection.execute(text(idle))).scalar_one()))
        if len(open_transactions) < 3:
            raise RuntimeError("not today")

    handlers = {EVENT.name: (Errand("errand", run), steady.handler)}
    await happen(platform)
    for attempt in (1, 2, 3, 4):
        await drain(platform, handlers)
        clock.advance(seconds=RETRIES.pause_after(attempt).total_seconds())
    assert open_transactions == [0, 0, 0]
    assert await steady.times(platform) == 1
    assert (await the_event(platform)).done_at is not None
    async with platform.engine.connect() as connection:
        assert set((await connection.execute(select(handled_events.c.handler))).scalars()) == {"errand", "count"}


async def test_deliveries_of_one_event_at_the_same_time_handle_it_once(platform: Platform) -> None:
    counting = Counting()
    await happen(platform)
    (event_id,) = await claimed(platform)
    delivery = EventDelivery(platform, {EVENT.name: (counting.handler,)})
    await asyncio.gather(*(delivery.deliver(event_id) for _ in range(8)))
    assert await counting.times(platform) == 1
    await delivery.deliver(event_id)
    assert await counting.times(platform) == 1


async def test_an_event_of_an_unknown_name_is_kept_with_its_error(platform: Platform) -> None:
    now = platform.clock.now()
    async with platform.engine.begin() as connection:
        unknown = {"name": "x.unknown", "payload": {}, "actor": {}, "occurred_at": now, "next_attempt_at": now}
        await connection.execute(insert(outbox).values(unknown))
    await drain(platform, {"x.unknown": (Counting().handler,)})
    event = await the_event(platform)
    assert event.done_at is None
    assert "x.unknown" in event.last_error


async def test_a_claimed_event_is_under_way_and_claimed_again_only_later(
    platform: Platform, clock: SteerableClock
) -> None:
    await happen(platform)
    assert len(await claimed(platform)) == 1
    assert await claimed(platform) == []
    clock.advance(seconds=RESEND_AFTER.total_seconds())
    assert len(await claimed(platform)) == 1


@pytest.mark.parametrize(("waited", "pause"), [(10, 30), (100, 100), (10_000, 600)])
async def test_while_nobody_delivers_an_event_is_sent_more_and_more_rarely(
    platform: Platform, clock: SteerableClock, waited: int, pause: int
) -> None:
    await happen(platform)
    clock.advance(seconds=waited)
    await claimed(platform)
    assert (await the_event(platform)).next_attempt_at == clock.now() + timedelta(seconds=pause)


async def test_an_event_that_nobody_hears_is_done_at_once(platform: Platform) -> None:
    await happen(platform)
    assert await claimed(platform, heard=set()) == []
    assert (await the_event(platform)).done_at == platform.clock.now()


async def test_relays_share_the_work_and_take_nothing_twice(platform: Platform) -> None:
    await happen(platform, *(SessionWasEnded(session_id=n, user_id=1, reason="x") for n in range(30)))

    async def one_relay() -> list[int]:
        taken: list[int] = []
        async with platform.engine.connect() as connection, connection.begin():
            for _ in range(3):
                taken += await claim_due_events(
                    connection, at=platform.clock.now(), resend_after=RESEND_AFTER, heard={EVENT.name}, limit=5
                )
                await asyncio.sleep(0.02)
        return taken

    taken = await asyncio.gather(*(one_relay() for _ in range(4)))
    everything = [event_id for each in taken for event_id in each]
    assert len(everything) == len(set(everything)) == 30


async def test_handling_is_noted_in_the_handlers_own_transaction(platform: Platform) -> None:
    failing = Counting()
    failing.failures = 1
    await happen(platform)
    await drain(platform, {EVENT.name: (failing.handler,)})
    async with platform.engine.connect() as connection:
        assert (await connection.execute(select(handled_events))).all() == []
