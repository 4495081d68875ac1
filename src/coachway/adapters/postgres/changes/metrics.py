"""Figures over all change cases, in a fixed number of statements however many there are."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy import func, select

from coachway.adapters.postgres.changes.conditions import overdue
from coachway.adapters.postgres.changes.tables import change_approvals, change_cases
from coachway.adapters.postgres.session import Executor
from coachway.domain.changes.model.approvals import ApprovalStatus
from coachway.domain.changes.model.values import ChangePriority, ChangeType
from coachway.domain.changes.state_machine import EDITABLE, ChangeStatus
from coachway.domain.changes.views import ChangeMetrics
from coachway.domain.kernel.money import Money

_SECONDS_AN_HOUR = 3600


async def read_metrics(db: Executor, *, today: date) -> ChangeMetrics:
    """Counts, waiting work, time to decide, and what implemented changes did to prices in sum."""
    cases = change_cases.c
    kinds = (cases.status, cases.change_type, cases.priority)
    counted = (await db.execute(select(*kinds, func.count().label("amount")).group_by(*kinds))).all()
    decided = func.extract("epoch", func.coalesce(cases.approved_at, cases.rejected_at) - cases.requested_at)
    figures = (
        await db.execute(
            select(
                func.avg(decided).label("mean"),
                func.percentile_cont(0.9).within_group(decided).label("p90"),
                func.count().filter(overdue(today)).label("overdue"),
                func.sum(cases.proposed_price - cases.current_price)
                .filter(cases.status == ChangeStatus.IMPLEMENTED)
                .label("impact"),
            )
        )
    ).one()
    waiting = select(func.count()).join_from(
        change_approvals, change_cases, change_approvals.c.change_case_id == cases.id
    )
    pending = await db.execute(
        waiting.where(change_approvals.c.status == ApprovalStatus.PENDING, cases.status.in_(EDITABLE))
    )
    by_status = dict.fromkeys([each.value for each in ChangeStatus], 0)
    by_type = dict.fromkeys([each.value for each in ChangeType], 0)
    by_priority = dict.fromkeys([each.value for each in ChangePriority], 0)
    for row in counted:
        by_status[row.status] += row.amount
        by_type[row.change_type] += row.amount
        by_priority[row.priority] += row.amount
    return ChangeMetrics(
        total=sum(by_status.values()),
        by_status=by_status,
        by_type=by_type,
        by_priority=by_priority,
        pending_approvals=pending.scalar_one(),
        overdue=figures.overdue,
        mean_hours_to_decision=_hours(figures.mean),
        p90_hours_to_decision=_hours(figures.p90),
        total_price_impact=figures.impact if isinstance(figures.impact, Money) else Money(figures.impact or Decimal(0)),
    )


def _hours(seconds: Decimal | float | None) -> Decimal | None:
    return None if seconds is None else round(Decimal(str(seconds)) / _SECONDS_AN_HOUR, 2)
