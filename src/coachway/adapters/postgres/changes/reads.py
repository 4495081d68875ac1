"""Reads of change cases: just the columns wanted, straight into views."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, Select, false, select, true

from coachway.adapters.postgres.changes.conditions import overdue
from coachway.adapters.postgres.changes.metrics import read_metrics
from coachway.adapters.postgres.changes.tables import change_approvals, change_cases, change_history
from coachway.adapters.postgres.paging import read_page
from coachway.adapters.postgres.session import Executor
from coachway.domain.changes.model.approvals import ApprovalStatus
from coachway.domain.changes.ports import CaseFilter
from coachway.domain.changes.state_machine import EDITABLE
from coachway.domain.changes.views import ApprovalView, BeforeAfter, ChangeCaseView, ChangeMetrics, HistoryEntryView
from coachway.domain.changes.visibility import case_as_seen, entry_as_seen
from coachway.domain.charters.model.fields import FIELDS, wire_value
from coachway.domain.kernel.actor import Actor, Role
from coachway.domain.kernel.errors import NotFound
from coachway.domain.kernel.money import Money
from coachway.domain.kernel.paging import Page, PageRequest

_difference = (change_cases.c.proposed_price - change_cases.c.current_price).label("price_difference")
_CASE = tuple(
    _difference if name == "price_difference" else change_cases.c[name] for name in ChangeCaseView.__dataclass_fields__
)
_ENTRY = tuple(change_history.c[name] for name in HistoryEntryView.__dataclass_fields__)
_APPROVAL = tuple(change_approvals.c[name] for name in ApprovalView.__dataclass_fields__)


def _scope(actor: Actor) -> ColumnElement[bool]:
    """Which cases the actor may see, as `visibility.may_see` says it."""
    if actor.role is Role.CLIENT:
        return change_cases.c.client_id == actor.client_id if actor.client_id is not None else false()
    if actor.role is Role.VENDOR:
        return change_cases.c.vendor_id == actor.vendor_id if actor.vendor_id is not None else false()
    return true() if actor.is_staff else false()


def _case(row: RowMapping, actor: Actor) -> ChangeCaseView:
    proposals = {each.field: _shown(each.field, each.before, each.after) for each in row["proposed_changes"]}
    return case_as_seen(ChangeCaseView(**{**row, "proposed_changes": proposals}), actor)


def _entry(row: RowMapping, actor: Actor) -> HistoryEntryView:
    changes = row["field_changes"]
    if changes is not None:
        changes = {name: _shown(name, each["before"], each["after"]) for name, each in changes.items()}
    return entry_as_seen(HistoryEntryView(**{**row, "field_changes": changes}), actor)


def _shown(name: str, *values: object) -> BeforeAfter:
    """Values of a charter's field or of a price as answers carry them: what is kept as exact text, as numbers."""
    if name in FIELDS:
        return BeforeAfter(*(wire_value(name, value) for value in values))
    if name in ("current_price", "proposed_price"):
        return BeforeAfter(*(None if value is None else Money.of(str(value)) for value in values))
    return BeforeAfter(*values)


def _approval(row: RowMapping) -> ApprovalView:
    return ApprovalView(**row)


class PostgresChangesReads:
    def __init__(self, executor: Executor) -> None:
        self._db = executor

    async def case(self, case_id: int, *, actor: Actor) -> ChangeCaseView:
        return await self._one(change_cases.c.id == case_id, case_id, actor)

    async def case_by_number(self, case_number: str, *, actor: Actor) -> ChangeCaseView:
        return await self._one(change_cases.c.case_number == case_number, case_number, actor)

    async def cases(self, wanted: CaseFilter, page: PageRequest, *, actor: Actor) -> Page[ChangeCaseView]:
        query = select(*_CASE).where(_scope(actor), *_conditions(wanted))
        return await read_page(self._db, query, page, lambda row: _case(row, actor), newest_first=change_cases.c.id)

    async def history(self, case_id: int, page: PageRequest, *, actor: Actor) -> Page[HistoryEntryView]:
        await self._check_visible(case_id, actor)
        query = select(*_ENTRY).where(change_history.c.change_case_id == case_id)
        return await read_page(self._db, query, page, lambda row: _entry(row, actor), oldest_first=change_history.c.id)

    async def approval(self, approval_id: int, *, actor: Actor) -> ApprovalView:
        visible = _scope(actor) | (change_approvals.c.approver_id == actor.acting_id)
        query = _approvals().where(change_approvals.c.id == approval_id, visible)
        row = (await self._db.execute(query)).mappings().one_or_none()
        if row is None:
            raise NotFound.of("approval", approval_id)
        return _approval(row)

    async def approvals_of(self, case_id: int, *, actor: Actor) -> list[ApprovalView]:
        await self._check_visible(case_id, actor)
        query = select(*_APPROVAL).where(change_approvals.c.change_case_id == case_id)
        ordered = query.order_by(change_approvals.c.approval_level, change_approvals.c.id)
        return [_approval(row) for row in (await self._db.execute(ordered)).mappings()]

    async def pending_approvals(self, approver_id: int, page: PageRequest) -> Page[ApprovalView]:
        query = _approvals().where(
            change_approvals.c.approver_id == approver_id,
            change_approvals.c.status == ApprovalStatus.PENDING,
            change_cases.c.status.in_(EDITABLE),
        )
        return await read_page(self._db, query, page, _approval, newest_first=change_approvals.c.id)

    async def metrics(self, *, today: date) -> ChangeMetrics:
        return await read_metrics(self._db, today=today)

    async def _one(self, condition: ColumnElement[bool], identity: object, actor: Actor) -> ChangeCaseView:
        found = await self._db.execute(select(*_CASE).where(condition, _scope(actor)))
        row = found.mappings().one_or_none()
        if row is None:
            raise NotFound.of("change case", identity)
        return _case(row, actor)

    async def _check_visible(self, case_id: int, actor: Actor) -> None:
        query = select(change_cases.c.id).where(change_cases.c.id == case_id, _scope(actor))
        if (await self._db.execute(query)).first() is None:
            raise NotFound.of("change case", case_id)


def _approvals() -> Select[Any]:
    owner = change_approvals.c.change_case_id == change_cases.c.id
    return select(*_APPROVAL).join_from(change_approvals, change_cases, owner)


def _conditions(wanted: CaseFilter) -> list[ColumnElement[bool]]:
    columns = change_cases.c
    equal = {
        columns.charter_id: wanted.charter_id,
        columns.client_id: wanted.client_id,
        columns.vendor_id: wanted.vendor_id,
        columns.status: wanted.status,
        columns.change_type: wanted.change_type,
        columns.priority: wanted.priority,
    }
    conditions = [column == value for column, value in equal.items() if value is not None]
    if wanted.overdue_on is not None:
        conditions.append(overdue(wanted.overdue_on))
    return conditions
