"""No password, key, token or number that is secret lies anywhere in clear, or is told to whom it is not for."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from coachway.adapters.postgres.schema import metadata
from coachway.domain.kernel.actor import Role
from tests.bodies import address_of
from tests.served import OPERATIONS
from tests.story import AGENTS_PASSWORD, AUTH, SECRET_NUMBERS, Story

TABLES = sorted(table.fullname for table in metadata.tables.values())
# Where others look, or where things stay: not even what a secret is kept as may lie there.
RECORDS = ["audit.records", "platform.outbox", "platform.idempotency_keys"]
PEOPLE = {Role.ADMIN: "admin", Role.MANAGER: "manager", Role.AGENT: "agent"}


async def rows(story: Story, table: str) -> list[str]:
    async with story.api.platform.engine.connect() as connection:
        return list((await connection.execute(text(f"SELECT t::text FROM {table} AS t"))).scalars())


@pytest.mark.parametrize("table", TABLES)
async def test_no_secret_lies_in_clear_in_any_table(story: Story, table: str) -> None:
    found = [
        (secret, row[:200])
        for row in await rows(story, table)
        for secret in story.secrets | story.links
        if secret in row
    ]
    assert found == []


@pytest.mark.parametrize("table", RECORDS)
async def test_no_record_holds_what_a_secret_is_kept_as(story: Story, table: str) -> None:
    hashes = [story.api.platform.tokens.hash(secret) for secret in story.secrets | story.links]
    kept = await rows(story, table)
    assert kept
    encrypted = "gAAAA" if table != "platform.idempotency_keys" else "$argon2"  # kept answers are encrypted whole
    assert [row[:200] for row in kept for sign in (*hashes, "$argon2", encrypted) if sign in row] == []


async def test_passwords_are_hashed_with_argon2id_and_a_salt_each(story: Story) -> None:
    hashed = [row for row in await rows(story, "identity.users") if "$argon2id$" in row]
    assert len(hashed) == len(set(hashed)) == 2  # both agents chose the same password


def test_no_log_line_tells_a_secret(story: Story) -> None:
    assert len(story.logged) > 100
    assert [line for line in story.logged for secret in story.secrets | story.links if secret in line] == []


async def test_no_failed_statement_tells_what_it_was_given(story: Story) -> None:
    async with story.api.platform.engine.connect() as connection:
        with pytest.raises(DBAPIError) as failed:
            await connection.execute(text("SELECT CAST(:given AS text), 1 / 0"), {"given": "hush hush"})
    assert "hush" not in str(failed.value)


async def everything(story: Story, role: Role) -> list[tuple[str, str]]:
    """Every read that the role may make, of either side's objects."""
    side = story.sides["a"]
    who = {Role.CLIENT: side.client, Role.VENDOR: side.vendor}.get(role) or getattr(story, PEOPLE[role])
    reads = [each for each in OPERATIONS if each.method == "GET" and role in each.roles]
    addresses = [address_of(each, side) for each in reads if each.operation_id != "get_me"]
    return [(address, (await who.get(address)).text) for address in addresses]


@pytest.mark.parametrize("role", [*PEOPLE, Role.CLIENT, Role.VENDOR])
async def test_nobody_is_told_a_secret_that_is_not_for_them(story: Story, role: Role) -> None:
    secret = {"$argon2", *story.secrets}
    if role in (Role.ADMIN, Role.VENDOR):  # a vendor may read its own numbers, and an admin everybody's
        secret -= set(SECRET_NUMBERS.values())
    if role not in PEOPLE:  # staff copy the links of quotes
        secret |= story.links
    told = await everything(story, role)
    assert [(path, each) for path, answer in told for each in secret if each in answer and each not in path] == []


async def test_no_error_answer_repeats_the_secret_that_was_sent(story: Story) -> None:
    api, hush = story.api, "hush, not even in an error"
    login = {"email": "agent-a@example.com", "password": AGENTS_PASSWORD}
    token = (await api.post(f"{AUTH}/login", login)).json()["access_token"]
    agent = {"Authorization": f"Bearer {token}"}
    answers = [
        await api.post(f"{AUTH}/login", {"email": "nobody@example.com", "password": hush}),
        await api.post(f"{AUTH}/login", {"email": "nobody@example.com", "password": {"of": hush}}),
        await api.post(f"{AUTH}/refresh", {"refresh_token": hush}),
        await api.post(f"{AUTH}/password-reset/confirm", {"token": hush, "new_password": hush}),
        await api.post(f"{AUTH}/me/password", {"current_password": hush, "new_password": hush}, headers=agent),
        await api.post(f"{AUTH}/me/password", {"current_password": hush, "new_password": [hush]}, headers=agent),
        await api.get(f"{AUTH}/me", headers={"X-API-Key": hush}),
        await api.get(f"{AUTH}/me", headers={"Authorization": f"Bearer {hush}"}),
        await story.admin.put("/api/v1/vendor/vendors/1", {"tax_id": {"number": hush}}),
    ]
    assert {answer.status_code for answer in answers} <= {401, 422}
    assert [answer.text for answer in answers if hush in answer.text] == []
