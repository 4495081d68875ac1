"""The rules by which leads are assigned, and the waiting leads that a change of them may set free."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from coachway.domain.kernel.clock import BusinessCalendar, Clock
from coachway.domain.kernel.errors import Checks
from coachway.domain.sales.model import AssignmentRule
from coachway.domain.sales.model.assignment_rule import check_terms
from coachway.domain.sales.neighbours import AgentDirectory, ClientDirectory
from coachway.domain.sales.ports import SalesUnitOfWork
from coachway.domain.sales.roster import Terms
from coachway.domain.sales.use_cases.hand_out import hand_out_waiting


@dataclass(frozen=True, kw_only=True)
class CreateAssignmentRule:
    """Without a name, the agent's own is taken."""

    agent_id: int
    agent_name: str | None = None
    is_active: bool = True
    weight: int = 1
    max_leads_per_day: int | None = None
    unavailable_from: date | None = None
    unavailable_until: date | None = None


@dataclass(frozen=True, kw_only=True)
class UpdateAssignmentRule:
    rule_id: int
    changes: Mapping[str, Any]
    expected_version: int | None = None


async def create_assignment_rule(
    command: CreateAssignmentRule,
    *,
    uow: SalesUnitOfWork,
    agents: AgentDirectory,
    clients: ClientDirectory,
    calendar: BusinessCalendar,
    clock: Clock,
) -> AssignmentRule:
    """Let an agent take part. Raises RuleViolated, and Conflict when they have a rule already."""
    agent = await agents.agent(command.agent_id)
    terms = Terms(
        is_active=command.is_active,
        weight=command.weight,
        max_leads_per_day=command.max_leads_per_day,
        unavailable_from=command.unavailable_from,
        unavailable_until=command.unavailable_until,
    )
    with Checks() as check:
        check(agent is not None, "agent_id", "must be a user who is an agent or manager")
        check_terms(terms, check)
    now = clock.now()
    await uow.rosters.lock()
    rule = AssignmentRule.create(
        rule_id=await uow.assignment_rules.next_id(),
        agent_id=command.agent_id,
        agent_name=command.agent_name or (agent.name if agent else ""),
        terms=terms,
        at=now,
    )
    uow.assignment_rules.add(rule)
    await _hand_out(uow=uow, agents=agents, clients=clients, calendar=calendar, at=now)
    return rule


async def update_assignment_rule(
    command: UpdateAssignmentRule,
    *,
    uow: SalesUnitOfWork,
    agents: AgentDirectory,
    clients: ClientDirectory,
    calendar: BusinessCalendar,
    clock: Clock,
) -> AssignmentRule:
    """Change what was sent. Raises NotFound, RuleViolated."""
    now = clock.now()
    await uow.rosters.lock()
    rule = await uow.assignment_rules.get(command.rule_id)
    rule.expect_version(command.expected_version)
    rule.update(command.changes, at=now)
    await _hand_out(uow=uow, agents=agents, clients=clients, calendar=calendar, at=now)
    return rule


async def reset_quotas_and_hand_out_waiting_leads(
    *,
    uow: SalesUnitOfWork,
    agents: AgentDirectory,
    clients: ClientDirectory,
    calendar: BusinessCalendar,
    clock: Clock,
) -> bool:
    """Begin the business day for every agent, and give waiting leads to whoever has room.

    Answers whether to go on in another transaction. Safe to run twice, in two places, or late: a day begins once.
    """
    now = clock.now()
    roster = await uow.rosters.open(able=await agents.able(), day=calendar.day_of(now))
    roster.begin_day()
    done = await hand_out_waiting(roster, uow=uow, clients=clients, at=now)
    await uow.rosters.save(roster)
    await uow.flush()
    return not done and roster.has_room


async def _hand_out(
    *,
    uow: SalesUnitOfWork,
    agents: AgentDirectory,
    clients: ClientDirectory,
    calendar: BusinessCalendar,
    at: datetime,
) -> None:
    await uow.flush()
    roster = await uow.rosters.open(able=await agents.able(), day=calendar.day_of(at))
    await hand_out_waiting(roster, uow=uow, clients=clients, at=at)
    await uow.rosters.save(roster)
    await uow.flush()
