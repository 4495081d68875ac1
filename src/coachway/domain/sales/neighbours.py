"""The other contexts, as sales need them."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from coachway.domain.sales.model import Contact


@dataclass(frozen=True, slots=True)
class Agent:
    """A user who may have leads: an agent or a manager."""

    id: int
    name: str
    is_disabled: bool


class AgentDirectory(Protocol):
    """The identity context, as sales need it."""

    async def agent(self, user_id: int) -> Agent | None:
        """The agent or manager of that id, disabled or not; None when it is nobody, or somebody else."""
        ...

    async def able(self) -> Set[int]:
        """The ids of all agents and managers who are not disabled."""
        ...


@dataclass(frozen=True, slots=True)
class KnownClient:
    """What sales know of a client."""

    id: int
    name: str
    assigned_agent_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientToRegister:
    """A person who becomes a client when the lead is converted."""

    lead_id: int
    first_name: str
    last_name: str
    email: str | None
    phone: str | None
    assigned_agent_id: int | None


class ClientDirectory(Protocol):
    """The clients context, as sales need it; where it is remote, it commits by itself."""

    async def find_each(self, contacts: Sequence[Contact]) -> list[KnownClient | None]:
        """For each of them the client with their e-mail address, else the oldest with their phone number."""
        ...

    async def get(self, client_id: int) -> KnownClient | None:
        """The client whom a request names, locked. Raises Conflict for one who was merged into another."""
        ...

    async def find_or_register(self, person: ClientToRegister) -> KnownClient:
        """The client with their e-mail address or phone number, made if there is none; never two, also at once.

        Asked again for the same lead it answers with the same client, whatever became of the first answer.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class CharterToOpen:
    """A trip that is to be quoted; pickup and dropoff become its first and last stop where they are known."""

    lead_id: int
    client_id: int
    agent_id: int | None
    trip_date: date
    passengers: int
    vehicle_type: str
    pickup_location: str | None
    dropoff_location: str | None
    notes: str | None


@dataclass(frozen=True, slots=True)
class OpenedCharter:
    """The charter of a lead, and whose it is."""

    id: int
    client_id: int


class CharterBook(Protocol):
    """The charters context, as sales need it; where it is remote, it commits by itself."""

    async def open(self, trip: CharterToOpen) -> OpenedCharter:
        """Make a charter in `quote`; asked again for the same lead, answer with the same. Raises RuleViolated."""
        ...
