"""Notifications for tests."""

from __future__ import annotations

from typing import Any

from coachway.domain.notifications.model import Channel, DeliveryStatus, Notification, Recipient, RecipientType
from tests.fakes.clock import MONDAY_MORNING

DANA = Recipient(RecipientType.USER, 7, "Dana Agent", "dana@example.com")
CLIENT = Recipient(RecipientType.CLIENT, 7, "Client 7", "client7@example.com")
VENDOR = Recipient(RecipientType.VENDOR, 9, "Vendor 9", "vendor9@example.com")


def a_notification(notification_id: int = 1, **given: Any) -> Notification:
    values: dict[str, Any] = {
        "recipient": DANA,
        "channel": Channel.EMAIL,
        "subject": "A subject",
        "message": "Hello Dana,\n\nsee https://coachway.example/x?a=1&b=2\n",
        "at": MONDAY_MORNING,
    }
    return Notification.compose(notification_id=notification_id, **(values | given))


def being_sent(attempt: int = 1, **given: Any) -> Notification:
    """One whose attempt was begun, as the repository begins it."""
    notification = a_notification(**given)
    notification.status, notification.attempts = DeliveryStatus.SENDING, attempt
    return notification
