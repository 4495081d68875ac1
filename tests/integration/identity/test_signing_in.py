"""Signing in over HTTP, on real servers and with real password hashes."""

from __future__ import annotations

from coachway.domain.identity.use_cases.manage_users import make_first_admin
from coachway.domain.kernel.actor import SYSTEM
from coachway.entrypoints.bootstrap import Platform
from tests.api_client import ApiClient
from tests.fakes.clock import SteerableClock

EMAIL, PASSWORD = "admin@example.com", "correct horse battery"


async def make_admin(platform: Platform) -> None:
    async with platform.unit_of_work(SYSTEM) as uow:
        await make_first_admin(
            EMAIL, PASSWORD, uow=uow, passwords=platform.passwords, tokens=platform.tokens, clock=platform.clock
        )
        await uow.commit()


async def log_in(api: ApiClient, password: str = PASSWORD) -> dict[str, object]:
    answer = await api.post("/api/v1/auth/login", {"email": EMAIL.upper(), "password": password})
    assert answer.status_code == 200, answer.text
    tokens: dict[str, object] = answer.json()
    return tokens


async def test_the_first_admin_signs_in_and_sees_their_account(api: ApiClient, platform: Platform) -> None:
    await make_admin(platform)
    tokens = await log_in(api)
    assert tokens["token_type"] == "bearer"
    assert tokens["expires_in"] == 900
    me = await api.get("/api/v1/auth/me", headers={"Authorization": f"Bearer {tokens['access_token']}"})
    assert me.status_code == 200
    assert me.json()["email"] == EMAIL
    assert "password_hash" not in me.json()


async def test_a_second_first_admin_is_not_made(platform: Platform) -> None:
    await make_admin(platform)
    async with platform.unit_of_work(SYSTEM) as uow:
        made = await make_first_admin(
            "other@example.com",
            PASSWORD,
            uow=uow,
            passwords=platform.passwords,
            tokens=platform.tokens,
            clock=platform.clock,
        )
    assert made is None


async def test_a_wrong_password_and_an_unknown_address_look_the_same(api: ApiClient, platform: Platform) -> None:
    await make_admin(platform)
    wrong = await api.post("/api/v1/auth/login", {"email": EMAIL, "password": "wrong"})
    unknown = await api.post("/api/v1/auth/login", {"email": "nobody@example.com", "password": "wrong"})
    assert wrong.status_code == unknown.status_code == 401
    same = {key: value for key, value in wrong.json().items() if key != "request_id"}
    assert same == {key: value for key, value in unknown.json().items() if key != "request_id"}


async def test_a_refresh_token_works_once_and_its_reuse_ends_the_session(
    api: ApiClient, platform: Platform, clock: SteerableClock
) -> None:
    await make_admin(platform)
    first = await log_in(api)
    clock.advance(minutes=10)
    second = await api.post("/api/v1/auth/refresh", {"refresh_token": first["refresh_token"]})
    assert second.status_code == 200
    reused = await api.post("/api/v1/auth/refresh", {"refresh_token": first["refresh_token"]})
    assert (reused.status_code, reused.json()["code"]) == (401, "refresh_token_reused")
    third = await api.post("/api/v1/auth/refresh", {"refresh_token": second.json()["refresh_token"]})
    assert (third.status_code, third.json()["code"]) == (401, "session_ended")


async def test_an_access_token_expires_after_a_quarter_of_an_hour(
    api: ApiClient, platform: Platform, clock: SteerableClock
) -> None:
    await make_admin(platform)
    headers = {"Authorization": f"Bearer {(await log_in(api))['access_token']}"}
    clock.advance(minutes=14, seconds=59)
    assert (await api.get("/api/v1/auth/me", headers=headers)).status_code == 200
    clock.advance(seconds=1)
    expired = await api.get("/api/v1/auth/me", headers=headers)
    assert (expired.status_code, expired.json()["code"]) == (401, "token_expired")


async def test_the_sixth_session_ends_the_oldest(api: ApiClient, platform: Platform) -> None:
    await make_admin(platform)
    tokens = [await log_in(api) for _ in range(6)]
    headers = {"Authorization": f"Bearer {tokens[-1]['access_token']}"}
    live = (await api.get("/api/v1/auth/sessions", headers=headers)).json()
    assert len(live) == 5
    ended = await api.post("/api/v1/auth/refresh", {"refresh_token": tokens[0]["refresh_token"]})
    assert ended.json()["code"] == "session_ended"


async def test_logging_out_ends_the_session(api: ApiClient, platform: Platform) -> None:
    await make_admin(platform)
    tokens = await log_in(api)
    headers = {"Authorization": f"Bearer {tokens['access_token']}"}
    assert (await api.post("/api/v1/auth/logout", headers=headers)).status_code == 204
    ended = await api.post("/api/v1/auth/refresh", {"refresh_token": tokens["refresh_token"]})
    assert ended.json()["code"] == "session_ended"
