"""What every way of assigning leads shares: who knows the customer, and the queue of waiting leads."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

from coachway.domain.sales.model import Contact, Lead
from coachway.domain.sales.ports import ClientDirectory, KnownClient, SalesUnitOfWork
from coachway.domain.sales.roster import Roster

HAND_OUT_AT_ONCE: Final = 500
"""How many waiting leads one transaction hands out at most, so that nobody waits long for its lock."""


def agent_who_knows(roster: Roster, client: KnownClient | None, duplicates: Sequence[Lead]) -> int | None:
    """The agent of the existing client, else of an open lead of the same person, if they are there to take it."""
    candidates = [client.assigned_agent_id] if client else []
    candidates += [duplicate.assigned_to_agent_id for duplicate in duplicates]
    return next((agent for agent in candidates if agent is not None and roster.can_take(agent)), None)


class OpenLeads:
    """Open leads, found by how their people are reached."""

    def __init__(self, leads: Iterable[Lead] = ()) -> None:
        self._by_reach: dict[str, list[Lead]] = defaultdict(list)
        for lead in leads:
            self.add(lead)

    def add(self, lead: Lead) -> None:
        """Take in one that is younger than those that are in it."""
        for reach in _reached_at(lead.contact):
            self._by_reach[reach].append(lead)

    def like(self, contact: Contact) -> list[Lead]:
        """Those with the same e-mail address or phone number, oldest first."""
        alike = {lead.id: lead for reach in _reached_at(contact) for lead in self._by_reach[reach]}
        return [lead for _, lead in sorted(alike.items())]


def _reached_at(contact: Contact) -> list[str]:
    return [reach for reach in (contact.email, contact.phone) if reach]


async def hand_out_waiting(roster: Roster, *, uow: SalesUnitOfWork, clients: ClientDirectory, at: datetime) -> bool:
    """Give waiting leads to whoever has room, oldest first; answers whether none is left waiting."""
    if not roster.leads_wait:
        return True
    if not roster.has_room:
        return False
    waiting = await uow.leads.waiting(HAND_OUT_AT_ONCE)
    taken = await _taken_by_who_knows(waiting, roster, uow=uow, clients=clients, at=at)
    by_rotation = [lead for lead in waiting if lead.id not in taken]
    drawn = roster.draw(len(by_rotation), at=at)
    for lead, agent_id in zip(by_rotation, drawn, strict=False):
        lead.assign_to(agent_id, at=at)
    roster.leads_wait = len(drawn) < len(by_rotation) or len(waiting) == HAND_OUT_AT_ONCE
    return not roster.leads_wait


async def _taken_by_who_knows(
    waiting: Sequence[Lead], roster: Roster, *, uow: SalesUnitOfWork, clients: ClientDirectory, at: datetime
) -> set[int]:
    """The leads that went to who knows the customer: they could not take them at first, but can by now."""
    known = [lead for lead in waiting if lead.existing_client_id is not None or lead.duplicate_lead_ids]
    if not known:
        return set()
    contacts = [lead.contact for lead in known]
    of_client = await clients.find_each(contacts)
    alike = OpenLeads(await uow.leads.open_like(contacts))
    taken = set()
    for lead, client in zip(known, of_client, strict=True):
        agent_id = agent_who_knows(roster, client, alike.like(lead.contact))
        if agent_id is not None:
            roster.credit(agent_id, at=at)
            lead.assign_to(agent_id, at=at)
            taken.add(lead.id)
    return taken
