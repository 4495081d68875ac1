"""Writing every encrypted value anew with the newest key, so that an older one can be dropped."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Column, Table, Text, and_, select, tuple_, type_coerce, update
from sqlalchemy.ext.asyncio import AsyncEngine

from coachway.adapters.postgres.schema import metadata
from coachway.adapters.postgres.types import EncryptedText, keyring

_BATCH: Final = 500


async def encrypt_anew(engine: AsyncEngine) -> int:
    """Every value that an older key encrypted; says how many. Can be interrupted and repeated at any time."""
    written = 0
    for table in metadata.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, EncryptedText):
                written += await _encrypt_column(engine, table, column)
    return written


async def _encrypt_column(engine: AsyncEngine, table: Table, column: Column[str]) -> int:
    stored, keys, written = type_coerce(column, Text), list(table.primary_key), 0
    batch = select(*keys, stored.label("stored")).where(stored.is_not(None)).order_by(*keys).limit(_BATCH)
    following = batch
    while True:
        async with engine.begin() as connection:
            rows = (await connection.execute(following)).all()
            for *identity, kept in rows:
                renewed = keyring.renewed(kept)
                if renewed is not None:
                    # Whoever has changed it meanwhile has encrypted it with the newest key already.
                    unchanged = and_(*(key == value for key, value in zip(keys, identity, strict=True)), stored == kept)
                    await connection.execute(
                        update(table).where(unchanged).values({column: type_coerce(renewed, Text)})
                    )
                    written += 1
        if len(rows) < _BATCH:
            return written
        following = batch.where(tuple_(*keys) > tuple(rows[-1][:-1]))
