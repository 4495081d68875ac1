"""What every way of assigning leads shares: who knows the customer, and the queue of waiting leads."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from coachway.domain.sales.model import Lead
from coachway.domain.sales.ports import ClientDirectory, KnownClient, SalesUnitOfWork
from coachway.domain.sales.roster import Roster

HAND_OUT_AT_ONCE: Final = 500
"""How many waiting leads one transaction hands out at most, so that nobody waits long for its lock."""


def agent_who_knows(roster: Roster, client: KnownClient | None, duplicates: Sequence[Lead]) -> int | None:
    """The agent of the existing client, else of an open lead of the same person, if they are there to take it."""
    candidates = [client.assigned_agent_id] if client else []
    candidates += [duplicate.assigned_to_agent_id for duplicate in duplicates]
    return next((agent for agent in candidates if agent is not None and roster.can_take(agent)), None)


async def hand_out_waiting(roster: Roster, *, uow: SalesUnitOfWork, clients: ClientDirectory, at: datetime) -> bool:
    """Give waiting leads to whoever has room, oldest first; answers whether none is left waiting."""
    if not roster.leads_wait:
        return True
    if not roster.has_room:
        return False
    waiting = await uow.leads.waiting(HAND_OUT_AT_ONCE)
    by_rotation = []
    for lead in waiting:
        agent_id = await _agent_who_knows_by_now(lead, roster, uow=uow, clients=clients)
        if agent_id is None:
            by_rotation.append(lead)
        else:
            roster.credit(agent_id, at=at)
            lead.assign_to(agent_id, at=at)
    drawn = roster.draw(len(by_rotation), at=at)
    for lead, agent_id in zip(by_rotation, drawn, strict=False):
        lead.assign_to(agent_id, at=at)
    roster.leads_wait = len(drawn) < len(by_rotation) or len(waiting) == HAND_OUT_AT_ONCE
    return not roster.leads_wait


async def _agent_who_knows_by_now(
    lead: Lead, roster: Roster, *, uow: SalesUnitOfWork, clients: ClientDirectory
) -> int | None:
    """Who knew the customer could not take the lead when it came: perhaps they can now."""
    if lead.existing_client_id is None and not lead.duplicate_lead_ids:
        return None
    contact = lead.contact
    client = await clients.find(contact.email, contact.phone)
    return agent_who_knows(roster, client, await uow.leads.open_like(contact.email, contact.phone))
