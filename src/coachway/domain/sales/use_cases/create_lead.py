"""Taking leads, and assigning them fairly in the same transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from coachway.domain.kernel.actor import SYSTEM, Actor
from coachway.domain.kernel.clock import BusinessCalendar, Clock
from coachway.domain.sales.model import Contact, Lead, LeadSource, TripWish, read_enquiry
from coachway.domain.sales.neighbours import AgentDirectory, ClientDirectory
from coachway.domain.sales.open_leads import OpenLeads
from coachway.domain.sales.ports import SalesUnitOfWork
from coachway.domain.sales.use_cases.hand_out import agent_who_knows, hand_out_waiting


@dataclass(frozen=True, slots=True, kw_only=True)
class Enquiry:
    """Somebody's wish for a trip, found in order, who brought it, and by what the sender of a web form may name it."""

    contact: Contact
    trip: TripWish
    source: LeadSource
    brought_by: Actor
    reference: str | None = None

    @classmethod
    def read(
        cls,
        values: Mapping[str, Any],
        *,
        source: LeadSource,
        brought_by: Actor,
        region: str,
        reference: str | None = None,
    ) -> Enquiry:
        """From contact and trip fields by name. Raises RuleViolated, naming every bad field."""
        contact, trip = read_enquiry(values, region=region)
        return cls(contact=contact, trip=trip, source=source, brought_by=brought_by, reference=reference)


async def create_leads(
    enquiries: Sequence[Enquiry],
    *,
    uow: SalesUnitOfWork,
    agents: AgentDirectory,
    clients: ClientDirectory,
    calendar: BusinessCalendar,
    clock: Clock,
) -> list[Lead]:
    """New leads in the order of their enquiries: each with who knows the customer, else by rotation, else waiting.

    They come out as if each had been taken alone, after the one before it. What can be found out before is found out
    before, because everybody who assigns waits for the roster. Raises Conflict.
    """
    contacts = [enquiry.contact for enquiry in enquiries]
    of_client = await clients.find_each(contacts)
    able = await agents.able()
    now = clock.now()
    roster, lead_ids = await uow.rosters.open_for_new_leads(len(enquiries), able=able, day=calendar.day_of(now))
    known = OpenLeads(await uow.leads.open_like(contacts))
    nobody_waits = await hand_out_waiting(roster, uow=uow, clients=clients, at=now)
    leads = []
    for lead_id, enquiry, client in zip(lead_ids, enquiries, of_client, strict=True):
        await uow.act_as(enquiry.brought_by)
        contact = enquiry.contact
        lead = Lead.create(lead_id=lead_id, contact=contact, trip=enquiry.trip, source=enquiry.source, at=now)
        lead.reference = enquiry.reference
        lead.existing_client_id = client.id if client else None
        duplicates = known.like(contact)
        for duplicate in duplicates:
            duplicate.note_duplicates((lead.id,), at=now)
        lead.note_duplicates(tuple(duplicate.id for duplicate in duplicates), at=now)

        agent_id = agent_who_knows(roster, client, duplicates)
        if agent_id is not None:
            roster.credit(agent_id, at=now)
        elif nobody_waits:
            agent_id = next(iter(roster.draw(1, at=now)), None)
            nobody_waits = agent_id is not None
        if agent_id is not None:
            lead.assign_to(agent_id, at=now)
        uow.leads.add(lead)
        known.add(lead)
        leads.append(lead)
    if len({enquiry.brought_by for enquiry in enquiries}) > 1:
        await uow.act_as(SYSTEM)  # how the rotation goes on is the doing of none of them alone
    await uow.rosters.save(roster)
    await uow.flush()
    return leads
