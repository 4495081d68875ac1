"""The log files of child processes: appended to, kept small, and read for the reason when one ends."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final

LARGEST_BYTES: Final = 20_000_000
_ENOUGH_BYTES: Final = 20_000
_ERROR: Final = re.compile(r"FATAL|PANIC|[Ee]rror|could not")


@contextmanager
def appending(log: Path) -> Iterator[IO[bytes]]:
    """The log, open to be handed to a child that adds to it."""
    descriptor = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "ab") as output:
        yield output


def keep_small(log: Path) -> None:
    """Move a log that has grown too large aside, over the one before it; its writer, who appends, does not notice."""
    if log.exists() and log.stat().st_size > LARGEST_BYTES:
        shutil.copyfile(log, log.with_suffix(".log.1"))
        os.truncate(log, 0)


def telling_line(log: Path) -> str:
    """The last line of a log that reports an error, or else the last one."""
    try:
        with log.open("rb") as file:
            file.seek(max(0, log.stat().st_size - _ENOUGH_BYTES))
            return most_telling(file.read().decode(errors="replace"))
    except OSError:
        return "it has no log"


def most_telling(text: str) -> str:
    """The last line that reports an error, or else the last one."""
    lines = [line.strip() for line in text.splitlines() if line.strip()] or ["it said nothing"]
    return ([line for line in lines if _ERROR.search(line)] or lines)[-1]
