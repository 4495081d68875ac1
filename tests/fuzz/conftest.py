"""A server of its own for the fuzzing, on a database in which the whole story has happened."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import asyncpg
import httpx2
import pytest
import pytest_asyncio

from coachway.adapters.system.clock import SystemClock
from coachway.domain.kernel.actor import Role
from coachway.entrypoints.bootstrap import build_platform
from coachway.entrypoints.settings import load_settings
from tests.api_client import ApiClient, open_api
from tests.servers import Servers
from tests.story import Story, tell

JWT_SECRET = "only for tests: thirty-two characters and more"


@dataclass(frozen=True)
class Fuzzed:
    """A running server, somebody of each role (on side a of the story), and the ids of what they have."""

    address: str
    people: dict[Role, ApiClient]
    ids: dict[str, int | str]


@pytest.fixture(scope="module")
def fuzz_environment(servers: Servers, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return {
        "COACHWAY_DATABASE_URL": servers.postgres.dsn_of("coachway_fuzz"),
        "COACHWAY_REDIS_URL": servers.valkey.url,
        "COACHWAY_JWT_SECRET": JWT_SECRET,
        "COACHWAY_ENCRYPTION_KEY": "b25seSBmb3IgdGVzdHM6IDMyIGJ5dGVzIGluIGFsbC4=",
        "COACHWAY_RATE_LIMIT_ENABLED": "false",
        "COACHWAY_LOG_LEVEL": "warning",
        "COACHWAY_DATA_DIR": str(tmp_path_factory.mktemp("fuzz")),
    }


@pytest_asyncio.fixture(scope="module")
async def fuzzed_story(
    servers: Servers, template: str, fuzz_environment: dict[str, str]
) -> AsyncIterator[tuple[Story, dict[Role, ApiClient]]]:
    administrator = await asyncpg.connect(servers.postgres.dsn)
    await administrator.execute(f"CREATE DATABASE coachway_fuzz TEMPLATE {template}")
    platform = build_platform(load_settings(fuzz_environment), clock=SystemClock())
    await platform.valkey.flushall()
    async with open_api(platform) as api:
        story = await tell(api)
        side = story.sides["a"]
        people = {
            Role.ADMIN: story.admin,
            Role.MANAGER: story.manager,
            Role.AGENT: story.agent,
            Role.CLIENT: side.client,
            Role.VENDOR: side.vendor,
            Role.SERVICE: await api.as_("service"),
        }
        yield story, people
    await platform.close()
    await administrator.execute("DROP DATABASE coachway_fuzz WITH (FORCE)")
    await administrator.close()


@pytest.fixture(scope="module")
def fuzzed(fuzzed_story: tuple[Story, dict[Role, ApiClient]], fuzz_environment: dict[str, str]) -> Iterator[Fuzzed]:
    """`coachway serve` on the story's database."""
    story, people = fuzzed_story
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    kept = {key: value for key, value in os.environ.items() if not key.startswith("COACHWAY_")}
    log = Path(fuzz_environment["COACHWAY_DATA_DIR"]) / "api.log"
    with log.open("wb") as sink:
        command = [sys.executable, "-m", "coachway.entrypoints.cli.main", "serve", "--port", str(port)]
        server = subprocess.Popen(command, env=kept | fuzz_environment, stdout=sink, stderr=sink)
    try:
        address = f"http://127.0.0.1:{port}"
        _wait_until_alive(address, server)
        yield Fuzzed(address, people, story.sides["a"].ids)
    finally:
        server.terminate()
        server.wait(20)
    assert "request.crashed" not in log.read_text(), log.read_text()[-3000:]


def _wait_until_alive(address: str, server: subprocess.Popen[bytes]) -> None:
    for _ in range(200):
        assert server.poll() is None, "the server ended at its start"
        try:
            if httpx2.get(f"{address}/livez").status_code == 200:
                return
        except httpx2.TransportError:
            time.sleep(0.1)
    raise AssertionError("the server did not answer within 20 s")
