"""What every way of assigning leads shares: who knows the customer, and the queue of waiting leads."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from coachway.domain.sales.batch import Batch
from coachway.domain.sales.model import Lead
from coachway.domain.sales.neighbours import ClientDirectory, KnownClient
from coachway.domain.sales.open_leads import OpenLeads
from coachway.domain.sales.ports import SalesUnitOfWork
from coachway.domain.sales.roster import Roster

HAND_OUT_AT_ONCE: Final = 500
"""How many waiting leads one transaction hands out at most, so that nobody waits long for its lock."""


def agent_who_knows(roster: Roster, client: KnownClient | None, duplicates: Sequence[Lead]) -> int | None:
    """The agent of the existing client, else of an open lead of the same person, if they are there to take it."""
    agents = [duplicate.assigned_to_agent_id for duplicate in duplicates]
    return roster.first_able([client.assigned_agent_id if client else None, *agents])


async def hand_out_waiting(roster: Roster, *, uow: SalesUnitOfWork, clients: ClientDirectory, at: datetime) -> bool:
    """Give waiting leads to whoever has room, oldest first; answers whether none is left waiting."""
    if not roster.leads_wait:
        return True
    if not roster.has_room:
        return False
    waiting = await uow.leads.waiting(HAND_OUT_AT_ONCE)
    # Who knew the customer could not take the lead when it came: perhaps they can now.
    familiar = [lead for lead in waiting if lead.existing_client_id is not None or lead.duplicate_lead_ids]
    contacts = [lead.contact for lead in familiar]
    of_client = dict(zip(familiar, await clients.find_each(contacts), strict=True)) if familiar else {}
    alike = OpenLeads(await uow.leads.open_like(contacts) if familiar else ())
    batch = Batch(roster, at=at)
    for lead in waiting:
        others = [other for other in alike.like(lead.contact) if other is not lead]
        batch.assign(lead, of_client.get(lead), others)
    roster.leads_wait = not batch.finish() or len(waiting) == HAND_OUT_AT_ONCE
    return not roster.leads_wait
