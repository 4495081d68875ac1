"""Assigning a lead by hand."""

from __future__ import annotations

from dataclasses import dataclass

from coachway.domain.kernel.clock import BusinessCalendar, Clock
from coachway.domain.kernel.errors import Checks, Conflict
from coachway.domain.sales.model import Lead
from coachway.domain.sales.neighbours import AgentDirectory
from coachway.domain.sales.ports import SalesUnitOfWork


@dataclass(frozen=True, kw_only=True)
class AssignLead:
    """`expects_agent` says whether `expected_agent_id` (None: nobody) must have it for the lead to move."""

    lead_id: int
    agent_id: int
    expects_agent: bool = False
    expected_agent_id: int | None = None
    expected_version: int | None = None


async def assign_lead(
    command: AssignLead, *, uow: SalesUnitOfWork, agents: AgentDirectory, calendar: BusinessCalendar, clock: Clock
) -> Lead:
    """Give a lead to an agent, outside the rotation: it counts in their total, not against their quota.

    Raises NotFound, RuleViolated for whom no lead can be given, and Conflict `lead_moved` when it moved meanwhile.
    """
    agent = await agents.agent(command.agent_id)
    with Checks() as check:
        if check(agent is not None, "agent_id", "must be a user who is an agent or manager"):
            check(agent is not None and not agent.is_disabled, "agent_id", "is a disabled user")
    now = clock.now()
    roster = await uow.rosters.open(able=frozenset(), day=calendar.day_of(now))
    lead = await uow.leads.get(command.lead_id)
    lead.expect_version(command.expected_version)
    if command.expects_agent and lead.assigned_to_agent_id != command.expected_agent_id:
        raise Conflict(
            "The lead has moved to somebody else meanwhile: look at it again.",
            code="lead_moved",
            extra={"assigned_to_agent_id": lead.assigned_to_agent_id},
        )
    if lead.assigned_to_agent_id != command.agent_id:
        lead.assign_to(command.agent_id, at=now)
        roster.credit(command.agent_id, at=now)
        await uow.rosters.save(roster)
    await uow.flush()
    return lead
