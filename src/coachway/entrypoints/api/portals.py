"""The portals: `/api/v1/portal`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated, Any, Final

import structlog
from litestar import Controller, MediaType, Response, get
from litestar.params import FromQuery, QueryParameter

from coachway.adapters.postgres.reads import Reads
from coachway.domain.kernel.errors import CoachwayError, FieldError, NotFound, RuleViolated
from coachway.domain.portals.dashboards import admin_dashboard, client_dashboard, vendor_dashboard
from coachway.domain.portals.reactions import ADMIN, client_key, vendor_key
from coachway.domain.portals.views import AdminDashboard, ClientDashboard, VendorDashboard
from coachway.entrypoints.api.health import context_health, dependencies
from coachway.entrypoints.api.operation import CurrentOperation, Operation
from coachway.entrypoints.api.wire import to_json

log = structlog.get_logger()

PATIENCE_SECONDS: Final = 10.0  # for each statement of a dashboard

Refresh = Annotated[bool, QueryParameter(description="Whether to make it anew rather than take the one kept.")]


class PortalController(Controller):
    path = "/api/v1/portal"
    tags = ["portals"]

    @get("/client/dashboard", operation_id="client_dashboard")
    async def client_dashboard(
        self, operation: Operation, client_id: FromQuery[int | None] = None, refresh: Refresh = False
    ) -> Response[ClientDashboard]:
        """A client's own dashboard; staff name the client."""
        whose = _whose(operation.actor.client_id, client_id, "client", is_staff=operation.actor.is_staff)

        async def make(reads: Reads) -> ClientDashboard:
            await reads.clients.client(whose, actor=operation.actor)
            return await client_dashboard(
                whose,
                actor=operation.actor,
                charters=reads.charter_figures,
                payments=operation.platform.payment_figures,
                notifications=reads.notifications,
                now=operation.clock.now(),
                today=operation.calendar.day_of(operation.clock.now()),
                on_failure=_log_failure,
            )

        return await _kept_or_made(operation, client_key(whose), make, refresh=refresh)

    @get("/vendor/dashboard", operation_id="vendor_dashboard")
    async def vendor_dashboard(
        self, operation: Operation, vendor_id: FromQuery[int | None] = None, refresh: Refresh = False
    ) -> Response[VendorDashboard]:
        """A vendor's own dashboard; staff name the vendor."""
        whose = _whose(operation.actor.vendor_id, vendor_id, "vendor", is_staff=operation.actor.is_staff)

        async def make(reads: Reads) -> VendorDashboard:
            await reads.vendors.vendor(whose, actor=operation.actor)
            return await vendor_dashboard(
                whose,
                actor=operation.actor,
                vendors=operation.platform.vendor_figures(reads),
                charters=reads.charter_figures,
                payments=operation.platform.payment_figures,
                notifications=reads.notifications,
                now=operation.clock.now(),
                today=operation.calendar.day_of(operation.clock.now()),
                on_failure=_log_failure,
            )

        return await _kept_or_made(operation, vendor_key(whose), make, refresh=refresh)

    @get("/admin/dashboard", operation_id="admin_dashboard")
    async def admin_dashboard(self, operation: Operation, refresh: Refresh = False) -> Response[AdminDashboard]:
        """The office's dashboard."""

        async def make(reads: Reads) -> AdminDashboard:
            parts = await dependencies(operation.platform)
            return await admin_dashboard(
                office=reads.office_figures,
                charters=reads.charter_figures,
                payments=operation.platform.payment_figures,
                system_health={name: part.status for name, part in parts.items()},
                now=operation.clock.now(),
                on_failure=_log_failure,
            )

        return await _kept_or_made(operation, ADMIN, make, refresh=refresh)


def _whose(own: int | None, named: int | None, kind: str, *, is_staff: bool) -> int:
    """Whose dashboard is wanted. Raises NotFound for somebody else's, RuleViolated where staff name nobody."""
    if is_staff:
        if named is None:
            raise RuleViolated(f"Name the {kind}.", fields=[FieldError(f"{kind}_id", "is needed")])
        return named
    if own is None or named not in (None, own):
        raise NotFound.of(kind, named)
    return own


async def _kept_or_made(
    operation: CurrentOperation, subject: str, make: Callable[[Reads], Awaitable[Any]], *, refresh: bool
) -> Response[Any]:
    """Unread notifications are the viewer's own, so what is kept is kept for each viewer apart."""
    cache = operation.platform.dashboards
    looked = await cache.look(subject, str(operation.actor.user_id), only_the_place=refresh)
    if looked.document is not None:
        return Response(looked.document, media_type=MediaType.JSON, headers={"X-Cache": "hit"})
    async with operation.platform.reading(statement_timeout_seconds=PATIENCE_SECONDS) as reads:
        made = await make(reads)
    document = to_json(made)
    if set(made.degraded) <= operation.platform.not_served:
        await cache.keep(looked.place, document)
    return Response(document, media_type=MediaType.JSON, headers={"X-Cache": "miss"})


def _log_failure(part: str, error: Exception) -> None:
    if isinstance(error, CoachwayError):
        log.info("dashboard.degraded", part=part, code=error.code)
    else:
        log.error("dashboard.degraded", part=part, exc_info=error)


HANDLERS: list[Any] = [context_health("portals", "/api/v1/portal", "portals_health"), PortalController]
