"""When something breaks, the caller learns that it did, and nothing of what is inside."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import text

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
