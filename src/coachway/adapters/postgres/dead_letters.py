"""Events that were tried too often, and their second chance."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update

from coachway.adapters.postgres.platform_tables import outbox
from coachway.adapters.postgres.session import Executor

_is_dead = outbox.c.dead_at.is_not(None) & outbox.c.done_at.is_(None)


@dataclass(frozen=True, slots=True)
class DeadEvent:
    """An event that no attempt could deliver, with the last attempt's errors."""

    id: int
    name: str
    occurred_at: datetime
    dead_at: datetime
    attempts: int
    last_error: str


async def dead_events(db: Executor, *, limit: int) -> list[DeadEvent]:
    """The newest of them, newest first."""
    columns = (outbox.c.id, outbox.c.name, outbox.c.occurred_at, outbox.c.dead_at, outbox.c.attempts)
    query = select(*columns, outbox.c.last_error).where(_is_dead).order_by(outbox.c.id.desc()).limit(limit)
    return [DeadEvent(*row[:5], row.last_error or "") for row in await db.execute(query)]


async def revive_events(db: Executor, event_ids: Collection[int] | None, *, at: datetime) -> list[int]:
    """Make these dead events, or all of them for None, due again with all attempts before them; says which it did."""
    wanted = _is_dead if event_ids is None else _is_dead & outbox.c.id.in_(event_ids)
    revived = update(outbox).where(wanted).values(dead_at=None, attempts=0, next_attempt_at=at).returning(outbox.c.id)
    return sorted((await db.execute(revived)).scalars())
