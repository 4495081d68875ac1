"""Whether the platform and its parts are well."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler
from sqlalchemy import text

from coachway.entrypoints.api.wire import ExactResponse
from coachway.entrypoints.bootstrap import Platform
from coachway.entrypoints.version import VERSION

PATIENCE_SECONDS = 3.0


@dataclass(frozen=True, slots=True)
class Health:
    """How one context is; `status` and `database` are healthy or unhealthy."""

    status: str
    service: str
    version: str
    database: str
    timestamp: datetime


@dataclass(frozen=True, slots=True)
class DependencyHealth:
    """How one dependency is, and how long it took to say so."""

    status: str
    latency_ms: float


@dataclass(frozen=True, slots=True)
class PlatformHealth:
    """How the whole process is."""

    status: str
    service: str
    version: str
    database: str
    timestamp: datetime
    dependencies: dict[str, DependencyHealth]


@dataclass(frozen=True, slots=True)
class Alive:
    status: str


@get("/livez", operation_id="livez", tags=["platform"])
async def livez() -> Alive:
    """Say that the process runs, without touching a dependency."""
    return Alive("alive")


@get("/health", operation_id="health", tags=["platform"])
async def health(request: Request[Any, Any, Any]) -> Response[PlatformHealth]:
    """Say how the platform and each dependency is: 200 when all are well, else 503."""
    platform: Platform = request.app.state.platform
    parts = await dependencies(platform)
    well = all(part.status == "healthy" for part in parts.values())
    answer = PlatformHealth(
        status="healthy" if well else "unhealthy",
        service="coachway",
        version=VERSION,
        database=parts["database"].status,
        timestamp=platform.clock.now(),
        dependencies=parts,
    )
    return ExactResponse(answer, status_code=200 if well else 503)


def context_health(service: str, prefix: str, operation_id: str) -> HTTPRouteHandler:
    """The health of one context, at its own prefix."""

    @get(f"{prefix}/health", operation_id=operation_id, tags=[operation_id.removesuffix("_health")])
    async def handler(request: Request[Any, Any, Any]) -> Response[Health]:
        """Say how this context is: 200 or 503."""
        platform: Platform = request.app.state.platform
        database = await _measured(lambda: _ask_database(platform))
        answer = Health(database.status, service, VERSION, database.status, platform.clock.now())
        return ExactResponse(answer, status_code=200 if database.status == "healthy" else 503)

    return handler


async def dependencies(platform: Platform) -> dict[str, DependencyHealth]:
    """Each dependency, asked at the same time."""
    database, valkey = await asyncio.gather(
        _measured(lambda: _ask_database(platform)), _measured(lambda: _ask_valkey(platform))
    )
    return {"database": database, "broker": valkey, "cache": valkey}


async def _measured(ask: Callable[[], Awaitable[None]]) -> DependencyHealth:
    started = time.perf_counter()
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            await ask()
        status = "healthy"
    except Exception:
        status = "unhealthy"
    return DependencyHealth(status, round((time.perf_counter() - started) * 1000, 2))


async def _ask_database(platform: Platform) -> None:
    async with platform.engine.connect() as connection:
        await connection.execute(text("SELECT 1"))


async def _ask_valkey(platform: Platform) -> None:
    await platform.valkey.ping()
