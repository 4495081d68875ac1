"""The three programs that are compared: each one process, on one database, with one CPU-bound event loop or pool."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

STARTED_WITHIN = 60.0
UVICORN = ("-m", "uvicorn", "--loop", "uvloop", "--http", "httptools", "--no-access-log", "--log-level", "warning")


@dataclass(frozen=True)
class Contender:
    """A program: its name in the table, how to start it on a port, and where it answers once it is up."""

    name: str
    arguments: tuple[str, ...]
    alive: str

    def command(self, port: int) -> list[str]:
        return [sys.executable, *(part.format(port=port) for part in self.arguments)]


PRODUCT = Contender("CoachWay", ("-m", "coachway.entrypoints.cli.main", "serve", "--port", "{port}"), "/livez")
LIMIT = Contender("limit", (*UVICORN, "--port", "{port}", "benchmarks.limit.app:app"), "/livez")
FORMER = Contender("former", (*UVICORN, "--port", "{port}", "benchmarks.former.app:app"), "/livez")
CONTENDERS = (PRODUCT, LIMIT, FORMER)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def running(contender: Contender, environment: Mapping[str, str], logs: Path) -> Iterator[int]:
    """The program on a free port, ended afterwards; gives the port."""
    port = free_port()
    root = Path(__file__).parents[1]
    paths = os.pathsep.join((str(root / "src"), str(root)))
    log = logs / f"{contender.name}.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            contender.command(port), env={**environment, "PYTHONPATH": paths}, stdout=output, stderr=output
        )
    try:
        if not _answers(process, contender, port):
            raise RuntimeError(f"{contender.name} does not come up:\n{log.read_text()[-2000:]}")
        yield port
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _answers(process: subprocess.Popen[bytes], contender: Contender, port: int) -> bool:
    """Whether it is up within a minute."""
    deadline = time.monotonic() + STARTED_WITHIN
    while time.monotonic() < deadline and process.poll() is None:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}{contender.alive}", timeout=2).close()
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
        else:
            return True
    return False
