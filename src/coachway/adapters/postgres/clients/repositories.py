"""Clients in PostgreSQL."""

from __future__ import annotations

from typing import Final

from sqlalchemy import func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from coachway.adapters.postgres.clients.tables import clients
from coachway.adapters.postgres.constraints import says
from coachway.adapters.postgres.ids import next_id
from coachway.domain.clients.model import Client
from coachway.domain.kernel.errors import NotFound

says("clients_email_key", "client_email_taken", "There is a client with this e-mail address already.")

_SURVIVOR: Final = func.coalesce(clients.c.merged_into_client_id, clients.c.id)
_IS_MERGED: Final = clients.c.merged_into_client_id.is_not(None)


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
        if email is None and phone is None:
            return None  # it could be anybody
        same = [
            column == value
            for column, value in ((clients.c.email, email), (clients.c.phone, phone))
            if value is not None
        ]
        best_first = clients.c.email.is_not_distinct_from(email).desc() if email else clients.c.id
        # Who has it today goes before who had it and was merged.
        found = select(_SURVIVOR).where(or_(*same)).order_by(best_first, _IS_MERGED, clients.c.id).limit(1)
        client_id = (await self._session.execute(found)).scalar_one_or_none()
        if client_id is None:
            return None
        client = await self.get(client_id)
        # Perhaps it was merged while this waited for its lock.
        return await self.get(client.merged_into_client_id) if client.merged_into_client_id else client

    async def both(self, one: int, other: int) -> dict[int, Client]:
        wanted = select(Client).where(clients.c.id.in_((one, other))).order_by(clients.c.id).with_for_update()
        return {client.id: client for client in await self._session.scalars(wanted)}

    async def owner_of(self, email: str) -> int | None:
        merged = select(clients.c.merged_into_client_id).where(clients.c.email == email, _IS_MERGED).limit(1)
        return (await self._session.execute(merged)).scalar_one_or_none()

    async def follow_merge(self, client_id: int, into: int) -> None:
        await self._session.execute(
            update(clients)
            .where(clients.c.merged_into_client_id == client_id)
            .values(merged_into_client_id=into, version=clients.c.version + 1)
        )

    async def reserve_contact(self, email: str | None, phone: str | None) -> None:
        # A phone number is not unique, so that no constraint could keep two registrations apart.
        for contact in sorted(contact for contact in (email, phone) if contact):
            lock = func.pg_advisory_xact_lock(func.hashtextextended(f"clients\n{contact}", 0))
            await self._session.execute(select(lock))
