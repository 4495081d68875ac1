"""Leases: who leads, for a while. A row, because session locks do not survive a pooler in transaction mode."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert

from coachway.adapters.postgres.platform_tables import leases
from coachway.adapters.postgres.session import Executor


async def take_lease(db: Executor, name: str, holder: str, *, at: datetime, lasts: timedelta) -> bool:
    """Take or prolong the lease; False while somebody else holds it."""
    offered = insert(leases).values(name=name, holder=holder, expires_at=at + lasts)
    taken = offered.on_conflict_do_update(
        index_elements=["name"],
        set_={"holder": offered.excluded.holder, "expires_at": offered.excluded.expires_at},
        where=(leases.c.holder == holder) | (leases.c.expires_at <= at),
    ).returning(leases.c.holder)
    return (await db.execute(taken)).one_or_none() is not None


async def give_up_lease(db: Executor, name: str, holder: str) -> None:
    """Let somebody else lead at once."""
    await db.execute(delete(leases).where(leases.c.name == name, leases.c.holder == holder))
