"""Running `coachway up` as a user would, in a process of its own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2

from coachway.adapters.embedded.accounts import Account
from coachway.adapters.embedded.process import wait_until
from tests.processes import children_of, descendants_of, gone, interpreter_for, python_environment

NAMES = {
    "api": " serve ",
    "worker": " worker ",
    "scheduler": " scheduler ",
    "postgres": "/postgres ",
    "valkey": "valkey-server",
}


def command(folder: Path, *options: str, account: Account | None = None) -> list[str]:
    """The command line of `coachway up` on a folder, by default on any free port."""
    port = () if "--port" in options else ("--port", "0")
    python = interpreter_for(account, module="coachway.entrypoints.bootstrap")
    return [python, "-B", "-m", "coachway.entrypoints.cli.main", "up", "--data-dir", str(folder), *port, *options]


def refused(folder: Path, *options: str) -> str:
    """What `coachway up` says on standard error when it cannot start, which must be one line and exit code 2."""
    done = subprocess.run(
        command(folder, *options),
        check=False,
        env=python_environment(),
        capture_output=True,
        timeout=30,
        text=True,
    )
    assert done.returncode == 2, done.stderr
    assert done.stderr.count("\n") == 1, done.stderr
    return done.stderr


class Up:
    """A platform that runs in its own process."""

    def __init__(self, process: subprocess.Popen[str], folder: Path) -> None:
        self.process = process
        self.folder = folder

    @property
    def endpoints(self) -> dict[str, str]:
        found: dict[str, str] = json.loads((self.folder / "endpoints.json").read_text())
        return found

    @property
    def secrets(self) -> dict[str, str]:
        found: dict[str, str] = json.loads((self.folder / "secrets.json").read_text())
        return found

    def wait_until_up(self) -> None:
        """Read what it prints until it says that it is up; pytest's own time-out bounds it."""
        assert self.process.stdout
        said = []
        for line in self.process.stdout:
            if line.startswith("CoachWay is up"):
                return
            said.append(line)
        raise AssertionError(f"it ended: {''.join(said)}")

    def health(self) -> dict[str, Any]:
        """What /health answers; waits for a busy or restarted API."""
        answer: dict[str, Any] = httpx2.get(f"{self.endpoints['api']}/health", timeout=20, trust_env=False).json()
        return answer

    def sign_in(self) -> str:
        """An access token of the first admin."""
        body = {"email": "admin@localhost", "password": self.secrets["admin_password"]}
        answer = httpx2.post(f"{self.endpoints['api']}/api/v1/auth/login", json=body, timeout=20, trust_env=False)
        assert answer.status_code == 200, answer.text
        token: str = answer.json()["access_token"]
        return token

    def parts(self) -> dict[str, int]:
        """The process of each part by its name."""
        children = children_of(self.process.pid)
        return {name: pid for name, mark in NAMES.items() for pid, line in children.items() if mark in line}

    def end(self, by: signal.Signals) -> tuple[int, list[int]]:
        """End it; its exit code, and which of its processes are still there after a while."""
        family = descendants_of(self.process.pid)
        self.process.send_signal(by)
        code = self.process.wait(30)
        wait_until(lambda: all(gone(pid) for pid in family), seconds=10)
        return code, [pid for pid in family if not gone(pid)]


@contextmanager
def coachway_up(
    folder: Path,
    *options: str,
    environment: Mapping[str, str] | None = None,
    account: Account | None = None,
    waiting: bool = True,
) -> Iterator[Up]:
    """`coachway up` on a folder, ready to be used (or only just started); it has ended afterwards, whatever happens."""
    process = subprocess.Popen(
        command(folder, *options, account=account),
        env=python_environment() | dict(environment or {}),
        cwd="/" if account else None,
        stdout=subprocess.PIPE,
        text=True,
        user=account.uid if account else None,
        group=account.gid if account else None,
        extra_groups=[] if account else None,
    )
    assert process.stdout
    up = Up(process, folder)
    try:
        if waiting:
            up.wait_until_up()
        yield up
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                os.kill(process.pid, signal.SIGKILL)
                process.wait()
        process.stdout.close()
