"""Charters in PostgreSQL."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import Select, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload

from coachway.adapters.postgres.charters.offers import refusal
from coachway.adapters.postgres.charters.tables import charters, replaced_links
from coachway.adapters.postgres.ids import next_id, next_ids
from coachway.domain.charters.model import Charter, QuoteLink
from coachway.domain.kernel.errors import NotFound


class PostgresCharters:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def next_id(self) -> int:
        return await next_id(self._session, "charters.charters")

    async def next_ids(self, count: int) -> list[int]:
        return await next_ids(self._session, "charters.charters", count)

    async def next_stop_ids(self, count: int) -> list[int]:
        return await next_ids(self._session, "charters.stops", count) if count else []

    def add(self, charter: Charter) -> None:
        self._session.add(charter)

    async def get(self, charter_id: int) -> Charter:
        found = await self._locked(select(Charter).where(charters.c.id == charter_id))
        if found is None:
            raise NotFound.of("charter", charter_id)
        return found

    async def series_of(self, charter_id: int) -> list[Charter]:
        its_series = select(charters.c.series_id).where(charters.c.id == charter_id).scalar_subquery()
        wanted = select(Charter).where(charters.c.series_id == its_series).order_by(charters.c.instance_number)
        return list(await self._session.scalars(wanted.options(_WITH_STOPS).with_for_update()))

    async def exists(self, charter_id: int) -> bool:
        found = await self._session.execute(select(charters.c.id).where(charters.c.id == charter_id))
        return found.first() is not None

    async def by_token_hash(self, token_hash: str) -> Charter:
        found = await self._locked(select(Charter).where(charters.c.quote_token_hash == token_hash))
        if found is None:
            raise await refusal(self._session, token_hash)
        return found

    async def keep_replaced(self, charter_id: int, link: QuoteLink, *, at: datetime) -> None:
        await self._session.execute(
            insert(replaced_links).values(
                token_hash=link.token_hash, charter_id=charter_id, quote_id=link.quote_id, replaced_at=at
            )
        )

    async def rename_client(self, client_id: int, name: str) -> None:
        await self._session.execute(
            update(charters)
            .where(charters.c.client_id == client_id, charters.c.client_name != name)
            .values(client_name=name, version=charters.c.version + 1)
        )

    async def hand_over_client(self, duplicate_id: int, survivor_id: int, name: str, *, at: datetime) -> None:
        await self._session.execute(
            update(charters)
            .where(charters.c.client_id == duplicate_id)
            .values(client_id=survivor_id, client_name=name, updated_at=at, version=charters.c.version + 1)
        )

    async def _locked(self, wanted: Select[Charter]) -> Charter | None:
        """The charter first, its stops only when the lock is held: else they might be older than it."""
        return (await self._session.scalars(wanted.options(_WITH_STOPS).with_for_update())).one_or_none()


# Mapped imperatively, so that the class says nothing to the type checker of what the mapper put in its place.
_WITH_STOPS: Final = selectinload(Charter.stops)  # type: ignore[arg-type, misc]
