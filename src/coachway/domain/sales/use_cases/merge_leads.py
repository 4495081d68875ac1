"""Making one lead of two that are about the same wish of the same person."""

from __future__ import annotations

from dataclasses import dataclass

from coachway.domain.kernel.actor import Actor
from coachway.domain.kernel.clock import Clock
from coachway.domain.kernel.errors import Checks, NotFound
from coachway.domain.sales.model import Lead
from coachway.domain.sales.ports import SalesUnitOfWork
from coachway.domain.sales.use_cases.update_lead import log_status_change


@dataclass(frozen=True, kw_only=True)
class MergeLeads:
    """`lead_id` goes on, the duplicate ends."""

    lead_id: int
    duplicate_lead_id: int
    expected_version: int | None = None


async def merge_leads(command: MergeLeads, *, actor: Actor, uow: SalesUnitOfWork, clock: Clock) -> Lead:
    """The lead that goes on, with what it lacked; the agents' quotas and totals stay as they are.

    Raises NotFound, RuleViolated, VersionMismatch, and Conflict when either was converted or merged already, or the
    one that is to go on is dead.
    """
    with Checks() as check:
        check(command.duplicate_lead_id != command.lead_id, "duplicate_lead_id", "must be another lead")
    now = clock.now()
    # Whoever locks several leads holds the roster, so that no two of them can wait for each other.
    await uow.rosters.lock()
    both = {lead.id: lead for lead in await uow.leads.several((command.lead_id, command.duplicate_lead_id))}
    if command.lead_id not in both:
        raise NotFound.of("lead", command.lead_id)
    with Checks() as check:
        check(command.duplicate_lead_id in both, "duplicate_lead_id", "there is no such lead")
    survivor, duplicate = both[command.lead_id], both[command.duplicate_lead_id]
    survivor.expect_version(command.expected_version)
    step = survivor.absorb(duplicate, at=now)
    await log_status_change(survivor, step, actor=actor, uow=uow, at=now)
    await log_status_change(duplicate, duplicate.end_in(survivor, at=now), actor=actor, uow=uow, at=now)
    for lead in await uow.leads.several(set(duplicate.duplicate_lead_ids) - {survivor.id}):
        lead.note_duplicates((survivor.id,), at=now)
    await uow.leads.follow_merge(duplicate.id, survivor.id)
    await uow.flush()
    return survivor
