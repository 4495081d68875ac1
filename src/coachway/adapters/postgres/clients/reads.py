"""Reads of clients."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import ARRAY, RowMapping, String, any_, bindparam, func, or_, select

from coachway.adapters.postgres.clients.tables import clients
from coachway.adapters.postgres.paging import read_page
from coachway.adapters.postgres.search import contains
from coachway.adapters.postgres.session import Executor
from coachway.domain.clients.model import merged_away
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
# Who was merged is found, and answered for by whom they were merged into.
_found = clients.alias("found")
_OF_FOUND = _found.join(clients, clients.c.id == func.coalesce(_found.c.merged_into_client_id, _found.c.id))

_ALIKE = (
    select(_found.c.email.label("found_email"), _found.c.phone.label("found_phone"), *_CONTACT)
    .select_from(_OF_FOUND)
    .where(
        or_(
            _found.c.email == any_(bindparam("emails", type_=ARRAY(String))),
            _found.c.phone == any_(bindparam("phones", type_=ARRAY(String))),
        )
    )
    .order_by(_found.c.merged_into_client_id.is_not(None), _found.c.id)
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
        there = select(clients.c.id, clients.c.merged_into_client_id).where(clients.c.id.in_(list(client_ids)))
        rows = (await self._db.execute(there)).all()
        for client_id, into in rows:
            if into is not None:
                raise merged_away(client_id, into)
        return frozenset(client_id for client_id, _ in rows)

    async def contact(self, client_id: int) -> ClientContact | None:
        query = select(*_CONTACT).select_from(_OF_FOUND).where(_found.c.id == client_id)
        row = (await self._db.execute(query)).mappings().one_or_none()
        return ClientContact(**row) if row else None

    async def named(self, client_id: int) -> ClientContact | None:
        contact = await self.contact(client_id)
        if contact is not None and contact.client_id != client_id:
            raise merged_away(client_id, contact.client_id)
        return contact

    async def contacts_like(self, people: Sequence[tuple[str | None, str | None]]) -> list[ClientContact | None]:
        reached_at = {
            "emails": [email for email, _ in people if email],
            "phones": [phone for _, phone in people if phone],
        }
        rows = (await self._db.execute(_ALIKE, reached_at)).all()
        found = [(email, phone, ClientContact(*contact)) for email, phone, *contact in reversed(rows)]
        by_email = {email: contact for email, _, contact in found if email}
        by_phone = {phone: contact for _, phone, contact in found if phone}
        return [by_email.get(email or "") or by_phone.get(phone or "") for email, phone in people]
