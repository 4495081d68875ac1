"""The messages that travel through the broker: ids only; what they stand for is read from PostgreSQL."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Final

from dramatiq import Actor, Broker, actor

from coachway.domain.notifications.ports import Attempt

QUEUE: Final = "coachway"


@dataclass(frozen=True, slots=True)
class Actors:
    """Sending is synchronous and may wait for the broker: call it from a thread. Raises what the broker raises."""

    deliver_event: Actor[[int], None]
    deliver_notification: Actor[[int, int], None]

    def send_events(self, event_ids: Iterable[int]) -> None:
        for event_id in event_ids:
            self.deliver_event.send(event_id)

    def send_notifications(self, attempts: Iterable[Attempt]) -> None:
        for attempt in attempts:
            self.deliver_notification.send(attempt.notification_id, attempt.number)


def declare_actors(
    broker: Broker,
    *,
    deliver_event: Callable[[int], Awaitable[None]],
    deliver_notification: Callable[[Attempt], Awaitable[None]],
) -> Actors:
    """Teach the broker what to do with each message."""

    async def event(event_id: int) -> None:
        await deliver_event(event_id)

    async def notification(notification_id: int, number: int) -> None:
        await deliver_notification(Attempt(notification_id, number))

    return Actors(
        deliver_event=actor(actor_name="deliver_event", queue_name=QUEUE, broker=broker)(event),
        # Mail servers are slow: whatever else waits goes first.
        deliver_notification=actor(actor_name="deliver_notification", queue_name=QUEUE, priority=10, broker=broker)(
            notification
        ),
    )
