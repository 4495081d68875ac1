"""The background work, done to its end inside a test: no broker, no sleeping."""

from __future__ import annotations

from datetime import timedelta

from coachway.adapters.postgres.event_queue import claim_due_events
from coachway.domain.kernel.actor import SYSTEM
from coachway.domain.notifications.use_cases.deliver import begin_due_attempts
from coachway.entrypoints.bootstrap import Platform
from coachway.entrypoints.worker.delivery import EventDelivery
from coachway.entrypoints.worker.handlers import Handlers, all_handlers
from coachway.entrypoints.worker.notifying import NotificationDelivery


async def drain(platform: Platform, handlers: Handlers | None = None) -> int:
    """Deliver all events and notifications that are due, and what these lead to; says how many there were."""
    events = EventDelivery(platform, all_handlers(platform.settings) if handlers is None else handlers)
    notifications = NotificationDelivery(platform)
    delivered = 0
    while True:
        async with platform.unit_of_work(SYSTEM) as work:
            now = platform.clock.now()
            ids = await claim_due_events(
                work.session, at=now, resend_after=timedelta(seconds=30), heard=events.heard, limit=100
            )
            attempts = await begin_due_attempts(uow=work, clock=platform.clock)
            await work.commit()
        if not ids and not attempts:
            return delivered
        for event_id in ids:
            await events.deliver(event_id)
        for attempt in attempts:
            await notifications.deliver(attempt)
        delivered += len(ids) + len(attempts)
