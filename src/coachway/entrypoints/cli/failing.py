"""Ending a command with one clear line."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any

import click

from coachway.domain.kernel.errors import CoachwayError, RuleViolated
from coachway.entrypoints.settings import Settings, SettingsError, load_settings

CANNOT_START = 2


class Ended(click.ClickException):
    """What was running cannot go on; the message says why."""

    def show(self, file: IO[Any] | None = None) -> None:
        click.echo(f"coachway: {self.format_message()}", err=True)


class CannotStart(Ended):
    """Something about the machine or the settings is wrong; the message says what and how to mend it."""

    exit_code = CANNOT_START


@contextmanager
def one_clear_line(*expected: type[Exception]) -> Iterator[None]:
    """Turn expected errors into their message and exit code 2."""
    handled: tuple[type[Exception], ...] = (SettingsError, *expected)
    try:
        yield
    except handled as error:
        raise CannotStart(told(error) if isinstance(error, CoachwayError) else str(error)) from error


def told(error: CoachwayError) -> str:
    """A refusal as one line: what is wrong with each bad field, where it names any."""
    fields = error.fields if isinstance(error, RuleViolated) else ()
    return "; ".join(f"{each.field} {each.message}" for each in fields) or error.detail


def settings_or_fail() -> Settings:
    """The settings of the environment, or one clear line."""
    with one_clear_line():
        return load_settings()
