"""What happens to notifications."""

from __future__ import annotations

from dataclasses import dataclass

from coachway.domain.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class NotificationWasSent(Event, name="notification.sent"):
    notification_id: int
    notification_type: str
    channel: str


@dataclass(frozen=True, kw_only=True)
class NotificationWasRead(Event, name="notification.read"):
    """`client_id` and `vendor_id` are the reader's, where they have one."""

    notification_id: int
    client_id: int | None
    vendor_id: int | None


@dataclass(frozen=True, kw_only=True)
class NotificationHasFailed(Event, name="notification.failed"):
    """Given up: no attempt is made any more unless somebody asks for one."""

    notification_id: int
    notification_type: str
    channel: str
    attempts: int
    error: str
