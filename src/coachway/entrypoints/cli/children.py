"""The processes that `coachway up` starts: the API, the worker and the scheduler."""

from __future__ import annotations

import os
import sys
from collections.abc import Collection
from dataclasses import fields
from pathlib import Path
from typing import Final

from coachway.adapters.embedded.program import Program
from coachway.entrypoints.settings import PREFIX, Settings

COMMAND: Final = (sys.executable, "-m", "coachway.entrypoints.cli.main")
_HANDED_ON: Final = ("database_url", "redis_url", "data_dir", "public_url", "jwt_secret", "encryption_key")
_SIGN_IN: Final = ("admin_email", "admin_password")


def environment_of(settings: Settings) -> dict[str, str]:
    """Our environment, with what `up` found out or drew in place of what was not set."""
    known = {each.name for each in fields(Settings)}
    assert known.issuperset(_HANDED_ON + _SIGN_IN)  # noqa: S101 (a renamed setting must not be lost on the way)
    return os.environ | {PREFIX + name.upper(): str(getattr(settings, name)) for name in _HANDED_ON + _SIGN_IN}


def programs(settings: Settings, *, logs: Path, descriptor: int) -> list[Program]:
    """The API, on the listening socket that the descriptor names, then the others; none is started yet."""
    environment = environment_of(settings)

    def program(name: str, *arguments: str, descriptors: Collection[int] = ()) -> Program:
        return Program(
            name,
            [*COMMAND, *arguments, "--supervised"],
            environment=environment,
            log=logs / f"{name}.log",
            descriptors=descriptors,
        )

    return [
        program("api", "serve", "--descriptor", str(descriptor), descriptors=[descriptor]),
        program("worker", "worker"),
        program("scheduler", "scheduler"),
    ]
