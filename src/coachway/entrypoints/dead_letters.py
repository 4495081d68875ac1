"""What the background gave up on, and putting it back to work."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from coachway.adapters.postgres.dead_letters import DeadEvent, dead_events, revive_events
from coachway.domain.kernel.actor import SYSTEM
from coachway.domain.kernel.errors import Conflict, NotFound
from coachway.domain.kernel.paging import PageRequest
from coachway.domain.notifications.model import DeliveryStatus
from coachway.domain.notifications.ports import NotificationFilter
from coachway.domain.notifications.use_cases.send_message import RetryNotification, retry_notification
from coachway.domain.notifications.views import NotificationView
from coachway.entrypoints.bootstrap import Platform

MOST_SHOWN: Final = 200


@dataclass(frozen=True, slots=True)
class DeadLetters:
    """The newest events and notifications that were given up, newest first."""

    events: Sequence[DeadEvent]
    notifications: Sequence[NotificationView]


async def find_dead_letters(platform: Platform) -> DeadLetters:
    failed = NotificationFilter(status=DeliveryStatus.FAILED)
    async with platform.engine.connect() as connection:
        events = await dead_events(connection, limit=MOST_SHOWN)
    async with platform.reading() as reads:
        page = await reads.notifications.notifications(failed, PageRequest(limit=MOST_SHOWN), actor=SYSTEM)
    return DeadLetters(events, page.items)


async def requeue_events(platform: Platform, event_ids: Collection[int] | None) -> list[int]:
    """Deliver these dead events, or all of them for None, again; says which were dead."""
    async with platform.engine.begin() as connection:
        return await revive_events(connection, event_ids, at=platform.clock.now())


async def requeue_notifications(platform: Platform, notification_ids: Collection[int] | None) -> list[int]:
    """Send these failed notifications, or all of them for None, again; says which could be."""
    if notification_ids is not None:
        return [each for each in notification_ids if await _sent_again(platform, each)]
    done: list[int] = []
    while True:
        failed = (await find_dead_letters(platform)).notifications
        again = [letter.id for letter in failed if await _sent_again(platform, letter.id)]
        done += again
        if not again:
            return done


async def _sent_again(platform: Platform, notification_id: int) -> bool:
    command = RetryNotification(notification_id=notification_id)
    try:
        async with platform.unit_of_work(SYSTEM) as work:
            await retry_notification(command, actor=SYSTEM, uow=work, clock=platform.clock)
            await work.commit()
    except (NotFound, Conflict):
        return False
    return True
