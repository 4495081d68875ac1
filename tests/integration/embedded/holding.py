"""Holding our servers in another process, as whoever a test needs."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from coachway.adapters.embedded.accounts import Account
from tests.processes import interpreter_for, python_environment

HOLD = """
import sys, time
from pathlib import Path
from coachway.adapters.embedded.postgres import EmbeddedPostgres
from coachway.adapters.embedded.valkey import EmbeddedValkey
base = Path(sys.argv[1])
with EmbeddedPostgres(base / "postgres", fast=True) as postgres, EmbeddedValkey(base / "valkey") as valkey:
    print(postgres.pid, valkey.pid, flush=True)
    sys.stdin.read()
"""


@contextmanager
def holding_servers(base: Path, *, account: Account | None = None) -> Iterator[tuple[subprocess.Popen[str], list[int]]]:
    """A process that runs both servers until its input ends; with it, the servers' process ids."""
    holder = subprocess.Popen(
        [interpreter_for(account), "-B", "-c", HOLD, str(base)],
        env=python_environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        user=account.uid if account else None,
        group=account.gid if account else None,
        extra_groups=[] if account else None,
    )
    assert holder.stdin
    assert holder.stdout
    try:
        yield holder, [int(pid) for pid in holder.stdout.readline().split()]
    finally:
        holder.stdin.close()
        holder.wait(20)
        holder.stdout.close()
