"""The web application."""

from __future__ import annotations

from typing import Any

from litestar import Litestar
from litestar.config.cors import CORSConfig
from litestar.datastructures import State
from litestar.di import Provide
from litestar.types import ASGIApp

from coachway.entrypoints.api import (
    changes,
    charters,
    clients,
    docs,
    health,
    identity,
    notifications,
    portals,
    pricing,
    sales,
    vendors,
)
from coachway.entrypoints.api.desk import Desk
from coachway.entrypoints.api.edge import Edge
from coachway.entrypoints.api.openapi import ExactNumberSchema, openapi_config
from coachway.entrypoints.api.operation import provide_operation
from coachway.entrypoints.api.paging import provide_paging
from coachway.entrypoints.api.pricing.quote_desk import price_trips
from coachway.entrypoints.api.problems import HANDLERS as PROBLEM_HANDLERS
from coachway.entrypoints.api.sales.lead_desk import take_leads
from coachway.entrypoints.api.security import admit
from coachway.entrypoints.api.wire import ExactResponse, StrictRequest
from coachway.entrypoints.bootstrap import Platform
from coachway.entrypoints.version import VERSION

LARGEST_BODY = 1024 * 1024

ROUTES: list[Any] = [
    health.livez,
    health.health,
    *docs.HANDLERS,
    *identity.HANDLERS,
    *clients.HANDLERS,
    *sales.HANDLERS,
    *charters.HANDLERS,
    *pricing.HANDLERS,
    *vendors.HANDLERS,
    *changes.HANDLERS,
    *portals.HANDLERS,
    *notifications.HANDLERS,
]


def create_litestar(platform: Platform | None = None) -> Litestar:
    """The framework's application; without a platform it can only tell its schema."""

    async def close(_: Litestar) -> None:
        if platform is not None:
            await platform.close()

    origins = platform.settings.cors_origins if platform is not None else ""
    cors = CORSConfig(
        allow_origins=[origin.strip() for origin in origins.split(",")],
        allow_methods=["GET", "POST", "PUT", "PATCH", "DELETE"],
        allow_headers=["Authorization", "Content-Type", "Idempotency-Key", "If-Match", "X-API-Key", "X-Request-ID"],
        expose_headers=[
            "Content-Disposition",
            "ETag",
            "Link",
            "X-Total-Count",
            "X-Request-ID",
            "Idempotency-Replayed",
            "Retry-After",
        ],
    )
    return Litestar(
        cors_config=cors if origins else None,
        route_handlers=ROUTES,
        state=State({"platform": platform} | _desks(platform)),
        guards=[admit],
        dependencies={"operation": Provide(provide_operation), "paging": Provide(provide_paging)},
        exception_handlers=PROBLEM_HANDLERS,
        request_class=StrictRequest,
        response_class=ExactResponse,
        request_max_body_size=LARGEST_BODY,
        plugins=[ExactNumberSchema()],
        openapi_config=openapi_config(VERSION),
        on_shutdown=[close],
        logging_config=None,
        debug=False,
    )


def _desks(platform: Platform | None) -> dict[str, Any]:
    if platform is None:
        return {}
    # Leads wait for the one rotation; quotes for nothing, so that one round is priced while another is written.
    return {"lead_desk": Desk(platform, take_leads), "quote_desk": Desk(platform, price_trips, transactions=2)}


def create_app(platform: Platform) -> ASGIApp:
    """What an ASGI server runs."""
    return Edge(create_litestar(platform))
