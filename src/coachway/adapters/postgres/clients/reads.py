"""Reads of clients."""

from __future__ import annotations

from typing import Any

from sqlalchemy import RowMapping, Select, func, or_, select

from coachway.adapters.postgres.clients.lookup import like_contact
from coachway.adapters.postgres.clients.tables import clients
from coachway.adapters.postgres.paging import read_page
from coachway.adapters.postgres.search import contains
from coachway.adapters.postgres.session import Executor
from coachway.domain.clients.ports import ClientFilter
from coachway.domain.clients.views import ClientContact, ClientView
from coachway.domain.clients.visibility import require_visible, seen_by
from coachway.domain.kernel.actor import Actor
from coachway.domain.kernel.errors import NotFound
from coachway.domain.kernel.paging import Page, PageRequest

_CLIENT = tuple(clients.c[name] for name in ClientView.__dataclass_fields__)
_PERSON = func.concat_ws(" ", clients.c.first_name, clients.c.last_name)
_NAME = func.coalesce(clients.c.company_name, func.nullif(_PERSON, ""), clients.c.email, clients.c.phone)
_CONTACT = (
    clients.c.id.label("client_id"),
    _NAME.label("name"),
    clients.c.email,
    clients.c.phone,
    clients.c.assigned_agent_id,
)


def _client(row: RowMapping) -> ClientView:
    return ClientView(**row)


class PostgresClientsReads:
    def __init__(self, executor: Executor) -> None:
        self._db = executor

    async def client(self, client_id: int, *, actor: Actor) -> ClientView:
        require_visible(client_id, actor=actor)
        row = (await self._db.execute(select(*_CLIENT).where(clients.c.id == client_id))).mappings().one_or_none()
        if row is None:
            raise NotFound.of("client", client_id)
        return seen_by(actor, _client(row))

    async def clients(self, wanted: ClientFilter, page: PageRequest) -> Page[ClientView]:
        query = select(*_CLIENT)
        if wanted.client_type is not None:
            query = query.where(clients.c.client_type == wanted.client_type)
        if wanted.is_active is not None:
            query = query.where(clients.c.is_active.is_(wanted.is_active))
        if wanted.q:
            searched = (_PERSON, clients.c.company_name, clients.c.email, clients.c.phone)
            query = query.where(or_(*(contains(column, wanted.q) for column in searched)))
        return await read_page(self._db, query, page, _client, newest_first=clients.c.id)

    async def contact(self, client_id: int) -> ClientContact | None:
        return await self._contact(select(*_CONTACT).where(clients.c.id == client_id))

    async def contact_like(self, email: str | None, phone: str | None) -> ClientContact | None:
        found = like_contact(select(*_CONTACT), email, phone)
        return None if found is None else await self._contact(found)

    async def _contact(self, query: Select[Any]) -> ClientContact | None:
        row = (await self._db.execute(query)).mappings().one_or_none()
        return ClientContact(**row) if row else None
