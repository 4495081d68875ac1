"""Notifications in memory."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from coachway.domain.kernel.errors import NotFound
from coachway.domain.kernel.events import Event
from coachway.domain.notifications.model import DeliveryStatus, Notification, Recipient, RecipientType
from coachway.domain.notifications.ports import Attempt, Letter, PasswordLetter, Wording


class InMemoryNotifications:
    def __init__(self) -> None:
        self.by_id: dict[int, Notification] = {}
        self._ids = itertools.count(1)

    async def next_ids(self, count: int) -> list[int]:
        return list(itertools.islice(self._ids, count))

    def add(self, notification: Notification) -> None:
        self.by_id[notification.id] = notification

    async def get(self, notification_id: int) -> Notification:
        if notification_id not in self.by_id:
            raise NotFound.of("notification", notification_id)
        return self.by_id[notification_id]

    async def hand_over_client(self, duplicate_id: int, survivor_id: int) -> None:
        def told(client_id: int) -> list[Notification]:
            wanted = (RecipientType.CLIENT, client_id)
            return [each for each in self.by_id.values() if (each.recipient.type, each.recipient.id) == wanted]

        known = {(each.event_id, each.channel) for each in told(survivor_id) if each.event_id is not None}
        for each in told(duplicate_id):
            if (each.event_id, each.channel) not in known:
                each.recipient = replace(each.recipient, id=survivor_id)

    async def begin_due(self, *, at: datetime, within: timedelta, limit: int) -> list[Attempt]:
        waiting = (DeliveryStatus.QUEUED, DeliveryStatus.SENDING)
        due = [
            each
            for each in self.by_id.values()
            if each.status in waiting and each.next_attempt_at is not None and each.next_attempt_at <= at
        ]
        due.sort(key=lambda each: (each.next_attempt_at, each.id))
        for each in due[:limit]:
            each.status, each.attempts = DeliveryStatus.SENDING, each.attempts + 1
            each.last_attempt_at = each.updated_at = at
            each.next_attempt_at = at + within
        return sorted((Attempt(each.id, each.attempts) for each in due[:limit]), key=lambda a: a.notification_id)


class FakeNotificationsUnitOfWork:
    def __init__(self) -> None:
        self.notifications = InMemoryNotifications()
        self.recorded: list[Event] = []

    def record(self, event: Event) -> None:
        self.recorded.append(event)

    async def flush(self) -> None:
        """Everything is there already."""


@dataclass
class FakeAddressBook:
    users: dict[int, Recipient] = field(default_factory=dict)
    clients: dict[int, Recipient] = field(default_factory=dict)
    vendors: dict[int, Recipient] = field(default_factory=dict)
    the_managers: list[Recipient] = field(default_factory=list)

    async def user(self, user_id: int) -> Recipient | None:
        return self.users.get(user_id)

    async def client(self, client_id: int) -> Recipient | None:
        return self.clients.get(client_id)

    async def vendor(self, vendor_id: int) -> Recipient | None:
        return self.vendors.get(vendor_id)

    async def managers(self) -> Sequence[Recipient]:
        return self.the_managers


class FakeSecretLinks:
    def __init__(self, *, quotes: Mapping[tuple[int, int], str] | None = None) -> None:
        self._quotes = quotes or {}
        self.passwords: dict[int, PasswordLetter] = {}

    async def password(self, user_id: int) -> PasswordLetter | None:
        return self.passwords.get(user_id)

    async def quote(self, charter_id: int, quote_id: int) -> str | None:
        return self._quotes.get((charter_id, quote_id))


class PlainTemplates:
    """Names the template, and who it is for."""

    def write(self, template: str, facts: Mapping[str, object]) -> Wording:
        recipient = facts["recipient"]
        assert isinstance(recipient, Recipient)
        return Wording(template, f"{recipient.name} {facts.get('link', '')}")


class CollectingCourier:
    """Keeps what it is given; fails with `error` while that is set."""

    destination = "a list in a test"

    def __init__(self) -> None:
        self.delivered: list[Letter] = []
        self.error: Exception | None = None

    async def deliver(self, letter: Letter) -> None:
        if self.error is not None:
            raise self.error
        self.delivered.append(letter)
