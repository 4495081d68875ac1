"""The office's figures: each one statement, over the tables of whichever context has them."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from sqlalchemy import Select, column, func, literal, null, select, table

from coachway.adapters.postgres.platform_tables import jobs, outbox
from coachway.adapters.postgres.session import Executor
from coachway.domain.kernel.actor import Role
from coachway.domain.portals.views import Alert, Opportunity, PendingApprovals

# Named here by the few columns that are read, so that a dashboard does not hang on another context's mapping.
_users: Final = table("users", column("role"), column("status"), schema="identity")
_leads: Final = table("leads", column("status"), schema="sales")
_cases: Final = table("change_cases", column("status"), schema="change_mgmt")
_approvals: Final = table("change_approvals", column("status"), schema="change_mgmt")
_vendors: Final = table("vendors", column("status"), schema="vendor")
_documents: Final = table("vendor_compliance", column("status"), schema="vendor")
_requests: Final = table(
    "bid_requests",
    *(column(name) for name in ("id", "charter_id", "vendor_id", "message", "deadline", "is_accepted")),
    schema="vendor",
)
_notifications: Final = table(
    "notifications",
    *(column(name) for name in ("notification_type", "status", "last_error", "updated_at")),
    schema="notifications",
)
_charters: Final = table(
    "charters",
    *(column(name) for name in ("id", "status", "vendor_id", "trip_date", "passengers", "vehicle_type")),
    schema="charters",
)


class PostgresOfficeFigures:
    def __init__(self, executor: Executor) -> None:
        self._db = executor

    async def users_by_role(self) -> dict[str, int]:
        counted = await self._by(_users.c.role, select(_users.c.role, func.count()).where(_users.c.status == "active"))
        people = (Role.ADMIN, Role.MANAGER, Role.AGENT, Role.CLIENT, Role.VENDOR, Role.SERVICE)
        return {role.value: counted.get(role.value, 0) for role in people}

    async def leads_by_status(self) -> dict[str, int]:
        return await self._by(_leads.c.status, select(_leads.c.status, func.count()))

    async def pending_approvals(self) -> PendingApprovals:
        waiting = (
            (_approvals, "pending"),
            (_cases, "pending"),
            (_vendors, "pending"),
            (_documents, "pending"),
        )
        counts = [
            select(func.count()).select_from(each).where(each.c.status == status).scalar_subquery()
            for each, status in waiting
        ]
        return PendingApprovals(*(await self._db.execute(select(*counts))).one())

    async def alerts(self, *, limit: int) -> list[Alert]:
        """Failing jobs, and the events and notifications that were given up."""
        failing = select(
            literal("job_failing").label("kind"),
            jobs.c.name.label("subject"),
            func.coalesce(jobs.c.last_error, "").label("detail"),
            jobs.c.last_failed_at.label("since"),
        ).where(jobs.c.failures_in_a_row > 0)
        given_up = select(
            literal("event_dead").label("kind"),
            outbox.c.name.label("subject"),
            func.coalesce(outbox.c.last_error, "").label("detail"),
            outbox.c.dead_at.label("since"),
        ).where(outbox.c.dead_at.is_not(None), outbox.c.done_at.is_(None))
        unsent = select(
            literal("notification_failed").label("kind"),
            _notifications.c.notification_type.label("subject"),
            func.coalesce(_notifications.c.last_error, "").label("detail"),
            _notifications.c.updated_at.label("since"),
        ).where(_notifications.c.status == "failed")
        together = failing.union_all(given_up, unsent).subquery()
        newest = select(together).order_by(together.c.since.desc()).limit(limit)
        return [Alert(*row) for row in await self._db.execute(newest)]

    async def open_requests(self, vendor_id: int, at: datetime, limit: int) -> list[Opportunity]:
        """The requests that a vendor can still answer, those that close first first."""
        r, c = _requests.c, _charters.c
        query = (
            select(r.id, r.charter_id, c.trip_date, c.passengers, c.vehicle_type, r.message, r.deadline)
            .join_from(_requests, _charters, r.charter_id == c.id)
            .where(r.vendor_id == vendor_id, r.deadline > at, r.is_accepted.is_(null()))
            .where(c.status == "booked", c.vendor_id.is_(null()))
            .order_by(r.deadline, r.id)
            .limit(limit)
        )
        return [Opportunity(*row) for row in await self._db.execute(query)]

    async def _by(self, key: Any, query: Select[Any]) -> dict[str, int]:
        return {str(value): count for value, count in await self._db.execute(query.group_by(key))}
