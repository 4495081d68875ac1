"""Fixtures for every kind of test; a test pays only for what it asks for."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator, Iterator

import asyncpg
import pytest
import pytest_asyncio
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from redis.asyncio import Redis

from coachway.adapters.postgres.engine import create_engine
from coachway.adapters.postgres.migrate import migrate
from coachway.entrypoints.bootstrap import Platform, build_platform
from coachway.entrypoints.settings import Settings, load_settings
from tests.api_client import ApiClient, open_api
from tests.fakes.clock import SteerableClock
from tests.servers import Servers, running_servers

TEMPLATE = "coachway_template"
_numbers = itertools.count(1)

# A busy machine must not fail a law: what is slow is for the benchmarks to say.
hypothesis_settings.register_profile("coachway", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.load_profile("coachway")


@pytest.fixture(scope="session")
def servers() -> Iterator[Servers]:
    """PostgreSQL and Valkey, for the whole run."""
    with running_servers() as running:
        yield running


@pytest_asyncio.fixture(scope="session")
async def template(servers: Servers) -> str:
    """The name of a database that the migrations made, from which each test's own is copied."""
    administrator = await asyncpg.connect(servers.postgres.dsn)
    await administrator.execute(f"CREATE DATABASE {TEMPLATE}")
    engine = create_engine(servers.postgres.dsn_of(TEMPLATE), pool_size=1, statement_timeout_seconds=60)
    try:
        await migrate(engine)
    finally:
        await engine.dispose()
        await administrator.close()
    return TEMPLATE


@pytest_asyncio.fixture
async def database(servers: Servers, template: str) -> AsyncIterator[str]:
    """The address of a fresh database with the whole schema and nothing in it; Valkey forgets what was of another."""
    name = f"coachway_{next(_numbers)}"
    async with Redis.from_url(servers.valkey.url) as valkey:
        await valkey.flushall()
    administrator = await asyncpg.connect(servers.postgres.dsn)
    await administrator.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    yield servers.postgres.dsn_of(name)
    await administrator.execute(f"DROP DATABASE {name} WITH (FORCE)")
    await administrator.close()


@pytest.fixture
def clock() -> SteerableClock:
    """Stands at a Monday morning in New York until the test moves it."""
    return SteerableClock()


@pytest.fixture
def settings(database: str, servers: Servers, tmp_path: object) -> Settings:
    """The defaults, on the test's own database and folder."""
    return load_settings(
        {
            "COACHWAY_DATABASE_URL": database,
            "COACHWAY_REDIS_URL": servers.valkey.url,
            "COACHWAY_JWT_SECRET": "only for tests: thirty-two characters and more",
            "COACHWAY_ENCRYPTION_KEY": "b25seSBmb3IgdGVzdHM6IDMyIGJ5dGVzIGluIGFsbC4=",
            "COACHWAY_DATA_DIR": str(tmp_path),
        }
    )


@pytest_asyncio.fixture
async def platform(settings: Settings, clock: SteerableClock) -> AsyncIterator[Platform]:
    """The composition root, on real servers."""
    made = build_platform(settings, clock=clock)
    yield made
    await made.close()


@pytest_asyncio.fixture
async def api(platform: Platform) -> AsyncIterator[ApiClient]:
    """The API without credentials; `await api.as_("manager")` gives one that is signed in."""
    async with open_api(platform) as client:
        yield client
