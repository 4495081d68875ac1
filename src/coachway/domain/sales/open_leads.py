"""Open leads, found by how their people are reached, so that leads of the same person find each other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic, Protocol, TypeVar

from coachway.domain.sales.model import MOST_DUPLICATES, Contact, LeadSource, TripWish


class Reachable(Protocol):
    """A lead, as far as it matters to other leads of the same person."""

    id: int
    contact: Contact
    assigned_to_agent_id: int | None


L = TypeVar("L", bound=Reachable)


@dataclass(slots=True)
class OpenLead:
    """An open lead among thousands: no more of it than its duplicates need."""

    id: int
    contact: Contact
    assigned_to_agent_id: int | None = None
    duplicate_lead_ids: set[int] = field(default_factory=set)

    def meet(self, other: OpenLead) -> None:
        """Both remember each other, as long as they have not met too many."""
        for one, another in ((self, other), (other, self)):
            if len(one.duplicate_lead_ids) < MOST_DUPLICATES:
                one.duplicate_lead_ids.add(another.id)


@dataclass(slots=True, kw_only=True)
class FiledLead(OpenLead):
    """A new lead out of a file: only what is not the same for all of them.

    A whole aggregate for each row would cost ten times as much, while nobody else is answered.
    """

    trip: TripWish
    source: LeadSource
    existing_client_id: int | None = None

    def assign_to(self, agent_id: int, *, at: datetime) -> None:
        """Give it to an agent, at the moment at which all of the file are made."""
        self.assigned_to_agent_id = agent_id


class OpenLeads(Generic[L]):
    """Of each address and number the oldest are kept, as many as a lead shows of its duplicates."""

    def __init__(self, leads: Iterable[L] = ()) -> None:
        self._by_reach: dict[str, list[L]] = defaultdict(list)
        for lead in leads:
            self.add(lead)

    def add(self, lead: L) -> None:
        """Take in one that is younger than those that are in it."""
        for reach in _reached_at(lead.contact):
            if len(self._by_reach[reach]) < MOST_DUPLICATES:
                self._by_reach[reach].append(lead)

    def like(self, contact: Contact) -> list[L]:
        """Those with the same e-mail address or phone number, oldest first."""
        alike = {lead.id: lead for reach in _reached_at(contact) for lead in self._by_reach.get(reach, ())}
        return [lead for _, lead in sorted(alike.items())]


def _reached_at(contact: Contact) -> list[str]:
    return [reach for reach in (contact.email, contact.phone) if reach]
