"""Clients in PostgreSQL."""

from __future__ import annotations

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from coachway.adapters.postgres.clients.tables import clients
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
        wanted = [
            column == value
            for column, value in ((clients.c.email, email), (clients.c.phone, phone))
            if value is not None
        ]
        if not wanted:
            return None
        # Whoever has the e-mail address comes first; a phone number may be shared, then the oldest client counts.
        best_first = clients.c.email.is_not_distinct_from(email).desc() if email else clients.c.id
        query = select(Client).where(or_(*wanted)).order_by(best_first, clients.c.id).limit(1).with_for_update()
        return (await self._session.scalars(query)).one_or_none()
