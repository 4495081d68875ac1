"""Keys are replaced without anybody noticing: what the older one signed, encrypted or kept stays good."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import text

from coachway.adapters.postgres.reencryption import encrypt_anew
from coachway.adapters.postgres.types import keyring
from coachway.entrypoints.bootstrap import Platform, build_platform
from coachway.entrypoints.settings import Settings
from tests.api_client import ApiClient, open_api
from tests.fakes.clock import SteerableClock

ME, USERS = "/api/v1/auth/me", "/api/v1/auth/users"
NEW = {"email": "ann@example.com", "full_name": "Ann Agent", "role": "agent"}


@pytest.fixture
def newer_key(settings: Settings) -> Iterator[str]:
    """A key that comes before the one of the tests, which is the ring's only one again afterwards."""
    yield Fernet.generate_key().decode()
    keyring.use(settings.encryption_key)


async def encrypted(platform: Platform) -> set[str]:
    async with platform.engine.connect() as connection:
        return set((await connection.execute(text("SELECT calendar_token FROM identity.users"))).scalars())


async def test_an_encryption_key_is_replaced_and_the_older_one_dropped(
    api: ApiClient, platform: Platform, settings: Settings, newer_key: str
) -> None:
    agent, admin = await api.as_("agent"), await api.as_("admin")
    await admin.post(USERS, NEW, headers={"Idempotency-Key": "kept"})
    before = (await agent.get(ME)).json()["calendar_token"]
    keyring.use(newer_key, settings.encryption_key)
    assert (await agent.get(ME)).json()["calendar_token"] == before
    kept = await encrypted(platform)
    # Three calendar tokens, the token of Ann's invitation, and the answer that is kept under its key.
    assert await encrypt_anew(platform.engine) == 5
    assert (await encrypted(platform)).isdisjoint(kept)
    assert await encrypt_anew(platform.engine) == 0
    keyring.use(newer_key)
    assert (await agent.get(ME)).json()["calendar_token"] == before


async def test_a_repeat_is_recognised_after_its_key_was_replaced(
    api: ApiClient, settings: Settings, newer_key: str
) -> None:
    admin, headers = await api.as_("admin"), {"Idempotency-Key": "before the new key"}
    first = await admin.post(USERS, NEW, headers=headers)
    keyring.use(newer_key, settings.encryption_key)
    again = await admin.post(USERS, NEW, headers=headers)
    assert (again.status_code, again.json()) == (201, first.json())
    assert again.headers["idempotency-replayed"] == "true"


async def test_a_token_outlives_the_replacing_of_the_key_that_signed_it(
    api: ApiClient, settings: Settings, clock: SteerableClock
) -> None:
    agent = await api.as_("agent")
    rotated = replace(settings, jwt_secret=f"a newer secret of thirty-two characters,{settings.jwt_secret}")
    stranger = replace(settings, jwt_secret="a newer secret of thirty-two characters")
    for changed, status in ((rotated, 200), (stranger, 401)):
        platform = build_platform(changed, clock=clock)
        async with open_api(platform) as other:
            answer = await other.get(ME, headers={"Authorization": f"Bearer {agent.token}"})
        await platform.close()
        assert answer.status_code == status
