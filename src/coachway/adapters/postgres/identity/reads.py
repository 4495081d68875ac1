"""Reads of users and sessions: just the columns wanted, straight into views."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import RowMapping, func, or_, select

from coachway.adapters.postgres.identity.tables import api_keys, password_links, sessions, users
from coachway.adapters.postgres.paging import read_page
from coachway.adapters.postgres.search import contains
from coachway.adapters.postgres.session import Executor
from coachway.domain.identity.model import UserStatus, may_sign_in
from coachway.domain.identity.ports import UserFilter
from coachway.domain.identity.views import AccountView, ApiKeyView, Credentials, MailedLink, SessionView, UserView
from coachway.domain.kernel.actor import Actor, Role
from coachway.domain.kernel.errors import NotFound
from coachway.domain.kernel.paging import Page, PageRequest

_USER = tuple(users.c[name] for name in UserView.__dataclass_fields__)

_API_KEY = tuple(api_keys.c[name] for name in ApiKeyView.__dataclass_fields__)


def _user(row: RowMapping) -> UserView:
    return UserView(**row)


class PostgresIdentityReads:
    def __init__(self, executor: Executor) -> None:
        self._db = executor

    async def user(self, user_id: int) -> UserView:
        row = (await self._db.execute(select(*_USER).where(users.c.id == user_id))).mappings().one_or_none()
        if row is None:
            raise NotFound.of("user", user_id)
        return _user(row)

    async def account(self, user_id: int) -> AccountView:
        query = select(*_USER, users.c.calendar_token).where(users.c.id == user_id)
        row = (await self._db.execute(query)).mappings().one_or_none()
        if row is None:
            raise NotFound.of("user", user_id)
        return AccountView(**row)

    async def users(self, wanted: UserFilter, page: PageRequest) -> Page[UserView]:
        query = select(*_USER)
        if wanted.role is not None:
            query = query.where(users.c.role == wanted.role)
        if wanted.status is not None:
            query = query.where(users.c.status == wanted.status)
        if wanted.q:
            query = query.where(or_(contains(users.c.email, wanted.q), contains(users.c.full_name, wanted.q)))
        return await read_page(self._db, query, page, _user, newest_first=users.c.id)

    async def not_disabled(self, roles: Collection[Role]) -> frozenset[int]:
        query = select(users.c.id).where(users.c.role.in_(roles), users.c.status != UserStatus.DISABLED)
        return frozenset((await self._db.execute(query)).scalars())

    async def credentials(self, email: str) -> Credentials | None:
        query = select(users.c.id, users.c.password_hash, users.c.status, users.c.role)
        row = (await self._db.execute(query.where(users.c.email == func.lower(email.strip())))).one_or_none()
        if row is None:
            return None
        return Credentials(
            user_id=row.id, password_hash=row.password_hash, may_sign_in=may_sign_in(row.role, row.status)
        )

    async def sessions(self, user_id: int, at: datetime) -> list[SessionView]:
        live = (sessions.c.logout_at.is_(None) & (sessions.c.expires_at > at)).label("is_active")
        columns = (sessions.c[name] for name in SessionView.__dataclass_fields__ if name != "is_active")
        query = select(*columns, live).where(sessions.c.user_id == user_id, live.element)
        rows = await self._db.execute(query.order_by(sessions.c.id.desc()))
        return [SessionView(**row) for row in rows.mappings()]

    async def api_keys(self, page: PageRequest) -> Page[ApiKeyView]:
        return await read_page(
            self._db, select(*_API_KEY), page, lambda row: ApiKeyView(**row), newest_first=api_keys.c.id
        )

    async def api_key(self, key_id: int) -> ApiKeyView:
        row = (await self._db.execute(select(*_API_KEY).where(api_keys.c.id == key_id))).mappings().one_or_none()
        if row is None:
            raise NotFound.of("API key", key_id)
        return ApiKeyView(**row)

    async def bearer_of_key(self, key_hash: str, at: datetime) -> Actor | None:
        query = (
            select(users.c.id, users.c.full_name, users.c.role, api_keys.c.scopes)
            .join_from(api_keys, users, api_keys.c.user_id == users.c.id)
            .where(
                api_keys.c.key_hash == key_hash,
                api_keys.c.revoked_at.is_(None),
                or_(api_keys.c.expires_at.is_(None), api_keys.c.expires_at > at),
                users.c.status == UserStatus.ACTIVE,
            )
        )
        row = (await self._db.execute(query)).one_or_none()
        if row is None:
            return None
        return Actor(role=row.role, user_id=row.id, name=row.full_name, scopes=frozenset(row.scopes))

    async def bearer_of_calendar_token(self, token_hash: str) -> Actor | None:
        query = select(
            users.c.id, users.c.full_name, users.c.role, users.c.client_id, users.c.vendor_id, users.c.status
        )
        row = (await self._db.execute(query.where(users.c.calendar_token_hash == token_hash))).one_or_none()
        if row is None or not may_sign_in(row.role, row.status):
            return None
        return Actor(
            role=row.role, user_id=row.id, name=row.full_name, client_id=row.client_id, vendor_id=row.vendor_id
        )

    async def newest_password_link(self, user_id: int) -> MailedLink | None:
        query = (
            select(
                password_links.c.purpose,
                password_links.c.token,
                password_links.c.expires_at,
                users.c.email,
                users.c.full_name,
            )
            .join_from(password_links, users, password_links.c.user_id == users.c.id)
            .where(password_links.c.user_id == user_id, password_links.c.used_at.is_(None))
            .order_by(password_links.c.id.desc())
            .limit(1)
        )
        row = (await self._db.execute(query)).mappings().one_or_none()
        return MailedLink(**row) if row else None

    async def is_session_live(self, session_id: int, at: datetime) -> bool:
        query = select(sessions.c.id).where(
            sessions.c.id == session_id, sessions.c.logout_at.is_(None), sessions.c.expires_at > at
        )
        return (await self._db.execute(query)).first() is not None
