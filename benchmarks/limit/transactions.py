"""What every write of the product sends besides its own statements: who acts, an id, an event."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import asyncpg

_ACT_AS = "SELECT set_config('coachway.context', $1, true)"
_NEXT_ID = "SELECT nextval($1::regclass)"
_STORE_EVENT = """
    INSERT INTO platform.outbox (name, payload, actor, occurred_at, next_attempt_at) VALUES ($1, $2, $3, $4, $4)
"""
ACTOR = {"id": 1, "role": "manager", "name": "Bench Manager", "ip_address": "127.0.0.1"}
_CONTEXT = '{"id": 1, "role": "manager", "name": "Bench Manager", "ip_address": "127.0.0.1"}'


async def act(connection: asyncpg.Connection) -> datetime:
    """Tell the audit's triggers who acts; answers with the moment."""
    await connection.execute(_ACT_AS, _CONTEXT)
    return datetime.now(UTC)


async def next_id(connection: asyncpg.Connection, sequence: str) -> int:
    drawn: int = await connection.fetchval(_NEXT_ID, sequence)
    return drawn


async def store_event(connection: asyncpg.Connection, name: str, payload: dict[str, Any], at: datetime) -> None:
    await connection.execute(_STORE_EVENT, name, payload, ACTOR, at)
