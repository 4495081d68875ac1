"""The relay: hands what is due in PostgreSQL to the broker.

A claim is committed only once the broker has taken the messages, so that a broker that is down costs no event an
attempt. Any number of relays may run: each passes over the rows that another holds.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection
from datetime import timedelta
from typing import Final

import structlog

from coachway.adapters.dramatiq.actors import Actors
from coachway.adapters.postgres.event_queue import anything_due, claim_due_events
from coachway.adapters.postgres.unit_of_work import PostgresUnitOfWork
from coachway.domain.kernel.actor import SYSTEM
from coachway.domain.notifications.use_cases.deliver import begin_due_attempts
from coachway.entrypoints.bootstrap import Platform
from coachway.entrypoints.worker.pausing import pause

PAUSE_SECONDS: Final = 0.2
PAUSE_AFTER_FAILURE_SECONDS: Final = 2.0
BATCH: Final = 200

_log = structlog.get_logger(__name__)


class Relay:
    def __init__(self, platform: Platform, actors: Actors, *, heard: Collection[str]) -> None:
        self._platform = platform
        self._actors = actors
        self._heard = heard

    async def run(self, stop: asyncio.Event) -> None:
        """Pump until told to stop; what goes wrong is logged and tried again."""
        while not stop.is_set():
            try:
                rest = 0.0 if await self.pump() else PAUSE_SECONDS
            except Exception:
                _log.warning("relay_failed", exc_info=True)
                rest = PAUSE_AFTER_FAILURE_SECONDS
            if rest:
                await pause(rest, stop)

    async def pump(self) -> bool:
        """Hand over one batch of each kind; whether there may be more at once."""
        platform = self._platform
        async with platform.engine.connect() as connection:
            await connection.execution_options(isolation_level="AUTOCOMMIT")
            if not await anything_due(connection, at=platform.clock.now()):
                return False
        events = await self._hand_over(self._claim_events)
        notifications = await self._hand_over(self._claim_notifications)
        return max(events, notifications) == BATCH

    async def _hand_over(self, claim: Callable[[PostgresUnitOfWork], Awaitable[int]]) -> int:
        async with self._platform.unit_of_work(SYSTEM) as work:
            claimed = await claim(work)
            await work.commit()
        return claimed

    async def _claim_events(self, work: PostgresUnitOfWork) -> int:
        ids = await claim_due_events(
            work.session,
            at=self._platform.clock.now(),
            resend_after=timedelta(seconds=self._platform.settings.event_retry_seconds),
            heard=self._heard,
            limit=BATCH,
        )
        if ids:
            await asyncio.to_thread(self._actors.send_events, ids)
        return len(ids)

    async def _claim_notifications(self, work: PostgresUnitOfWork) -> int:
        attempts = await begin_due_attempts(uow=work, clock=self._platform.clock, limit=BATCH)
        if attempts:
            await asyncio.to_thread(self._actors.send_notifications, attempts)
        return len(attempts)
