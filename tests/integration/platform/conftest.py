"""The whole story, told once and shared by the tests that only look at what it has left."""

from __future__ import annotations

from collections.abc import AsyncIterator

import asyncpg
import pytest
import pytest_asyncio
import structlog

from coachway.entrypoints.bootstrap import build_platform
from coachway.entrypoints.settings import load_settings
from tests.api_client import open_api
from tests.fakes.clock import SteerableClock
from tests.servers import Servers
from tests.story import Story, tell


@pytest_asyncio.fixture(scope="session")
async def told_story(servers: Servers, template: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Story]:
    """Without rate limits: its tests ask everything of everything."""
    administrator = await asyncpg.connect(servers.postgres.dsn)
    await administrator.execute(f"CREATE DATABASE coachway_story TEMPLATE {template}")
    settings = load_settings(
        {
            "COACHWAY_DATABASE_URL": servers.postgres.dsn_of("coachway_story"),
            "COACHWAY_REDIS_URL": servers.valkey.url,
            "COACHWAY_JWT_SECRET": "only for tests: thirty-two characters and more",
            "COACHWAY_ENCRYPTION_KEY": "b25seSBmb3IgdGVzdHM6IDMyIGJ5dGVzIGluIGFsbC4=",
            "COACHWAY_DATA_DIR": str(tmp_path_factory.mktemp("story")),
            "COACHWAY_RATE_LIMIT_ENABLED": "false",
        }
    )
    platform = build_platform(settings, clock=SteerableClock())
    await platform.valkey.flushall()
    async with open_api(platform) as api:
        with structlog.testing.capture_logs() as logged:
            story = await tell(api)
        story.logged = [str(event) for event in logged]
        yield story
    await platform.close()
    await administrator.execute("DROP DATABASE coachway_story WITH (FORCE)")
    await administrator.close()


@pytest_asyncio.fixture
async def story(told_story: Story) -> Story:
    """The story, with nothing in Valkey that another test left there, such as marks on sessions of the same number."""
    await told_story.api.platform.valkey.flushall()
    return told_story
