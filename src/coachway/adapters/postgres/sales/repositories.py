"""Leads and assignment rules in PostgreSQL."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from coachway.adapters.postgres.constraints import says
from coachway.adapters.postgres.ids import next_id, next_ids
from coachway.adapters.postgres.sales.alike import OPEN_ALIKE
from coachway.adapters.postgres.sales.tables import UNANSWERED, WAITING, leads
from coachway.domain.kernel.errors import NotFound
from coachway.domain.sales.model import AssignmentRule, Contact, Lead, LeadActivity
from coachway.domain.sales.ports import UnansweredLead

_OPEN_LIKE: Final = select(Lead).where(text(OPEN_ALIKE)).order_by(leads.c.id).with_for_update()

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

    async def several(self, lead_ids: Collection[int]) -> Sequence[Lead]:
        if not lead_ids:
            return ()
        query = select(Lead).where(leads.c.id.in_(sorted(lead_ids))).order_by(leads.c.id).with_for_update()
        return (await self._session.scalars(query)).all()

    async def hand_over_client(self, duplicate_id: int, survivor_id: int, *, at: datetime) -> None:
        for column in (leads.c.existing_client_id, leads.c.converted_client_id):
            moved = {column.name: survivor_id, "updated_at": at, "version": leads.c.version + 1}
            await self._session.execute(update(leads).where(column == duplicate_id).values(moved))

    async def follow_merge(self, lead_id: int, into: int) -> None:
        await self._session.execute(
            update(leads)
            .where(leads.c.merged_into_lead_id == lead_id)
            .values(merged_into_lead_id=into, version=leads.c.version + 1)
        )

    async def open_like(self, contacts: Sequence[Contact]) -> Sequence[Lead]:
        reached_at = {
            "emails": [contact.email for contact in contacts if contact.email],
            "phones": [contact.phone for contact in contacts if contact.phone],
        }
        return (await self._session.scalars(_OPEN_LIKE, reached_at)).all()

    async def waiting(self, limit: int) -> Sequence[Lead]:
        query = select(Lead).where(text(WAITING)).order_by(leads.c.id).limit(limit).with_for_update()
        return (await self._session.scalars(query)).all()

    async def note_overdue(self, *, created_before: datetime, at: datetime, limit: int) -> Sequence[UnansweredLead]:
        due = (
            select(leads.c.id)
            .where(text(UNANSWERED), leads.c.created_at < created_before)
            .order_by(leads.c.created_at)
            .limit(limit)
            .with_for_update(skip_locked=True)  # who is being worked on just now is looked at the next time
        )
        noted = (
            update(leads)
            .where(leads.c.id.in_(due.scalar_subquery()))
            .values(response_overdue_at=at)
            .returning(
                leads.c.id, leads.c.first_name, leads.c.last_name, leads.c.assigned_to_agent_id, leads.c.created_at
            )
        )
        rows = (await self._session.execute(noted)).all()
        return [
            UnansweredLead(lead_id, f"{first} {last}".strip(), agent_id, created_at)
            for lead_id, first, last, agent_id, created_at in sorted(rows)
        ]

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
