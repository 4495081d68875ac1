"""Delivering one event to everybody who hears of it."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Final

import structlog

from coachway.adapters.postgres.event_queue import (
    Delivery,
    begin_delivery,
    claim_handling,
    finish_event,
    note_event_failure,
)
from coachway.domain.kernel.actor import SYSTEM
from coachway.domain.kernel.retries import Retries
from coachway.domain.portals.reactions import ADMIN
from coachway.entrypoints.bootstrap import Platform
from coachway.entrypoints.worker.handlers import Errand, Handler, Handlers
from coachway.entrypoints.worker.telling import in_one_line

RETRIES: Final = Retries(first=timedelta(seconds=2), longest=timedelta(hours=1), attempts=20)
"""About ten hours in all, then the event is dead until somebody looks at it."""

PATIENCE_SECONDS: Final = 60.0

_log = structlog.get_logger(__name__)


class EventDelivery:
    """An event is done when each handler has said so in its own transaction; one that fails stops no other."""

    def __init__(self, platform: Platform, handlers: Handlers) -> None:
        self._platform = platform
        self._handlers = handlers

    @property
    def heard(self) -> frozenset[str]:
        """The names of the events that have handlers."""
        return frozenset(self._handlers)

    async def deliver(self, event_id: int) -> None:
        """One attempt. Delivering an event again, or twice at a time, does nothing twice."""
        async with self._platform.engine.begin() as connection:
            delivery = await begin_delivery(connection, event_id)
        if delivery is None:
            return
        errors = [
            f"{handler.name}: {error}"
            for handler in self._handlers.get(delivery.name, ())
            if (error := await self._tried(handler, delivery)) is not None
        ]
        now = self._platform.clock.now()
        async with self._platform.engine.begin() as connection:
            if not errors:
                await finish_event(connection, event_id, at=now)
                return
            over = RETRIES.are_used_up(delivery.attempt)
            retry_at = None if over else now + RETRIES.pause_after(delivery.attempt)
            await note_event_failure(connection, event_id, "; ".join(errors), retry_at=retry_at, at=now)
        if over:
            await self._platform.dashboards.outdate([ADMIN])  # which alerts to it

    async def _tried(self, handler: Handler | Errand, delivery: Delivery) -> str | None:
        """Let the handler do its work; what went wrong, where something did."""
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                await self._handle(handler, delivery)
        except Exception as error:
            _log.warning(
                "event_not_handled",
                handler=handler.name,
                event_name=delivery.name,
                event_id=delivery.event_id,
                attempt=delivery.attempt,
                exc_info=True,
            )
            return in_one_line(error)
        return None

    async def _handle(self, handler: Handler | Errand, delivery: Delivery) -> None:
        platform = self._platform
        if isinstance(handler, Errand):
            await handler.run(delivery.event(), platform)
        async with platform.unit_of_work(SYSTEM) as work:
            if await claim_handling(work.session, delivery.event_id, handler.name, at=platform.clock.now()):
                if isinstance(handler, Handler):
                    await handler.react(delivery.event(), delivery.event_id, work, platform)
                await work.commit()
