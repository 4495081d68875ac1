"""What charters need from the outside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Protocol

from coachway.domain.charters.model import Charter, CharterStatus, Coordinates, Place, QuoteLink, Whereabouts
from coachway.domain.charters.views import (
    CharterSummary,
    CharterView,
    OfferView,
    RevisionStateView,
    RevisionView,
    StopView,
)
from coachway.domain.kernel.actor import Actor
from coachway.domain.kernel.conversions import MadeOfLeads
from coachway.domain.kernel.paging import Page, PageRequest
from coachway.domain.kernel.unit_of_work import UnitOfWork


class CharterRepository(Protocol):
    async def next_id(self) -> int: ...

    async def next_ids(self, count: int) -> list[int]: ...

    async def next_stop_ids(self, count: int) -> list[int]: ...

    def add(self, charter: Charter) -> None: ...

    async def get(self, charter_id: int) -> Charter:
        """The charter with its stops, locked. Raises NotFound."""
        ...

    async def series_of(self, charter_id: int) -> list[Charter]:
        """All charters of the series that it is in, by instance_number, locked; none where it is in none."""
        ...

    async def exists(self, charter_id: int) -> bool:
        """Whether there is one, without locking it."""
        ...

    async def by_token_hash(self, token_hash: str) -> Charter:
        """The charter whose newest quote link has that hash, locked.

        Raises NotFound, or Conflict `quote_expired` for a link that a newer one replaced.
        """
        ...

    async def keep_replaced(self, charter_id: int, link: QuoteLink, *, at: datetime) -> None:
        """Remember a link that a newer one replaces, so that whoever still follows it is told so."""
        ...

    async def rename_client(self, client_id: int, name: str) -> None:
        """All charters of the client tell this name."""
        ...

    async def hand_over_client(self, duplicate_id: int, survivor_id: int, name: str, *, at: datetime) -> None:
        """All charters of the one client are the other's from now on, and tell their name."""
        ...


class ChartersUnitOfWork(UnitOfWork, Protocol):
    @property
    def charters(self) -> CharterRepository: ...

    @property
    def charters_of_leads(self) -> MadeOfLeads: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class CharterFilter:
    """`trip_from` and `trip_to` are inclusive; `q` is part of client name, a stop, vehicle type or notes."""

    status: CharterStatus | None = None
    client_id: int | None = None
    vendor_id: int | None = None
    agent_id: int | None = None
    trip_from: date | None = None
    trip_to: date | None = None
    series_id: int | None = None
    q: str | None = None


class ChartersReads(Protocol):
    async def charter(self, charter_id: int, *, actor: Actor) -> CharterView:
        """What the actor may see of it. Raises NotFound."""
        ...

    async def charters(self, wanted: CharterFilter, page: PageRequest, *, actor: Actor) -> Page[CharterView]: ...

    async def calendar(self, *, since: date, most: int, agent_id: int | None = None, actor: Actor) -> list[CharterView]:
        """The first so many of the trips that begin on that day or later, by their day."""
        ...

    async def summary(self, *, today: date, month_began: datetime) -> CharterSummary:
        """The figures of all charters, in a fixed number of statements."""
        ...

    async def series(self, charter_id: int, *, actor: Actor) -> list[CharterView]:
        """The series of that member by instance_number; a charter alone is its own. Raises NotFound."""
        ...

    async def stops(self, charter_id: int, *, actor: Actor) -> tuple[StopView, ...]:
        """In order. Raises NotFound."""
        ...

    async def stop(self, charter_id: int, stop_id: int, *, actor: Actor) -> StopView:
        """Raises NotFound."""
        ...

    async def revisions(self, charter_id: int, page: PageRequest) -> Page[RevisionView]:
        """Oldest first. Raises NotFound."""
        ...

    async def revision(self, charter_id: int, revision_number: int) -> RevisionStateView:
        """Raises NotFound."""
        ...

    async def offer(self, token_hash: str) -> OfferView:
        """What the link of that hash shows. Raises NotFound, or Conflict `quote_expired` for a replaced link."""
        ...


@dataclass(frozen=True, slots=True)
class ClientSummary:
    """What a charter keeps of its client."""

    id: int
    name: str
    assigned_agent_id: int | None


class ClientDirectory(Protocol):
    """The clients context, as charters need it."""

    async def find(self, client_id: int) -> ClientSummary | None: ...


class AgentDirectory(Protocol):
    """The identity context, as charters need it."""

    async def may_take_charge(self, user_id: int) -> bool:
        """Whether it is an agent or manager who is not disabled."""
        ...


class SentQuotes(Protocol):
    """The pricing context, as edits of a charter need it."""

    async def expire(self, charter_id: int) -> None:
        """Quotes of the charter that wait for an answer wait no longer."""
        ...


class PaymentLedger(Protocol):
    """The payments of a charter, as confirming it needs them."""

    async def deposit_is_paid(self, charter_id: int) -> bool: ...


class LinkTokens(Protocol):
    def secret(self) -> str:
        """A new secret of 256 bits, as text that is safe in a URL."""
        ...

    def hash(self, secret: str) -> str:
        """What a link is found by."""
        ...


class Distances(Protocol):
    async def road_miles(self, way: Sequence[Coordinates]) -> Decimal:
        """How far it is by road from the first to the last, calling at each. Raises Unavailable."""
        ...


class Geocoder(Protocol):
    async def locate(self, whereabouts: Whereabouts) -> Place | None:
        """Where that is; None where nobody knows. May take seconds. Raises Unavailable."""
        ...
