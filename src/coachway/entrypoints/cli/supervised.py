"""What the long-running commands share: their settings, their logs, and whether `coachway up` started them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, TypeVar

import click

from coachway.entrypoints.cli.failing import CannotStart, Ended, one_clear_line, settings_or_fail
from coachway.entrypoints.cli.probing import DatabaseIsAway, SchemaIsBehind, require_schema
from coachway.entrypoints.settings import Settings

_Command = TypeVar("_Command", bound=Callable[..., Any])


def supervised(command: _Command) -> _Command:
    """Add the hidden option by which `coachway up` tells its children that it is their parent."""
    return click.option("--supervised", "is_supervised", is_flag=True, hidden=True)(command)


def process_settings(process: str, *, is_supervised: bool) -> Settings:
    """The settings of a process that needs all of them and a whole schema, with its logs set up.

    Raises CannotStart, or Ended where another try may do: the database may be starting too.
    """
    settings = settings_or_fail()
    if settings.clock_offset and not is_supervised:
        raise CannotStart(
            "COACHWAY_CLOCK_OFFSET is set, which is only for `coachway up`: "
            "processes that are started one by one could disagree about the time"
        )
    with one_clear_line(SchemaIsBehind):
        settings.missing("database_url", "redis_url", "jwt_secret", "encryption_key")
        try:
            asyncio.run(require_schema(settings.database_url))
        except DatabaseIsAway as error:
            raise Ended(str(error)) from error
    from coachway.entrypoints.logging import configure_logging  # noqa: PLC0415

    configure_logging(settings, process=process)
    return settings
