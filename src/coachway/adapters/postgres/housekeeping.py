"""Throwing away what has served its time."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import delete, select

from coachway.adapters.postgres.platform_tables import handled_events, idempotency_keys, outbox
from coachway.adapters.postgres.session import Executor

_BATCH: Final = 5000


async def drop_expired_keys(db: Executor, *, at: datetime) -> None:
    """Forget the answers kept for idempotency keys that have expired."""
    await db.execute(delete(idempotency_keys).where(idempotency_keys.c.expires_at <= at))


async def drop_done_events(db: Executor, *, done_before: datetime) -> int:
    """Forget some events that were done by then, and who handled them; says how many. Dead ones stay."""
    # In the order of their ids, so that the primary key finds them: what is oldest is what is done longest.
    done = (
        select(outbox.c.id)
        .where(outbox.c.done_at < done_before)
        .order_by(outbox.c.id)
        .limit(_BATCH)
        .with_for_update(skip_locked=True)
    )
    ids = list((await db.execute(done)).scalars())
    if ids:
        await db.execute(delete(handled_events).where(handled_events.c.event_id.in_(ids)))
        await db.execute(delete(outbox).where(outbox.c.id.in_(ids)))
    return len(ids)
