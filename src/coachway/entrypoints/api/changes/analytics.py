"""Figures over change cases."""

from __future__ import annotations

from litestar import Controller, get

from coachway.domain.changes.ports import CaseFilter
from coachway.domain.changes.views import ChangeDashboard, ChangeMetrics
from coachway.domain.kernel.paging import PageRequest
from coachway.entrypoints.api.operation import Operation

SHOWN = PageRequest(limit=10)


class AnalyticsController(Controller):
    path = "/api/v1/changes/analytics"
    tags = ["changes"]

    @get("/metrics", operation_id="get_change_metrics")
    async def metrics(self, operation: Operation) -> ChangeMetrics:
        """Counts, waiting work, hours to a decision, and what implemented changes did to prices."""
        today = operation.calendar.day_of(operation.clock.now())
        async with operation.reading() as reads:
            return await reads.changes.metrics(today=today)

    @get("/dashboard", operation_id="get_change_dashboard")
    async def dashboard(self, operation: Operation) -> ChangeDashboard:
        """The metrics, what waits for one's own approval, what is overdue, and the newest cases."""
        actor, today = operation.actor, operation.calendar.day_of(operation.clock.now())
        async with operation.reading() as reads:
            mine = await reads.changes.pending_approvals(actor.acting_id or 0, SHOWN)
            overdue = await reads.changes.cases(CaseFilter(overdue_on=today), SHOWN, actor=actor)
            newest = await reads.changes.cases(CaseFilter(), SHOWN, actor=actor)
            metrics = await reads.changes.metrics(today=today)
        return ChangeDashboard(metrics, list(mine.items), list(overdue.items), list(newest.items))
