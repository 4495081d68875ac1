"""Sealing: audit records become links of one chain, in the order of their transactions, by one sealer at a time."""

from __future__ import annotations

from typing import Final

from sqlalchemy import ColumnElement, Select, bindparam, func, insert, or_, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from coachway.adapters.postgres.audit.contents import CONTENT, content_of
from coachway.adapters.postgres.constraints import in_domain_words
from coachway.adapters.postgres.platform_tables import Xid8, audit_chain, audit_head, audit_records
from coachway.domain.changes.audit_chain import link

BATCH: Final = 1000

_snapshot = func.pg_current_snapshot()
# Every transaction below this has ended: none of them can add a record any more.
_finished_below = func.pg_snapshot_xmin(_snapshot, type_=Xid8)
_transaction = audit_records.c.transaction_id
_unsealed = ~select(audit_chain.c.record_id).where(audit_chain.c.record_id == audit_records.c.id).exists()

_ANYTHING_TO_DO: Final = text(
    """
    SELECT head.sealed_below > pg_snapshot_xmin(pg_current_snapshot()) OR EXISTS (
        SELECT FROM audit.records
        WHERE records.transaction_id >= head.sealed_below
          AND records.transaction_id < pg_snapshot_xmin(pg_current_snapshot())
          AND NOT EXISTS (SELECT FROM audit.chain WHERE chain.record_id = records.id))
    FROM audit.head
    """
)
_HEAD: Final = select(
    audit_head.c.position,
    audit_head.c.hash,
    audit_head.c.sealed_below,
    (audit_head.c.sealed_below > _finished_below).label("is_elsewhere"),
).with_for_update()


def _next(*conditions: ColumnElement[bool]) -> Select[tuple[object, ...]]:
    return (
        select(*CONTENT, _transaction, _finished_below.label("finished_below"))
        .where(_unsealed, *conditions)
        .limit(BATCH)
    )


_since = bindparam("since", type_=Xid8)
_NEXT: Final = _next(_transaction >= _since, _transaction < _finished_below).order_by(_transaction, audit_records.c.id)
# A restored dump counts its transactions anew, so what it brought along says nothing of order but by its ids.
_NEXT_AFTER_A_RESTORE: Final = _next(
    or_(_transaction < _finished_below, _transaction >= func.pg_snapshot_xmax(_snapshot, type_=Xid8))
).order_by(audit_records.c.id)


class PostgresAuditSealer:
    """Chains what is not chained yet; any number of processes may run one, they wait for each other."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def seal(self) -> int:
        """Seal every record whose transaction, and all before it, have ended; says how many.

        With nothing new it is one read. Each batch is a transaction of its own.
        """
        sealed = 0
        with in_domain_words():
            async with self._engine.connect() as connection:
                if not (await connection.execute(_ANYTHING_TO_DO)).scalar_one():
                    return 0
                await connection.rollback()
                while True:
                    count = await _seal_batch(connection)
                    await connection.commit()
                    sealed += count
                    if count < BATCH:
                        return sealed


async def _seal_batch(connection: AsyncConnection) -> int:
    head = (await connection.execute(_HEAD)).one()
    wanted = _NEXT_AFTER_A_RESTORE if head.is_elsewhere else _NEXT.params(since=head.sealed_below)
    rows = (await connection.execute(wanted)).mappings().all()
    position, previous, links = head.position, head.hash, []
    for row in rows:
        position, before = position + 1, previous
        previous = link(before, content_of(row))
        links.append({"position": position, "record_id": row["id"], "previous_hash": before, "hash": previous})
    if links:
        await connection.execute(insert(audit_chain), links)
    moved: dict[str, object] = {"position": position, "hash": previous}
    if len(rows) < BATCH:
        moved["sealed_below"] = rows[-1]["finished_below"] if rows else _finished_below
    elif not head.is_elsewhere:
        moved["sealed_below"] = rows[-1]["transaction_id"]
    await connection.execute(update(audit_head).values(moved))
    return len(rows)
