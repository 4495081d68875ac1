"""Reads of clients."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import ARRAY, RowMapping, Select, String, any_, bindparam, func, or_, select

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

_ALIKE = (
    select(*_CONTACT)
    .where(
        or_(
            clients.c.email == any_(bindparam("emails", type_=ARRAY(String))),
            clients.c.phone == any_(bindparam("phones", type_=ARRAY(String))),
        )
    )
    .order_by(clients.c.id)
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

    async def known(self, client_ids: Collection[int]) -> frozenset[int]:
        there = select(clients.c.id).where(clients.c.id.in_(list(client_ids)))
        return frozenset((await self._db.execute(there)).scalars())

    async def contact(self, client_id: int) -> ClientContact | None:
        return await self._contact(select(*_CONTACT).where(clients.c.id == client_id))

    async def contacts_like(self, people: Sequence[tuple[str | None, str | None]]) -> list[ClientContact | None]:
        reached_at = {
            "emails": [email for email, _ in people if email],
            "phones": [phone for _, phone in people if phone],
        }
        found = [ClientContact(**row) for row in (await self._db.execute(_ALIKE, reached_at)).mappings()]
        newest_first = found[::-1]
        by_email = {contact.email: contact for contact in newest_first if contact.email}
        by_phone = {contact.phone: contact for contact in newest_first if contact.phone}
        return [by_email.get(email or "") or by_phone.get(phone or "") for email, phone in people]

    async def _contact(self, query: Select[Any]) -> ClientContact | None:
        row = (await self._db.execute(query)).mappings().one_or_none()
        return ClientContact(**row) if row else None
