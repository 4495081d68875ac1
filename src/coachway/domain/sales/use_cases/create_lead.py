"""Taking a lead, and assigning it fairly in the same transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from coachway.domain.kernel.clock import BusinessCalendar, Clock
from coachway.domain.sales.model import Lead, LeadSource, read_enquiry
from coachway.domain.sales.ports import AgentDirectory, ClientDirectory, SalesUnitOfWork
from coachway.domain.sales.use_cases.hand_out import agent_who_knows, hand_out_waiting


@dataclass(frozen=True, kw_only=True)
class CreateLead:
    """`values` holds contact and trip fields by name."""

    values: Mapping[str, Any]
    source: LeadSource = LeadSource.WEB


async def create_lead(
    command: CreateLead,
    *,
    uow: SalesUnitOfWork,
    agents: AgentDirectory,
    clients: ClientDirectory,
    calendar: BusinessCalendar,
    clock: Clock,
    region: str,
) -> Lead:
    """A new lead: with who knows the customer, else by rotation, else waiting. Raises RuleViolated.

    What can be found out before is found out before, because everybody who assigns waits for the roster.
    """
    contact, trip = read_enquiry(command.values, region=region)
    client = await clients.find(contact.email, contact.phone)
    able = await agents.able()
    now = clock.now()
    roster, lead_id = await uow.rosters.open_for_new_lead(able=able, day=calendar.day_of(now))
    lead = Lead.create(lead_id=lead_id, contact=contact, trip=trip, source=command.source, at=now)
    lead.existing_client_id = client.id if client else None
    duplicates = await uow.leads.open_like(contact.email, contact.phone)
    for duplicate in duplicates:
        duplicate.note_duplicates((lead.id,), at=now)
    lead.note_duplicates(tuple(duplicate.id for duplicate in duplicates), at=now)

    nobody_waits = await hand_out_waiting(roster, uow=uow, clients=clients, at=now)
    agent_id = agent_who_knows(roster, client, duplicates)
    if agent_id is not None:
        roster.credit(agent_id, at=now)
    elif nobody_waits:
        agent_id = next(iter(roster.draw(1, at=now)), None)
    if agent_id is not None:
        lead.assign_to(agent_id, at=now)
    uow.leads.add(lead)
    await uow.rosters.save(roster)
    await uow.flush()
    return lead
