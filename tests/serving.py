"""`coachway serve` in a process of its own, for tests that need a real socket."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import httpx2


@contextmanager
def serving(environment: Mapping[str, str], log: Path) -> Iterator[str]:
    """The address of a server with these settings and no others."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    kept = {key: value for key, value in os.environ.items() if not key.startswith("COACHWAY_")}
    with log.open("wb") as sink:
        command = [sys.executable, "-m", "coachway.entrypoints.cli.main", "serve", "--port", str(port)]
        server = subprocess.Popen(command, env={**kept, **environment}, stdout=sink, stderr=sink)
    try:
        address = f"http://127.0.0.1:{port}"
        _wait_until_alive(address, server, log)
        yield address
    finally:
        server.terminate()
        server.wait(20)


def _wait_until_alive(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(200):
        assert server.poll() is None, f"the server ended at its start: {log.read_text()[-3000:]}"
        try:
            if httpx2.get(f"{address}/livez").status_code == 200:
                return
        except httpx2.TransportError:
            time.sleep(0.1)
    raise AssertionError("the server did not answer within 20 s")
