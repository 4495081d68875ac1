"""Clients in PostgreSQL."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from coachway.adapters.postgres.clients.lookup import like_contact
from coachway.adapters.postgres.constraints import says
from coachway.adapters.postgres.ids import next_id
from coachway.domain.clients.model import Client
from coachway.domain.kernel.errors import NotFound

says("clients_email_key", "client_email_taken", "There is a client with this e-mail address already.")


class PostgresClients:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def next_id(self) -> int:
        return await next_id(self._session, "clients.clients")

    def add(self, client: Client) -> None:
        self._session.add(client)

    async def get(self, client_id: int) -> Client:
        client = await self._session.get(Client, client_id, with_for_update=True)
        if client is None:
            raise NotFound.of("client", client_id)
        return client

    async def by_contact(self, email: str | None, phone: str | None) -> Client | None:
        found = like_contact(select(Client), email, phone)
        return None if found is None else (await self._session.scalars(found.with_for_update())).one_or_none()

    async def reserve_contact(self, email: str | None, phone: str | None) -> None:
        # A phone number is not unique, so that no constraint could keep two registrations apart.
        for contact in sorted(contact for contact in (email, phone) if contact):
            lock = func.pg_advisory_xact_lock(func.hashtextextended(f"clients\n{contact}", 0))
            await self._session.execute(select(lock))
