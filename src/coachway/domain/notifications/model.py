"""A notification: one message to one recipient over one channel, with the story of its delivery."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from coachway.domain.kernel.actor import Actor
from coachway.domain.kernel.aggregate import Aggregate
from coachway.domain.kernel.errors import Conflict
from coachway.domain.kernel.retries import Retries
from coachway.domain.notifications.events import NotificationHasFailed, NotificationWasRead, NotificationWasSent

RETRIES: Final = Retries(first=timedelta(seconds=30), longest=timedelta(hours=4), attempts=12)
"""About a day and a half in all: a mail server that is down over a weekend night is waited for."""

MANUAL: Final = "message"
"""The type of a notification that a person wrote; every other type is the name of the event that it tells of."""


class Channel(StrEnum):
    """How a message travels; `in_app` is shown by the platform itself."""

    EMAIL = "email"
    SMS = "sms"
    IN_APP = "in_app"


class Category(StrEnum):
    """Why a message is sent, which decides whom it may reach.

    `transactional` belongs to what its recipient does with us (a trip, an account) and goes to everybody; an `offer`
    was asked for and goes to everybody as well, but lets a client end what is not strictly transactional; `marketing`
    goes to nobody who has opted out.
    """

    TRANSACTIONAL = "transactional"
    OFFER = "offer"
    MARKETING = "marketing"

    @property
    def may_be_ended(self) -> bool:
        """Whether a client's mail carries a link to unsubscribe."""
        return self is not Category.TRANSACTIONAL

    def may_reach(self, *, allows_marketing: bool) -> bool:
        """Whether it may go to a client who allows marketing, or does not."""
        return self is not Category.MARKETING or allows_marketing


class DeliveryStatus(StrEnum):
    """Where a notification stands: waiting for its next attempt, under way, delivered, or given up."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"


class RecipientType(StrEnum):
    """What a recipient is known as; `address` is a bare e-mail address."""

    USER = "user"
    CLIENT = "client"
    VENDOR = "vendor"
    ADDRESS = "address"


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who a message is for; `id` is the user's, client's or vendor's, None for a bare address."""

    type: RecipientType
    id: int | None
    name: str
    email: str | None


@dataclass(frozen=True, slots=True)
class Subject:
    """What a message is about: an entity type as the audit names it (`lead`, `change_case`), and its id."""

    entity_type: str | None
    entity_id: int | None


@dataclass(eq=False, kw_only=True)
class Notification(Aggregate):
    """`attempts` counts those that were begun; each holds the notification until `next_attempt_at`.

    The message of a confidential one (a link to choose a password) is for its mail only: nobody else may read it.
    """

    id: int
    event_id: int | None
    notification_type: str
    category: Category
    about: Subject
    recipient: Recipient
    channel: Channel
    subject: str
    message: str
    is_confidential: bool
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
    version: int = 1

    @classmethod
    def compose(
        cls,
        *,
        notification_id: int,
        recipient: Recipient,
        channel: Channel,
        subject: str,
        message: str,
        at: datetime,
        notification_type: str = MANUAL,
        category: Category = Category.TRANSACTIONAL,
        about: Subject | None = None,
        is_confidential: bool = False,
        event_id: int | None = None,
        created_by: int | None = None,
    ) -> Notification:
        """A new notification: in the app it is there at once, anything else waits to be sent."""
        is_there = channel is Channel.IN_APP
        return cls(
            id=notification_id,
            event_id=event_id,
            notification_type=notification_type,
            category=category,
            about=about or Subject(None, None),
            recipient=recipient,
            channel=channel,
            subject=subject,
            message=message,
            is_confidential=is_confidential,
            status=DeliveryStatus.SENT if is_there else DeliveryStatus.QUEUED,
            attempts=0,
            last_attempt_at=None,
            next_attempt_at=None if is_there else at,
            last_error=None,
            sent_at=at if is_there else None,
            read_at=None,
            created_by=created_by,
            created_at=at,
            updated_at=at,
        )

    def is_under_way(self, attempt: int) -> bool:
        """Whether it is this very attempt that is being made; an older one must not speak for a newer."""
        return self.status is DeliveryStatus.SENDING and self.attempts == attempt

    def note_sent(self, *, at: datetime) -> None:
        """The channel took it."""
        self.status, self.sent_at, self.updated_at = DeliveryStatus.SENT, at, at
        self.next_attempt_at = self.last_error = None
        self.record(
            NotificationWasSent(
                notification_id=self.id, notification_type=self.notification_type, channel=self.channel.value
            )
        )

    def note_failure(self, error: str, *, for_good: bool, at: datetime) -> None:
        """The attempt failed: another is due after a pause, unless it failed for good or none is left."""
        self.last_error, self.updated_at = error, at
        if not for_good and not RETRIES.are_used_up(self.attempts):
            self.status = DeliveryStatus.QUEUED
            self.next_attempt_at = at + RETRIES.pause_after(self.attempts)
            return
        self.status, self.next_attempt_at = DeliveryStatus.FAILED, None
        self.record(
            NotificationHasFailed(
                notification_id=self.id,
                notification_type=self.notification_type,
                channel=self.channel.value,
                attempts=self.attempts,
                error=error,
            )
        )

    def retry(self, *, at: datetime) -> None:
        """Send what failed, or what rests after a failure, now, with all attempts before it again. Raises Conflict."""
        if self.status is DeliveryStatus.SENT:
            raise Conflict("It was sent already.", code="already_sent")
        if self.status is DeliveryStatus.SENDING:
            raise Conflict("An attempt is under way: wait for how it ends.", code="being_sent")
        self.status, self.attempts = DeliveryStatus.QUEUED, 0
        self.next_attempt_at = self.updated_at = at

    def mark_read(self, by: Actor, *, at: datetime) -> None:
        """Its recipient has seen it; the first time counts."""
        if self.read_at is None:
            self.read_at = self.updated_at = at
            self.record(NotificationWasRead(notification_id=self.id, client_id=by.client_id, vendor_id=by.vendor_id))
