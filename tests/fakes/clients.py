"""Clients in memory, and what other contexts keep for them."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from coachway.domain.clients.model import Client
from coachway.domain.kernel.errors import Conflict, NotFound
from coachway.domain.kernel.events import Event
from tests.fakes.conversions import InMemoryMadeOfLeads


class InMemoryClients:
    def __init__(self) -> None:
        self.by_id: dict[int, Client] = {}
        self._ids = itertools.count(1)

    async def next_id(self) -> int:
        return next(self._ids)

    def add(self, client: Client) -> None:
        self.by_id[client.id] = client

    async def get(self, client_id: int) -> Client:
        if client_id not in self.by_id:
            raise NotFound.of("client", client_id)
        return self.by_id[client_id]

    async def both(self, one: int, other: int) -> dict[int, Client]:
        return {client_id: self.by_id[client_id] for client_id in (one, other) if client_id in self.by_id}

    async def by_contact(self, email: str | None, phone: str | None) -> Client | None:
        found = self._which(lambda client: email is not None and client.email == email)
        found = found or self._which(lambda client: phone is not None and client.phone == phone)
        if not found:
            return None
        first = min(found, key=lambda client: (client.merged_into_client_id is not None, client.id))
        return self.by_id[first.merged_into_client_id or first.id]

    async def owner_of(self, email: str) -> int | None:
        merged = self._which(lambda client: client.email == email and client.merged_into_client_id is not None)
        return merged[0].merged_into_client_id if merged else None

    async def follow_merge(self, client_id: int, into: int) -> None:
        for client in self._which(lambda client: client.merged_into_client_id == client_id):
            client.merged_into_client_id = into

    async def reserve_contact(self, email: str | None, phone: str | None) -> None:
        """Nobody else is there."""

    def _which(self, fits: Callable[[Client], bool]) -> list[Client]:
        return [client for _, client in sorted(self.by_id.items()) if fits(client)]


class FakeClientsUnitOfWork:
    """With the one rule that a constraint keeps: an address is one client's, of those who were not merged."""

    def __init__(self) -> None:
        self.clients = InMemoryClients()
        self.clients_of_leads = InMemoryMadeOfLeads()
        self.recorded: list[Event] = []

    def record(self, event: Event) -> None:
        self.recorded.append(event)

    async def flush(self) -> None:
        own = [client.email for client in self.clients.by_id.values() if client.merged_into_client_id is None]
        addresses = [email for email in own if email is not None]
        if len(addresses) != len(set(addresses)):
            raise Conflict("There is a client with this e-mail address already.", code="client_email_taken")


@dataclass
class FakeKept:
    """Things by whose they are; it notes in `asked` that it was asked to hand them over."""

    name: str
    asked: list[str]
    things: dict[str, int] = field(default_factory=dict)

    async def hand_over(self, duplicate_id: int, survivor_id: int, *, at: datetime) -> None:
        self.asked.append(self.name)
        for thing, owner in self.things.items():
            if owner == duplicate_id:
                self.things[thing] = survivor_id
