"""Reads of leads, their activities and the assignment rules."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Set
from datetime import date
from typing import Any, Final

from sqlalchemy import RowMapping, Select, case, func, literal_column, or_, select, text, values
from sqlalchemy import column as sql_column

from coachway.adapters.postgres.paging import read_page
from coachway.adapters.postgres.sales.rosters import look_at_roster
from coachway.adapters.postgres.sales.tables import (
    SEARCHED,
    WAITING,
    assignment_rules,
    email_preferences,
    lead_activities,
    leads,
    rotation_seats,
    unsubscribe_links,
)
from coachway.adapters.postgres.session import Executor
from coachway.adapters.postgres.types import EnumText
from coachway.domain.kernel.errors import NotFound
from coachway.domain.kernel.money import Money
from coachway.domain.kernel.paging import Page, PageRequest
from coachway.domain.sales.model import LeadStatus
from coachway.domain.sales.ports import LeadFilter
from coachway.domain.sales.reference import reference_in
from coachway.domain.sales.roster import Roster
from coachway.domain.sales.views import (
    AssignmentRuleView,
    EmailPreferencesView,
    LeadActivityView,
    LeadView,
    Pipeline,
    PipelineStage,
)

NEWEST_OF_A_STAGE: Final = 10

_LEAD = tuple(leads.c[name] for name in LeadView.__dataclass_fields__)
_ACTIVITY = tuple(lead_activities.c[name] for name in LeadActivityView.__dataclass_fields__)

_PREFERENCES = tuple(email_preferences.c[name] for name in EmailPreferencesView.__dataclass_fields__)


def _lead(row: RowMapping) -> LeadView:
    return LeadView(**row)


class PostgresSalesReads:
    def __init__(self, executor: Executor) -> None:
        self._db = executor

    async def lead(self, lead_id: int) -> LeadView:
        row = (await self._db.execute(select(*_LEAD).where(leads.c.id == lead_id))).mappings().one_or_none()
        if row is None:
            raise NotFound.of("lead", lead_id)
        return _lead(row)

    async def leads(self, wanted: LeadFilter, page: PageRequest) -> Page[LeadView]:
        query = select(*_LEAD)
        for column, value in (
            (leads.c.status, wanted.status),
            (leads.c.source, wanted.source),
            (leads.c.assigned_to_agent_id, wanted.assigned_to_agent_id),
        ):
            if value is not None:
                query = query.where(column == value)
        if wanted.unassigned is not None:
            nobodys = leads.c.assigned_to_agent_id.is_(None)
            query = query.where(nobodys if wanted.unassigned else ~nobodys)
        if wanted.q:
            found = literal_column(SEARCHED).contains(wanted.q.lower(), autoescape=True)
            reference = reference_in(wanted.q)
            query = query.where(or_(found, leads.c.reference == reference) if reference else found)
        if wanted.created_from is not None:
            query = query.where(leads.c.created_at >= wanted.created_from)
        if wanted.created_before is not None:
            query = query.where(leads.c.created_at < wanted.created_before)
        return await read_page(self._db, query, page, _lead, newest_first=leads.c.id)

    async def pipeline(self) -> Pipeline:
        sums = select(leads.c.status, func.count(), func.sum(leads.c.estimated_value)).group_by(leads.c.status)
        sum_of = {status: (count, value) for status, count, value in (await self._db.execute(sums)).all()}
        newest = defaultdict[LeadStatus, list[LeadView]](list)
        for row in (await self._db.execute(_newest_of_each_stage())).mappings():
            newest[row["status"]].append(_lead(row))
        stages = []
        for status in LeadStatus:
            count, value = sum_of.get(status, (0, None))
            stages.append(PipelineStage(status, count, value or Money.zero(), tuple(newest[status])))
        return Pipeline(stages=tuple(stages), total=sum(stage.count for stage in stages))

    async def activities(self, lead_id: int, page: PageRequest) -> Page[LeadActivityView]:
        if (await self._db.execute(select(leads.c.id).where(leads.c.id == lead_id))).one_or_none() is None:
            raise NotFound.of("lead", lead_id)
        merged = (await self._db.execute(select(leads.c.id).where(leads.c.merged_into_lead_id == lead_id))).scalars()
        query = select(*_ACTIVITY).where(lead_activities.c.lead_id.in_([lead_id, *merged]))
        return await read_page(
            self._db, query, page, lambda row: LeadActivityView(**row), newest_first=lead_activities.c.id
        )

    async def email_preferences(self, client_id: int) -> EmailPreferencesView:
        query = select(*_PREFERENCES).where(email_preferences.c.client_id == client_id)
        row = (await self._db.execute(query)).mappings().one_or_none()
        return EmailPreferencesView(**row) if row else EmailPreferencesView.unsaid(client_id)

    async def email_preferences_of_link(self, token_hash: str) -> EmailPreferencesView | None:
        query = select(unsubscribe_links.c.client_id).where(unsubscribe_links.c.token_hash == token_hash)
        client_id = (await self._db.execute(query)).scalar_one_or_none()
        return None if client_id is None else await self.email_preferences(client_id)

    async def assignment_rule(self, rule_id: int, *, day: date) -> AssignmentRuleView:
        query = _rules(day).where(assignment_rules.c.id == rule_id)
        row = (await self._db.execute(query)).mappings().one_or_none()
        if row is None:
            raise NotFound.of("assignment rule", rule_id)
        return AssignmentRuleView(**row)

    async def assignment_rules(self, page: PageRequest, *, day: date) -> Page[AssignmentRuleView]:
        return await read_page(
            self._db, _rules(day), page, lambda row: AssignmentRuleView(**row), newest_first=assignment_rules.c.id
        )

    async def roster(self, *, able: Set[int], day: date) -> Roster:
        return await look_at_roster(self._db, able=able, day=day)

    async def waiting_count(self) -> int:
        return int((await self._db.execute(select(func.count()).select_from(leads).where(text(WAITING)))).scalar_one())


def _newest_of_each_stage() -> Select[Any]:
    statuses = values(sql_column("status", EnumText(LeadStatus)), name="stage").data([(each,) for each in LeadStatus])
    newest = (
        select(*_LEAD)
        .where(leads.c.status == statuses.c.status)
        .order_by(leads.c.id.desc())
        .limit(NEWEST_OF_A_STAGE)
        .lateral("newest")
    )
    return select(*newest.c).select_from(statuses.join(newest, text("true")))


def _rules(day: date) -> Select[Any]:
    seats = rotation_seats.c
    derived = {
        "total_leads_assigned": func.coalesce(seats.total_leads_assigned, 0),
        # A quota is fresh from midnight on, whether or not the job has run.
        "leads_assigned_today": case((seats.last_reset_date >= day, seats.leads_assigned_today), else_=0),
        "last_assigned_at": seats.last_assigned_at,
        "last_reset_date": seats.last_reset_date,
    }
    columns = (
        derived[name].label(name) if name in derived else assignment_rules.c[name]
        for name in AssignmentRuleView.__dataclass_fields__
    )
    return select(*columns).select_from(assignment_rules.outerjoin(rotation_seats))
