"""A server of its own for the fuzzing, on a database in which the whole story has happened."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import asyncpg
import pytest
import pytest_asyncio

from coachway.adapters.system.clock import SystemClock
from coachway.domain.kernel.actor import Role
from coachway.entrypoints.bootstrap import build_platform
from coachway.entrypoints.settings import load_settings
from tests.api_client import ApiClient, open_api
from tests.servers import Servers
from tests.serving import serving
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
    log = Path(fuzz_environment["COACHWAY_DATA_DIR"]) / "api.log"
    with serving(fuzz_environment, log) as address:
        yield Fuzzed(address, people, story.sides["a"].ids)
    assert "request.crashed" not in log.read_text(), log.read_text()[-3000:]
