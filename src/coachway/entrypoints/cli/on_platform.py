"""Commands that work on the platform from inside, without its API."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TypeVar

from coachway.domain.kernel.errors import CoachwayError
from coachway.entrypoints.cli.failing import one_clear_line
from coachway.entrypoints.cli.probing import DatabaseIsAway, SchemaIsBehind, require_schema
from coachway.entrypoints.cli.tools import tool_settings

if TYPE_CHECKING:  # the platform takes a second to import, which `--help` need not pay
    from coachway.entrypoints.bootstrap import Platform

T = TypeVar("T")


def on_platform(work: Callable[[Platform], Awaitable[T]]) -> T:
    """What the work answers, done on the platform of the settings. Raises CannotStart with one clear line."""

    async def run() -> T:
        from coachway.entrypoints.bootstrap import build_platform  # noqa: PLC0415

        settings = tool_settings()
        await require_schema(settings.database_url)
        platform = build_platform(settings)
        try:
            return await work(platform)
        finally:
            await platform.close()

    with one_clear_line(CoachwayError, SchemaIsBehind, DatabaseIsAway):
        return asyncio.run(run())
