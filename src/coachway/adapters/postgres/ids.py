"""Ids are drawn from their sequence at birth, so that events and answers carry them before anything is written."""

from __future__ import annotations

from sqlalchemy import BigInteger, String, bindparam, func, select
from sqlalchemy.dialects.postgresql import REGCLASS
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql.expression import cast

_NEXT = select(func.nextval(cast(bindparam("sequence", type_=String), REGCLASS)))
_NEXT_MANY = select(func.nextval(cast(bindparam("sequence", type_=String), REGCLASS))).select_from(
    func.generate_series(1, bindparam("count", type_=BigInteger))
)


async def next_id(session: AsyncSession, table: str) -> int:
    """The next id of a table, given as `schema.table`, whose id column is an identity."""
    with session.no_autoflush:
        return int((await session.execute(_NEXT, {"sequence": f"{table}_id_seq"})).scalar_one())


async def next_ids(session: AsyncSession, table: str, count: int) -> list[int]:
    """The next `count` ids of a table, in one statement."""
    with session.no_autoflush:
        drawn = await session.execute(_NEXT_MANY, {"sequence": f"{table}_id_seq", "count": count})
        return [int(value) for value in drawn.scalars()]
