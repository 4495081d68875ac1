"""Every data change leaves a record in its own transaction, with who did it, and without what is secret."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from coachway.entrypoints.bootstrap import Platform
from tests.api_client import ApiClient

USERS = "/api/v1/auth/users"


async def records(platform: Platform, entity_id: int) -> list[dict[str, object]]:
    wanted = text("SELECT * FROM audit.records WHERE entity_type = 'user' AND entity_id = :id ORDER BY id")
    async with platform.engine.connect() as connection:
        return [dict(row) for row in (await connection.execute(wanted, {"id": entity_id})).mappings()]


async def test_an_insert_and_an_update_are_recorded_with_their_actor(api: ApiClient, platform: Platform) -> None:
    admin = await api.as_("admin")
    new = {"email": "ann@example.com", "full_name": "Ann", "role": "agent", "password": "twelve characters"}
    user_id = (await admin.post(USERS, new)).json()["id"]
    await admin.put(f"{USERS}/{user_id}", {"full_name": "Ann A."}, headers={"X-Request-ID": "the-update"})
    inserted, updated = await records(platform, user_id)
    assert (inserted["action"], inserted["context"], inserted["actor_id"]) == ("insert", "identity", admin.user_id)
    assert "password_hash" not in inserted["changes"]  # type: ignore[operator]
    assert (updated["action"], updated["request_id"], updated["actor_role"]) == ("update", "the-update", "admin")
    changes = updated["changes"]
    assert isinstance(changes, dict)
    assert changes["full_name"] == {"before": "Ann", "after": "Ann A."}
    assert set(changes) == {"full_name", "version"}


async def test_records_cannot_be_changed_or_deleted(api: ApiClient, platform: Platform) -> None:
    await api.as_("admin")
    for statement in (
        "UPDATE audit.records SET actor_id = 1",
        "DELETE FROM audit.records",
        "TRUNCATE audit.records CASCADE",
    ):
        async with platform.engine.connect() as connection:
            with pytest.raises(DBAPIError, match="only grows"):
                await connection.execute(text(statement))


async def test_an_event_is_stored_with_what_it_tells_of_and_not_without(api: ApiClient, platform: Platform) -> None:
    admin = await api.as_("admin")
    new = {"email": "ann@example.com", "full_name": "Ann", "role": "agent"}
    await admin.post(USERS, new)
    await admin.post(USERS, new)  # refused: the address is taken
    async with platform.engine.connect() as connection:
        payloads = await connection.execute(text("SELECT payload FROM platform.outbox WHERE name = 'user.created'"))
        told = [payload for payload in payloads.scalars() if payload["email"] == "ann@example.com"]
    assert len(told) == 1
