"""The real servers that tests run against: started once for a test run, ended with it."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from coachway.adapters.embedded.postgres import EmbeddedPostgres
from coachway.adapters.embedded.valkey import EmbeddedValkey


@dataclass(frozen=True)
class Servers:
    postgres: EmbeddedPostgres
    valkey: EmbeddedValkey


_MEMORY = Path("/dev/shm")
_ENOUGH_BYTES = 4 * 1024**3


def _folder_for_servers() -> str | None:
    """In memory where there is plenty of it: what the servers of tests write need not outlive them."""
    if os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free > _ENOUGH_BYTES:
        return str(_MEMORY)
    return None


@contextlib.contextmanager
def running_servers() -> Iterator[Servers]:
    with tempfile.TemporaryDirectory(prefix="coachway-tests-", dir=_folder_for_servers()) as folder:
        root = Path(folder)
        with (
            EmbeddedPostgres(root / "postgres", fast=True) as postgres,
            EmbeddedValkey(root / "valkey", fast=True) as valkey,
        ):
            yield Servers(postgres, valkey)
