"""The real servers that tests run against: started once for a test run, ended with it."""

from __future__ import annotations

import contextlib
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


@contextlib.contextmanager
def running_servers() -> Iterator[Servers]:
    with tempfile.TemporaryDirectory(prefix="coachway-tests-") as folder:
        root = Path(folder)
        with (
            EmbeddedPostgres(root / "postgres", fast=True) as postgres,
            EmbeddedValkey(root / "valkey", fast=True) as valkey,
        ):
            yield Servers(postgres, valkey)
