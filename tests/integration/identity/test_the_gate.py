"""Nobody gets in, or stays in, who should not: ended sessions, lock-outs, limits, keys and mailed links."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from sqlalchemy import text

from coachway.entrypoints.bootstrap import Platform, build_platform
from coachway.entrypoints.settings import Settings
from tests.api_client import ApiClient, open_api
from tests.fakes.clock import SteerableClock

AUTH = "/api/v1/auth"
PASSWORD = "a long enough password"


async def sign_up(admin: ApiClient, email: str = "ann@example.com") -> int:
    made = await admin.post(
        f"{AUTH}/users", {"email": email, "full_name": "Ann", "role": "manager", "password": PASSWORD}
    )
    return int(made.json()["id"])


async def log_in(api: ApiClient, password: str = PASSWORD, email: str = "ann@example.com") -> dict[str, str]:
    answer = await api.post(f"{AUTH}/login", {"email": email, "password": password})
    assert answer.status_code == 200, answer.text
    return {"Authorization": f"Bearer {answer.json()['access_token']}"}


async def status(api: ApiClient, headers: dict[str, str]) -> tuple[int, str | None]:
    answer = await api.get(f"{AUTH}/me", headers=headers)
    return answer.status_code, answer.json().get("code")


async def test_a_disabled_users_token_stops_at_once(api: ApiClient) -> None:
    admin = await api.as_("admin")
    user_id = await sign_up(admin)
    headers = await log_in(api)
    assert (await status(api, headers))[0] == 200
    await admin.patch(f"{AUTH}/users/{user_id}/status?new_status=disabled")
    assert await status(api, headers) == (401, "session_ended")
    refused = await api.post(f"{AUTH}/login", {"email": "ann@example.com", "password": PASSWORD})
    assert refused.status_code == 401


async def test_a_changed_password_stops_the_other_sessions_but_not_this_one(api: ApiClient) -> None:
    await sign_up(await api.as_("admin"))
    here, elsewhere = await log_in(api), await log_in(api)
    wrong = {"current_password": "wrong", "new_password": "another long password"}
    assert (await api.post(f"{AUTH}/me/password", wrong, headers=here)).json()["code"] == "wrong_password"
    right = {"current_password": PASSWORD, "new_password": "another long password"}
    assert (await api.post(f"{AUTH}/me/password", right, headers=here)).status_code == 204
    assert (await status(api, here))[0] == 200
    assert await status(api, elsewhere) == (401, "session_ended")
    await log_in(api, "another long password")


async def test_with_valkey_away_requests_pass_and_ended_sessions_still_do_not(
    settings: Settings, clock: SteerableClock
) -> None:
    cut_off = build_platform(replace(settings, redis_url="redis://127.0.0.1:1/0"), clock=clock)
    async with open_api(cut_off) as api:
        await sign_up(await api.as_("admin"))
        headers = await log_in(api)
        assert (await status(api, headers))[0] == 200
        await api.post(f"{AUTH}/logout", headers=headers)
        assert await status(api, headers) == (401, "session_ended")
    await cut_off.close()


async def test_ten_failures_lock_an_address_out_until_they_age_out_however_many_at_once(
    api: ApiClient, clock: SteerableClock
) -> None:
    await sign_up(await api.as_("admin"))
    bad = {"email": "ann@example.com", "password": "wrong"}
    answers = await asyncio.gather(*(api.post(f"{AUTH}/login", bad) for _ in range(15)))
    assert sorted(answer.status_code for answer in answers) == [401] * 10 + [429] * 5
    locked = await api.post(f"{AUTH}/login", {"email": "ann@example.com", "password": PASSWORD})
    assert (locked.status_code, locked.json()["code"]) == (429, "too_many_logins")
    assert 0 < int(locked.headers["retry-after"]) <= 901
    clock.advance(minutes=15)
    await log_in(api)


async def test_right_passwords_never_lock_anybody_out(api: ApiClient) -> None:
    await sign_up(await api.as_("admin"))
    for _ in range(12):
        await log_in(api)


async def test_requests_over_the_limit_are_429_with_the_time_to_wait(settings: Settings, clock: SteerableClock) -> None:
    platform = build_platform(replace(settings, rate_limit_public=5), clock=clock)
    await platform.valkey.flushall()
    async with open_api(platform) as api:
        answers = await asyncio.gather(*(api.get("/docs") for _ in range(8)))
    await platform.close()
    assert sorted(answer.status_code for answer in answers) == [200] * 5 + [429] * 3
    refused = next(answer for answer in answers if answer.status_code == 429)
    assert 1 <= int(refused.headers["retry-after"]) <= 12
    assert refused.headers["ratelimit-limit"] == "5"
    assert refused.headers["ratelimit-remaining"] == "0"


async def test_limits_can_be_switched_off_but_not_the_lock_out(settings: Settings, clock: SteerableClock) -> None:
    platform = build_platform(replace(settings, rate_limit_public=1, rate_limit_enabled=False), clock=clock)
    async with open_api(platform) as api:
        assert {(await api.get("/docs")).status_code for _ in range(5)} == {200}
        bad = {"email": "nobody@example.com", "password": "wrong"}
        assert [(await api.post(f"{AUTH}/login", bad)).status_code for _ in range(11)] == [401] * 10 + [429]
    await platform.close()


async def test_a_key_opens_its_scopes_until_it_is_revoked(api: ApiClient) -> None:
    admin = await api.as_("admin")
    made = await admin.post(f"{AUTH}/api-keys", {"name": "Web site", "scopes": ["identity"]})
    assert made.status_code == 201, made.text
    key = {"X-API-Key": made.json()["key"]}
    assert (await api.get(f"{AUTH}/me", headers=key)).json()["full_name"] == "Web site"
    assert (await api.get(f"{AUTH}/users", headers=key)).status_code == 403
    assert made.json()["key"] not in (await admin.get(f"{AUTH}/api-keys")).text
    narrow = await admin.post(f"{AUTH}/api-keys", {"name": "Sales only", "scopes": ["sales"]})
    outside = await api.get(f"{AUTH}/me", headers={"X-API-Key": narrow.json()["key"]})
    assert (outside.status_code, outside.json()["code"]) == (403, "scope_missing")
    await admin.delete(f"{AUTH}/api-keys/{made.json()['id']}")
    assert await status(api, key) == (401, "bad_api_key")


async def test_a_key_expires(api: ApiClient, clock: SteerableClock) -> None:
    admin = await api.as_("admin")
    body = {"name": "Short", "scopes": ["identity"], "expires_at": "2026-03-02T16:00:00Z"}
    key = {"X-API-Key": (await admin.post(f"{AUTH}/api-keys", body)).json()["key"]}
    assert (await status(api, key))[0] == 200
    clock.advance(hours=1)
    assert await status(api, key) == (401, "bad_api_key")
    bad = await admin.post(f"{AUTH}/api-keys", {"name": " ", "scopes": ["moon"], "expires_at": "2026-01-01T00:00:00Z"})
    assert {error["field"] for error in bad.json()["errors"]} == {"name", "scopes", "expires_at"}


async def mailed_token(platform: Platform, user_id: int) -> str:
    """The token that the mail carries, as the mailer reads it: decrypted from its row."""
    async with platform.reading() as reads:
        link = await reads.identity.newest_password_link(user_id)
    assert link is not None
    return link.token


async def test_a_mailed_link_sets_a_password_once_and_ends_all_sessions(
    api: ApiClient, platform: Platform, clock: SteerableClock
) -> None:
    user_id = await sign_up(await api.as_("admin"))
    headers = await log_in(api)
    known = await api.post(f"{AUTH}/password-reset", {"email": "ann@example.com"})
    unknown = await api.post(f"{AUTH}/password-reset", {"email": "nobody@example.com"})
    assert (known.status_code, known.content) == (unknown.status_code, unknown.content) == (202, known.content)
    body = {"token": await mailed_token(platform, user_id), "new_password": "chosen by the mailed link"}
    assert (await api.post(f"{AUTH}/password-reset/confirm", body)).status_code == 204
    assert await status(api, headers) == (401, "session_ended")
    await log_in(api, "chosen by the mailed link")
    again = await api.post(f"{AUTH}/password-reset/confirm", body)
    assert (again.status_code, again.json()["code"]) == (422, "bad_password_token")


async def test_a_mailed_link_works_for_an_hour(api: ApiClient, platform: Platform, clock: SteerableClock) -> None:
    user_id = await sign_up(await api.as_("admin"))
    await api.post(f"{AUTH}/password-reset", {"email": "ann@example.com"})
    body = {"token": await mailed_token(platform, user_id), "new_password": "chosen by the mailed link"}
    clock.advance(minutes=60)
    assert (await api.post(f"{AUTH}/password-reset/confirm", body)).status_code == 422


async def test_a_user_without_a_password_is_invited_and_active_once_they_chose_one(
    api: ApiClient, platform: Platform
) -> None:
    admin = await api.as_("admin")
    made = (await admin.post(f"{AUTH}/users", {"email": "bo@example.com", "full_name": "Bo", "role": "agent"})).json()
    assert made["status"] == "pending"
    body = {"token": await mailed_token(platform, made["id"]), "new_password": "chosen by invitation"}
    assert (await api.post(f"{AUTH}/password-reset/confirm", body)).status_code == 204
    await log_in(api, "chosen by invitation", "bo@example.com")


@pytest.mark.parametrize("table", ["audit.records", "platform.outbox"])
async def test_no_secret_reaches_records_or_events(api: ApiClient, platform: Platform, table: str) -> None:
    admin = await api.as_("admin")
    user_id = await sign_up(admin)
    key = (await admin.post(f"{AUTH}/api-keys", {"name": "Web", "scopes": ["sales"]})).json()["key"]
    await api.post(f"{AUTH}/password-reset", {"email": "ann@example.com"})
    token = await mailed_token(platform, user_id)
    secrets = [key, token, platform.tokens.hash(key), platform.tokens.hash(token), PASSWORD, "argon2id"]
    async with platform.engine.connect() as connection:
        rows = (await connection.execute(text(f"SELECT t::text FROM {table} AS t"))).scalars().all()
    assert rows
    assert not [secret for secret in secrets if any(secret in row for row in rows)]
