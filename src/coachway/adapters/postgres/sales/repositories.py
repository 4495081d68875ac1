"""Leads and assignment rules in PostgreSQL."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sqlalchemy import ARRAY, String, any_, bindparam, or_, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from coachway.adapters.postgres.constraints import says
from coachway.adapters.postgres.ids import next_id, next_ids
from coachway.adapters.postgres.sales.tables import WAITING, leads
from coachway.domain.kernel.errors import NotFound
from coachway.domain.sales.model import IN_WORK, AssignmentRule, Contact, Lead, LeadActivity

_OPEN_LIKE: Final = (
    select(Lead)
    .where(
        or_(
            leads.c.email == any_(bindparam("emails", type_=ARRAY(String))),
            leads.c.phone == any_(bindparam("phones", type_=ARRAY(String))),
        ),
        leads.c.status.in_(IN_WORK),
    )
    .order_by(leads.c.id)
    .with_for_update()
)

says("assignment_rules_agent_id_key", "assignment_rule_exists", "This agent has an assignment rule already.")


class PostgresLeads:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    def add(self, lead: Lead) -> None:
        self._session.add(lead)

    async def get(self, lead_id: int) -> Lead:
        lead = await self._session.get(Lead, lead_id, with_for_update=True)
        if lead is None:
            raise NotFound.of("lead", lead_id)
        return lead

    async def open_like(self, contacts: Sequence[Contact]) -> Sequence[Lead]:
        reached_at = {
            "emails": [contact.email for contact in contacts if contact.email],
            "phones": [contact.phone for contact in contacts if contact.phone],
        }
        return (await self._session.scalars(_OPEN_LIKE, reached_at)).all()

    async def waiting(self, limit: int) -> Sequence[Lead]:
        query = select(Lead).where(text(WAITING)).order_by(leads.c.id).limit(limit).with_for_update()
        return (await self._session.scalars(query)).all()

    async def next_activity_ids(self, count: int) -> list[int]:
        return await next_ids(self._session, "sales.lead_activities", count)

    def add_activity(self, activity: LeadActivity) -> None:
        self._session.add(activity)


class PostgresAssignmentRules:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def next_id(self) -> int:
        return await next_id(self._session, "sales.assignment_rules")

    def add(self, rule: AssignmentRule) -> None:
        self._session.add(rule)

    async def get(self, rule_id: int) -> AssignmentRule:
        rule = await self._session.get(AssignmentRule, rule_id, with_for_update=True)
        if rule is None:
            raise NotFound.of("assignment rule", rule_id)
        return rule
