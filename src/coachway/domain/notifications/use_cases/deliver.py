"""Delivering notifications: begin an attempt, hand the letter to the channel, note how it ended.

Three steps and two transactions, because a mail server can take its time and must not hold a lock meanwhile.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from coachway.domain.kernel.clock import Clock
from coachway.domain.notifications.ports import Attempt, Consents, DeliveryRefused, Letter, NotificationsUnitOfWork

ATTEMPT_ENDS_WITHIN: Final = timedelta(minutes=2)
"""After that long without an end an attempt is taken for lost; longer than any time-out of a channel."""


NO_CONSENT: Final = "The recipient does not want marketing."


async def begin_due_attempts(*, uow: NotificationsUnitOfWork, clock: Clock, limit: int = 100) -> list[Attempt]:
    """Begin an attempt at each notification that is due; whoever begins them must see to it that they are made."""
    return await uow.notifications.begin_due(at=clock.now(), within=ATTEMPT_ENDS_WITHIN, limit=limit)


async def letter_of(attempt: Attempt, *, uow: NotificationsUnitOfWork, consents: Consents) -> Letter | None:
    """What is to be delivered; None where the attempt is over, or a newer one was begun.

    Raises DeliveryRefused for marketing to who does not allow it, also when that was said after it was written.
    """
    notification = await uow.notifications.get(attempt.notification_id)
    if not notification.is_under_way(attempt.number):
        return None
    category, unsubscribe_url = notification.category, None
    if category.may_be_ended:
        consent = await consents.of(notification.recipient)
        if not category.may_reach(allows_marketing=consent is not None and consent.allows_marketing):
            raise DeliveryRefused(NO_CONSENT)
        unsubscribe_url = consent.unsubscribe_url if consent else None
    return Letter(
        notification_id=notification.id,
        recipient=notification.recipient,
        subject=notification.subject,
        message=notification.message,
        written_at=notification.created_at,
        unsubscribe_url=unsubscribe_url,
    )


async def note_delivery(
    attempt: Attempt, *, error: str | None, for_good: bool = False, uow: NotificationsUnitOfWork, clock: Clock
) -> None:
    """Note how the attempt ended: without an error it was delivered. An attempt that was overtaken says nothing."""
    notification = await uow.notifications.get(attempt.notification_id)
    if not notification.is_under_way(attempt.number):
        return
    if error is None:
        notification.note_sent(at=clock.now())
    else:
        notification.note_failure(error, for_good=for_good, at=clock.now())
