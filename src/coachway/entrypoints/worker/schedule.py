"""The periodic jobs: what runs how often. Each may run twice, late, or in two places at once."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from coachway.adapters.postgres.housekeeping import drop_done_events, drop_expired_keys
from coachway.entrypoints.bootstrap import Platform

DONE_EVENTS_ARE_KEPT: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Job:
    """`every` is counted from start to start; a run that takes longer delays the next."""

    name: str
    every: timedelta
    run: Callable[[Platform], Awaitable[None]]


async def forget_idempotency_keys(platform: Platform) -> None:
    async with platform.engine.begin() as connection:
        await drop_expired_keys(connection, at=platform.clock.now())


async def forget_done_events(platform: Platform) -> None:
    done_before = platform.clock.now() - DONE_EVENTS_ARE_KEPT
    dropped = 1
    while dropped:
        async with platform.engine.begin() as connection:
            dropped = await drop_done_events(connection, done_before=done_before)


JOBS: Final = (
    Job("forget_idempotency_keys", timedelta(minutes=10), forget_idempotency_keys),
    Job("forget_done_events", timedelta(hours=1), forget_done_events),
)
