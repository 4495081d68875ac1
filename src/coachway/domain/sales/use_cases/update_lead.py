"""Working on a lead: its fields, its status, and what was done about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from coachway.domain.kernel.actor import Actor
from coachway.domain.kernel.clock import Clock
from coachway.domain.kernel.errors import Checks
from coachway.domain.sales.model import ActivityType, Lead, LeadActivity
from coachway.domain.sales.neighbours import AgentDirectory
from coachway.domain.sales.ports import SalesUnitOfWork
from coachway.domain.sales.visibility import require_may_write

_REACHED_AT: Final = frozenset({"email", "phone"})


@dataclass(frozen=True, kw_only=True)
class UpdateLead:
    """`changes` holds contact and trip fields, source and status, as far as they were sent."""

    lead_id: int
    changes: Mapping[str, Any]
    expected_version: int | None = None


@dataclass(frozen=True, kw_only=True)
class LogActivity:
    """`performed_by` names who did it, where that is not the bearer."""

    lead_id: int
    activity_type: ActivityType
    details: str = ""
    performed_by: int | None = None
    expected_version: int | None = None


async def update_lead(command: UpdateLead, *, actor: Actor, uow: SalesUnitOfWork, clock: Clock, region: str) -> Lead:
    """Change what was sent. Raises NotFound, Forbidden, RuleViolated, Conflict."""
    now = clock.now()
    changes = dict(command.changes)
    if not changes.keys().isdisjoint(_REACHED_AT):
        # Whoever locks several leads holds the roster, so that no two of them can wait for each other.
        await uow.rosters.lock()
    lead = await uow.leads.get(command.lead_id)
    require_may_write(actor, lead)
    lead.expect_version(command.expected_version)
    status = changes.pop("status", None)
    reached_at = (lead.contact.email, lead.contact.phone)
    if changes:
        lead.update(changes, region=region, at=now)
    if (lead.contact.email, lead.contact.phone) != reached_at and lead.is_open:
        await _find_duplicates(lead, uow=uow, at=now)
    if status is not None:
        await log_status_change(lead, lead.move_to(status, at=now), actor=actor, uow=uow, at=now)
    await uow.flush()
    return lead


async def _find_duplicates(lead: Lead, *, uow: SalesUnitOfWork, at: datetime) -> None:
    """Let it and the other open leads of the same person show each other."""
    duplicates = [other for other in await uow.leads.open_like([lead.contact]) if other is not lead]
    for duplicate in duplicates:
        duplicate.note_duplicates((lead.id,), at=at)
    lead.note_duplicates(tuple(duplicate.id for duplicate in duplicates), at=at)


async def log_activity(
    command: LogActivity, *, actor: Actor, uow: SalesUnitOfWork, agents: AgentDirectory, clock: Clock
) -> LeadActivity:
    """Note what was done; the first answer to the customer is noted on the lead as well.

    Raises NotFound, Forbidden, RuleViolated, Conflict.
    """
    now = clock.now()
    details = command.details.strip()
    acting = actor.naming(command.performed_by)
    with Checks() as check:
        check(len(details) <= 10_000, "details", "must have at most 10000 characters")
        if acting is not actor and command.performed_by is not None:
            named = await agents.agent(command.performed_by)
            known = check(named is not None, "performed_by", "must be a user who is an agent or manager")
            check(not known or (named is not None and not named.is_disabled), "performed_by", "is a disabled user")
    lead = await uow.leads.get(command.lead_id)
    require_may_write(actor, lead)
    lead.expect_version(command.expected_version)
    (activity_id,) = await uow.leads.next_activity_ids(1)
    activity = LeadActivity(
        id=activity_id,
        lead_id=lead.id,
        activity_type=command.activity_type,
        details=details,
        performed_by=acting.acting_id,
        created_at=now,
    )
    uow.leads.add_activity(activity)
    await log_status_change(lead, lead.respond(command.activity_type, at=now), actor=acting, uow=uow, at=now)
    await uow.flush()
    return activity


async def log_status_change(
    lead: Lead, sentence: str | None, *, actor: Actor, uow: SalesUnitOfWork, at: datetime
) -> None:
    """Write the step that a lead has just taken, if it took one, into its log."""
    if sentence is None:
        return
    (activity_id,) = await uow.leads.next_activity_ids(1)
    uow.leads.add_activity(
        LeadActivity(
            id=activity_id,
            lead_id=lead.id,
            activity_type=ActivityType.STATUS_CHANGE,
            details=sentence,
            performed_by=actor.acting_id,
            created_at=at,
        )
    )
