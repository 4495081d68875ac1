"""Who gets leads: `/api/v1/sales/assignment-rules`."""

from __future__ import annotations

from datetime import date

from litestar import Controller, get, post, put
from litestar.params import FromPath, JSONBody
from msgspec import UNSET, UnsetType

from coachway.domain.sales.roster import NextAgent
from coachway.domain.sales.use_cases.assignment_rules import (
    CreateAssignmentRule,
    UpdateAssignmentRule,
    create_assignment_rule,
    update_assignment_rule,
)
from coachway.domain.sales.views import AssignmentRuleView
from coachway.entrypoints.api.operation import Operation
from coachway.entrypoints.api.paging import Paging
from coachway.entrypoints.api.wire import Body


class NewAssignmentRule(Body):
    """An agent who gets leads: weight 1 to 100, at most so many a day (null: no limit), on leave between two days."""

    agent_id: int
    agent_name: str | None = None
    is_active: bool = True
    weight: int = 1
    max_leads_per_day: int | None = None
    unavailable_from: date | None = None
    unavailable_until: date | None = None


class AssignmentRuleChanges(Body):
    """What to change of a rule; what is not sent stays, null clears."""

    agent_name: str | UnsetType = UNSET
    is_active: bool | UnsetType = UNSET
    weight: int | UnsetType = UNSET
    max_leads_per_day: int | UnsetType | None = UNSET
    unavailable_from: date | UnsetType | None = UNSET
    unavailable_until: date | UnsetType | None = UNSET


class AssignmentRuleController(Controller):
    path = "/api/v1/sales/assignment-rules"
    tags = ["sales"]

    @post(operation_id="create_assignment_rule")
    async def create_assignment_rule(
        self, data: JSONBody[NewAssignmentRule], operation: Operation
    ) -> AssignmentRuleView:
        """Let an agent take part in the rotation; leads that wait are handed out at once."""
        async with operation.transaction() as work:
            rule = await create_assignment_rule(
                CreateAssignmentRule(**data.sent()),
                uow=work,
                agents=operation.platform.agents(work.reads),
                clients=operation.platform.clients_for_sales(work),
                calendar=operation.calendar,
                clock=operation.clock,
            )
            return work.answer(await work.reads.sales.assignment_rule(rule.id, day=_today(operation)))

    @get(operation_id="list_assignment_rules")
    async def list_assignment_rules(self, operation: Operation, paging: Paging) -> list[AssignmentRuleView]:
        """The assignment rules with what each agent has had, newest first."""
        async with operation.reading() as reads:
            return operation.page(await reads.sales.assignment_rules(paging, day=_today(operation)))

    @get("/next", operation_id="get_next_agent")
    async def get_next_agent(self, operation: Operation) -> NextAgent:
        """Who would get the next lead, and why each other agent would not; nothing is changed."""
        now = operation.clock.now()
        async with operation.reading() as reads:
            able = await operation.platform.agents(reads).able()
            roster = await reads.sales.roster(able=able, day=operation.calendar.day_of(now))
            waiting = await reads.sales.waiting_count() if roster.leads_wait else 0
        return roster.explain_next(waiting, at=now)

    @put("/{rule_id:int}", operation_id="update_assignment_rule")
    async def update_assignment_rule(
        self, rule_id: FromPath[int], data: JSONBody[AssignmentRuleChanges], operation: Operation
    ) -> AssignmentRuleView:
        """Change what was sent; leads that wait are handed out at once where there is room now."""
        command = UpdateAssignmentRule(
            rule_id=rule_id, changes=data.sent(), expected_version=operation.expected_version
        )
        async with operation.transaction() as work:
            await update_assignment_rule(
                command,
                uow=work,
                agents=operation.platform.agents(work.reads),
                clients=operation.platform.clients_for_sales(work),
                calendar=operation.calendar,
                clock=operation.clock,
            )
            return await work.reads.sales.assignment_rule(rule_id, day=_today(operation))


def _today(operation: Operation) -> date:
    return operation.calendar.day_of(operation.clock.now())
