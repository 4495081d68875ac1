"""E-mail preferences and unsubscribe links in PostgreSQL."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncSession

from coachway.adapters.postgres.sales.tables import email_preferences, unsubscribe_links
from coachway.domain.sales.model import EmailPreferences, UnsubscribeLink


class PostgresEmailPreferences:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def of(self, client_id: int, *, at: datetime) -> EmailPreferences:
        # Two who are the first at the same moment must meet the same row.
        unsaid = EmailPreferences.unsaid(client_id, at=at)
        values = {name: getattr(unsaid, name) for name in EmailPreferences.__dataclass_fields__}
        await self._session.execute(upsert(email_preferences).values(values).on_conflict_do_nothing())
        return await self._session.get_one(EmailPreferences, client_id, with_for_update=True)

    async def said(self, client_id: int) -> EmailPreferences | None:
        return await self._session.get(EmailPreferences, client_id, with_for_update=True)

    async def hand_over_links(self, duplicate_id: int, survivor_id: int) -> None:
        moved = update(unsubscribe_links).where(unsubscribe_links.c.client_id == duplicate_id)
        await self._session.execute(moved.values(client_id=survivor_id))

    async def client_of_link(self, token_hash: str) -> int | None:
        query = select(unsubscribe_links.c.client_id).where(unsubscribe_links.c.token_hash == token_hash)
        return (await self._session.execute(query)).scalar_one_or_none()

    async def newest_token(self, client_id: int) -> str | None:
        links = unsubscribe_links.c
        query = select(links.token).where(links.client_id == client_id).order_by(links.id.desc()).limit(1)
        return (await self._session.execute(query)).scalar_one_or_none()

    async def add_link(self, link: UnsubscribeLink, *, at: datetime) -> None:
        await self._session.execute(insert(unsubscribe_links).values(created_at=at, **asdict(link)))
