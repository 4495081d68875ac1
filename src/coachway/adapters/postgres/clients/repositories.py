"""Clients in PostgreSQL."""

from __future__ import annotations

from sqlalchemy import func, or_, select
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
        if email is None and phone is None:
            return None  # it could be anybody
        same = [
            column == value
            for column, value in ((clients.c.email, email), (clients.c.phone, phone))
            if value is not None
        ]
        best_first = clients.c.email.is_not_distinct_from(email).desc() if email else clients.c.id
        found = select(Client).where(or_(*same)).order_by(best_first, clients.c.id).limit(1).with_for_update()
        return (await self._session.scalars(found)).one_or_none()

    async def reserve_contact(self, email: str | None, phone: str | None) -> None:
        # A phone number is not unique, so that no constraint could keep two registrations apart.
        for contact in sorted(contact for contact in (email, phone) if contact):
            lock = func.pg_advisory_xact_lock(func.hashtextextended(f"clients\n{contact}", 0))
            await self._session.execute(select(lock))
