"""Taking a file of leads, and assigning them all in one go."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from coachway.domain.kernel.clock import BusinessCalendar, Clock
from coachway.domain.sales.batch import Batch
from coachway.domain.sales.events import LeadsWereAssigned, LeadsWereImported
from coachway.domain.sales.lead_file import LeadRow
from coachway.domain.sales.neighbours import AgentDirectory, ClientDirectory, KnownClient
from coachway.domain.sales.open_leads import FiledLead, OpenLead, OpenLeads
from coachway.domain.sales.ports import SalesUnitOfWork
from coachway.domain.sales.use_cases.hand_out import hand_out_waiting


@dataclass(frozen=True, kw_only=True)
class ImportLeads:
    """The rows of a file that can become leads, in its order."""

    rows: Sequence[LeadRow]


async def import_leads(
    command: ImportLeads,
    *,
    uow: SalesUnitOfWork,
    agents: AgentDirectory,
    clients: ClientDirectory,
    calendar: BusinessCalendar,
    clock: Clock,
) -> None:
    """Make the leads: who gets each is what it would be if they came one by one, after those that wait already.

    The number of statements does not grow with the rows. One event tells of all, and one each agent of theirs.
    """
    if not command.rows:
        return
    people = [row.contact for row in command.rows]
    of_client = await clients.find_each(people)
    able = await agents.able()
    now = clock.now()
    roster, lead_ids = await uow.rosters.open_for_new_leads(len(people), able=able, day=calendar.day_of(now))
    nobody_waits = await hand_out_waiting(roster, uow=uow, clients=clients, at=now)
    await uow.flush()
    there_before = await uow.lead_batches.open_like_any(people)
    had_met = {lead.id: len(lead.duplicate_lead_ids) for lead in there_before}
    leads = _assigned(
        zip(lead_ids, command.rows, of_client, strict=True),
        OpenLeads(there_before),
        Batch(roster, at=now, by_rotation=nobody_waits),
    )
    await uow.lead_batches.add_all(leads, at=now)
    await uow.lead_batches.note_duplicates(
        [lead for lead in there_before if len(lead.duplicate_lead_ids) > had_met[lead.id]], at=now
    )
    await uow.rosters.save(roster)
    _tell(leads, uow)
    await uow.flush()


def _assigned(
    numbered: Iterable[tuple[int, LeadRow, KnownClient | None]], known: OpenLeads[OpenLead], batch: Batch
) -> list[FiledLead]:
    leads = []
    for lead_id, row, client in numbered:
        lead = FiledLead(id=lead_id, contact=row.contact, trip=row.trip, source=row.source)
        lead.existing_client_id = client.id if client else None
        duplicates = known.like(row.contact)
        batch.assign(lead, client, duplicates)
        for duplicate in duplicates:
            duplicate.meet(lead)
        known.add(lead)
        leads.append(lead)
    batch.finish()
    return leads


def _tell(leads: Sequence[FiledLead], uow: SalesUnitOfWork) -> None:
    of_agent = defaultdict[int, list[int]](list)
    for lead in leads:
        if lead.assigned_to_agent_id is not None:
            of_agent[lead.assigned_to_agent_id].append(lead.id)
    uow.record(LeadsWereImported(lead_ids=[lead.id for lead in leads]))
    for agent_id, lead_ids in sorted(of_agent.items()):
        uow.record(LeadsWereAssigned(agent_id=agent_id, lead_ids=lead_ids))
