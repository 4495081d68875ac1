"""When something breaks, the caller learns that it did, and nothing of what is inside."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from coachway.adapters.postgres.constraints import in_domain_words
from coachway.adapters.postgres.engine import create_engine
from coachway.domain.kernel.errors import Unavailable
from coachway.entrypoints.bootstrap import Platform, build_platform
from coachway.entrypoints.settings import Settings
from tests.api_client import ApiClient, open_api
from tests.fakes.clock import SteerableClock


async def test_a_fault_of_ours_is_told_without_a_word_of_its_inside(api: ApiClient, platform: Platform) -> None:
    admin = await api.as_("admin")
    async with platform.engine.begin() as connection:
        await connection.execute(text("ALTER TABLE identity.api_keys RENAME TO elsewhere"))
    answer = await admin.get("/api/v1/auth/api-keys")
    assert (answer.status_code, answer.json()["code"]) == (500, "internal_error")
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["request_id"] == answer.headers["x-request-id"]
    inside = ("identity", "api_keys", "SELECT", "sqlalchemy", "asyncpg", "Traceback", ".py")
    assert [word for word in inside if word in answer.json()["detail"]] == []


async def test_without_a_database_the_answer_is_503_and_when_to_try_again(
    settings: Settings, clock: SteerableClock
) -> None:
    nowhere = "postgresql://nobody@127.0.0.1:1/nothing"
    platform = build_platform(replace(settings, database_url=nowhere), clock=clock)
    async with open_api(platform) as api:
        answer = await api.post("/api/v1/auth/login", {"email": "ann@example.com", "password": "whatever it is"})
        alive = await api.get("/livez")
        health = await api.get("/health")
    await platform.close()
    assert (answer.status_code, answer.json()["code"]) == (503, "database_down")
    assert int(answer.headers["retry-after"]) > 0
    assert "127.0.0.1:1" not in answer.text
    assert (alive.status_code, health.status_code) == (200, 503)


@contextlib.asynccontextmanager
async def a_server_that_hangs() -> AsyncIterator[int]:
    """The port of a server that takes connections and never says a word."""
    held: list[asyncio.StreamWriter] = []

    async def hold(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        held.append(writer)

    server = await asyncio.start_server(hold, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        for writer in held:
            writer.close()
        server.close()


async def test_a_valkey_that_hangs_holds_up_one_request_a_while_and_no_sign_of_life(
    settings: Settings, clock: SteerableClock
) -> None:
    async with a_server_that_hangs() as port:
        platform = build_platform(replace(settings, redis_url=f"redis://127.0.0.1:{port}/0"), clock=clock)
        async with open_api(platform) as api:
            started = time.monotonic()
            assert (await api.get("/livez")).status_code == 200
            at_once = time.monotonic() - started
            agent = await api.as_("agent")
            statuses = [(await agent.get("/api/v1/auth/me")).status_code for _ in range(10)]
            in_all = time.monotonic() - started
        await platform.close()
    assert at_once < 0.5
    assert statuses == [200] * 10
    assert in_all < 4


async def test_a_database_that_hangs_is_given_up(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("coachway.adapters.postgres.engine.GRACE_SECONDS", 0)
    engine = create_engine(database, pool_size=1, statement_timeout_seconds=1)
    with pytest.raises(Unavailable) as given_up:
        await sleep_in_the_database(engine, seconds=30)
    await engine.dispose()
    assert given_up.value.code == "database_down"


async def sleep_in_the_database(engine: AsyncEngine, *, seconds: int) -> None:
    """As a statement that the database itself would not give up."""
    with in_domain_words():
        async with engine.connect() as connection:
            await connection.execute(text("SET statement_timeout = 0"))
            await connection.execute(text(f"SELECT pg_sleep({seconds})"))
