"""What a context made of which lead, in a table of its schema."""

from __future__ import annotations

from sqlalchemy import Column, Table, func, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from coachway.adapters.postgres.metadata import metadata
from coachway.adapters.postgres.types import Id


def made_of_leads(schema: str) -> Table:
    """The table; leads may be kept in another database, so nothing refers to them."""
    return Table(
        "made_of_leads",
        metadata,
        Column("lead_id", Id, primary_key=True, autoincrement=False),
        Column("made_id", Id, nullable=False),
        schema=schema,
    )


class PostgresMadeOfLeads:
    def __init__(self, session: AsyncSession, table: Table) -> None:
        self._session = session
        self._table = table

    async def of(self, lead_id: int) -> int | None:
        lock = func.pg_advisory_xact_lock(func.hashtextextended(f"{self._table.fullname}\n{lead_id}", 0))
        await self._session.execute(select(lock))
        query = select(self._table.c.made_id).where(self._table.c.lead_id == lead_id)
        return (await self._session.execute(query)).scalar_one_or_none()

    async def note(self, lead_id: int, made_id: int) -> None:
        await self._session.execute(insert(self._table).values(lead_id=lead_id, made_id=made_id))
