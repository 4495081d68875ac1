"""What notifications need from the outside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from coachway.domain.kernel.actor import Actor
from coachway.domain.kernel.paging import Page, PageRequest
from coachway.domain.kernel.unit_of_work import UnitOfWork
from coachway.domain.notifications.model import Channel, DeliveryStatus, Notification, Recipient
from coachway.domain.notifications.views import NotificationView


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt at delivering one notification, counted from 1."""

    notification_id: int
    number: int


class NotificationRepository(Protocol):
    async def next_ids(self, count: int) -> list[int]: ...

    def add(self, notification: Notification) -> None: ...

    async def get(self, notification_id: int) -> Notification:
        """The notification, locked. Raises NotFound."""
        ...

    async def hand_over_client(self, duplicate_id: int, survivor_id: int) -> None:
        """What was written to the one client is the other's to read, unless they were told of the same event."""
        ...

    async def begin_due(self, *, at: datetime, within: timedelta, limit: int) -> list[Attempt]:
        """Begin an attempt at each that is due, oldest first, passing over those that somebody else holds.

        An attempt that has not ended `within` that time is taken for lost, and the notification is due again.
        """
        ...


class NotificationsUnitOfWork(UnitOfWork, Protocol):
    @property
    def notifications(self) -> NotificationRepository: ...


@dataclass(frozen=True, slots=True)
class NotificationFilter:
    status: DeliveryStatus | None = None
    channel: Channel | None = None
    unread: bool | None = None


class NotificationReads(Protocol):
    async def notification(self, notification_id: int, *, actor: Actor) -> NotificationView:
        """Raises NotFound where it is not there, or not for this actor."""
        ...

    async def notifications(
        self, wanted: NotificationFilter, page: PageRequest, *, actor: Actor
    ) -> Page[NotificationView]:
        """The actor's own; all of them for staff."""
        ...


class AddressBook(Protocol):
    """Who is behind an id, and where they are reached; None for who is unknown or no longer active."""

    async def user(self, user_id: int) -> Recipient | None: ...

    async def client(self, client_id: int) -> Recipient | None: ...

    async def vendor(self, vendor_id: int) -> Recipient | None: ...

    async def managers(self) -> Sequence[Recipient]:
        """Every active manager; the admins where there is none."""
        ...


@dataclass(frozen=True, slots=True)
class PasswordLetter:
    """What a mail with a link to choose a password says; `purpose` is `reset` or `invitation`."""

    recipient: Recipient
    purpose: str
    token: str
    expires_at: datetime


class SecretLinks(Protocol):
    """What no event carries: it is read when the message is written."""

    async def password(self, user_id: int) -> PasswordLetter | None:
        """The user's newest link to choose a password; None once it was used."""
        ...

    async def quote(self, charter_id: int, quote_id: int) -> str | None:
        """The secret address under which the client answers the quote; None once a newer quote has replaced it."""
        ...


@dataclass(frozen=True, slots=True)
class Consent:
    """What a client lets us send, and the secret address that ends it."""

    allows_marketing: bool
    unsubscribe_url: str


class Consents(Protocol):
    """The wishes of clients, as sales keep them."""

    async def of(self, recipient: Recipient) -> Consent | None:
        """Those of the client whom the recipient is or signs in for; None where no client is behind it."""
        ...


@dataclass(frozen=True, slots=True)
class Wording:
    """What a message says."""

    subject: str
    message: str


class Templates(Protocol):
    def write(self, template: str, facts: Mapping[str, object]) -> Wording:
        """The message of that template. Raises LookupError where there is no such template."""
        ...


@dataclass(frozen=True, slots=True)
class Letter:
    """What a channel is given to deliver; sending the same id twice must not be two messages where that can be."""

    notification_id: int
    recipient: Recipient
    subject: str
    message: str
    written_at: datetime
    unsubscribe_url: str | None = None
    """Where one POST ends what may be ended (RFC 8058)."""


class DeliveryRefused(Exception):
    """The message will never be taken as it is (an unknown mailbox, say): trying again is of no use."""


class Courier(Protocol):
    destination: str
    """Where letters go, for the log; never with a password."""

    async def deliver(self, letter: Letter) -> None:
        """Hand the letter over. Raises DeliveryRefused, or anything else when it may work another time."""
        ...
