"""Starting our servers in another process, as whoever a test needs."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from coachway.adapters.embedded.accounts import Account

ROOT = Path(__file__).parents[3]

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
        env={"PATH": os.defpath, "PYTHONPATH": f"{ROOT / 'src'}:{sysconfig.get_path('purelib')}"},
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


def interpreter_for(account: Account | None) -> str:
    """A Python that the account can run; skips the test where there is none."""
    if account is None:
        return sys.executable
    for wanted in (sys.executable, shutil.which("python3", path="/usr/local/bin:/usr/bin")):
        if wanted and account.reaches(Path(wanted).resolve()) and account.reaches(Path(wanted)):
            found = subprocess.run(
                [wanted, "-c", "import sys; print(sys.version_info >= (3, 11))"], capture_output=True, check=True
            )
            if found.stdout.strip() == b"True" and account.reaches(ROOT / "src"):
                return wanted
    return pytest.skip("no Python 3.11 that another account could run")


def gone(pid: int) -> bool:
    """Whether a process has ended (one that waits to be reaped has)."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return True
    return state == "Z"


def kill(pid: int) -> None:
    """Kill -9."""
    os.kill(pid, signal.SIGKILL)


def owner_of(pid: int) -> int:
    """The user that a process runs as."""
    return Path(f"/proc/{pid}").stat().st_uid
