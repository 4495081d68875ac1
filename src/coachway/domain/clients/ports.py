"""What the clients context needs from the outside."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from coachway.domain.clients.model import Client, ClientType
from coachway.domain.clients.views import ClientContact, ClientView
from coachway.domain.kernel.actor import Actor
from coachway.domain.kernel.conversions import MadeOfLeads
from coachway.domain.kernel.paging import Page, PageRequest
from coachway.domain.kernel.unit_of_work import UnitOfWork


class ClientRepository(Protocol):
    async def next_id(self) -> int: ...

    def add(self, client: Client) -> None: ...

    async def get(self, client_id: int) -> Client:
        """The client, locked. Raises NotFound."""
        ...

    async def both(self, one: int, other: int) -> dict[int, Client]:
        """Those of the two that are there, by id, locked; whoever asks for the same two waits."""
        ...

    async def by_contact(self, email: str | None, phone: str | None) -> Client | None:
        """The client with that normalised e-mail address, else the oldest with that phone number; locked.

        For who was merged, it is the client they were merged into.
        """
        ...

    async def owner_of(self, email: str) -> int | None:
        """Whose that normalised e-mail address is, where it is, or was, that of a client who was merged."""
        ...

    async def follow_merge(self, client_id: int, into: int) -> None:
        """Whoever was merged into the one has been merged into the other from now on."""
        ...

    async def reserve_contact(self, email: str | None, phone: str | None) -> None:
        """Wait until nobody else registers somebody under that e-mail address or phone number."""
        ...


class AgentDirectory(Protocol):
    """The identity context, as clients need it."""

    async def may_take_charge(self, user_id: int) -> bool:
        """Whether it is an agent or manager who is not disabled."""
        ...


class ClientsUnitOfWork(UnitOfWork, Protocol):
    @property
    def clients(self) -> ClientRepository: ...

    @property
    def clients_of_leads(self) -> MadeOfLeads: ...


class KeptForClients(Protocol):
    """What another context keeps for clients."""

    async def hand_over(self, duplicate_id: int, survivor_id: int, *, at: datetime) -> None:
        """All of it becomes the survivor's, in a fixed number of statements; doing so again does no harm."""
        ...


@dataclass(frozen=True, slots=True)
class ClientFilter:
    """Which clients are wanted; `q` is part of a name, company, e-mail address or phone number."""

    q: str | None = None
    client_type: ClientType | None = None
    is_active: bool | None = None


class ClientsReads(Protocol):
    async def client(self, client_id: int, *, actor: Actor) -> ClientView:
        """Raises NotFound."""
        ...

    async def clients(self, wanted: ClientFilter, page: PageRequest) -> Page[ClientView]: ...

    async def contacts_like(self, people: Sequence[tuple[str | None, str | None]]) -> list[ClientContact | None]:
        """For each normalised e-mail address and phone number who has that address, else the oldest with that phone.

        For who was merged, it is the client they were merged into.
        """
        ...

    async def known(self, client_ids: Collection[int]) -> frozenset[int]:
        """Those of the ids that are a client's. Raises Conflict `client_merged` for one who was merged."""
        ...

    async def contact(self, client_id: int) -> ClientContact | None:
        """How to reach a client, for the platform's own mail: where they were merged, whom they were merged into."""
        ...

    async def named(self, client_id: int) -> ClientContact | None:
        """The client whom a request names. Raises Conflict `client_merged`."""
        ...
