"""What others see of notifications."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from coachway.domain.notifications.model import Category, Channel, DeliveryStatus, RecipientType


@dataclass(frozen=True, slots=True)
class NotificationView:
    """A notification with where its delivery stands; the message of a confidential one is null."""

    id: int
    notification_type: str
    category: Category
    entity_type: str | None
    entity_id: int | None
    channel: Channel
    recipient_type: RecipientType
    recipient_id: int | None
    recipient_name: str
    recipient_email: str | None
    subject: str
    message: str | None
    status: DeliveryStatus
    attempts: int
    last_attempt_at: datetime | None
    next_attempt_at: datetime | None
    last_error: str | None
    sent_at: datetime | None
    read_at: datetime | None
    created_by: int | None
    created_at: datetime
    updated_at: datetime
    version: int
