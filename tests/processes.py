"""Looking at processes from outside, and running things as somebody else."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from coachway.adapters.embedded.accounts import Account

ROOT = Path(__file__).parents[1]

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="needs root, to become somebody else")


def python_environment() -> dict[str, str]:
    """The environment in which any Python finds our code and our packages, and nothing else of ours."""
    return {"PATH": os.defpath, "PYTHONPATH": f"{ROOT / 'src'}:{sysconfig.get_path('purelib')}"}


def interpreter_for(account: Account | None, *, module: str = "coachway.adapters.embedded") -> str:
    """A Python like ours with which the account can import the module; skips the test where there is none."""
    if account is None:
        return sys.executable
    check = f"import sys, {module}; assert sys.version_info[:2] == {sys.version_info[:2]}"
    for wanted in (sys.executable, shutil.which("python3", path="/usr/local/bin:/usr/bin")):
        if wanted and account.reaches(Path(wanted)) and account.reaches(Path(wanted).resolve()):
            tried = subprocess.run(
                [wanted, "-B", "-c", check],
                env=python_environment(),
                cwd="/",
                capture_output=True,
                check=False,
                user=account.uid,
                group=account.gid,
                extra_groups=[],
            )
            if tried.returncode == 0:
                return wanted
    return pytest.skip(f"no Python with which another account could import {module}")


def gone(pid: int) -> bool:
    """Whether a process has ended (one that waits to be reaped has)."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return True
    return state == "Z"


def children_of(pid: int) -> dict[int, str]:
    """The live child processes with their command lines."""
    found = {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            state, parent = (entry / "stat").read_text().rpartition(")")[2].split()[:2]
            if int(parent) == pid and state != "Z":
                found[int(entry.name)] = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        except (FileNotFoundError, ProcessLookupError):
            continue
    return found


def descendants_of(pid: int) -> list[int]:
    """Children, their children, and so on."""
    children = list(children_of(pid))
    return children + [below for child in children for below in descendants_of(child)]


def kill(pid: int) -> None:
    """Kill -9."""
    os.kill(pid, signal.SIGKILL)


def owner_of(pid: int) -> int:
    """The user that a process runs as."""
    return Path(f"/proc/{pid}").stat().st_uid


def program_of(pid: int) -> Path:
    """The program that a process runs."""
    return Path(f"/proc/{pid}/exe").readlink()
