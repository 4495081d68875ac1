"""Reads of users and sessions: just the columns wanted, straight into views."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import RowMapping, func, or_, select

from coachway.adapters.postgres.identity.tables import sessions, users
from coachway.adapters.postgres.paging import read_page
from coachway.adapters.postgres.search import contains
from coachway.adapters.postgres.session import Executor
from coachway.domain.identity.model import UserStatus
from coachway.domain.identity.ports import UserFilter
from coachway.domain.identity.views import Credentials, SessionView, UserView
from coachway.domain.kernel.actor import Role
from coachway.domain.kernel.errors import NotFound
from coachway.domain.kernel.paging import Page, PageRequest

_USER = tuple(users.c[name] for name in UserView.__dataclass_fields__)


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

    async def users(self, wanted: UserFilter, page: PageRequest) -> Page[UserView]:
        query = select(*_USER)
        if wanted.role is not None:
            query = query.where(users.c.role == wanted.role)
        if wanted.status is not None:
            query = query.where(users.c.status == wanted.status)
        if wanted.q:
            query = query.where(or_(contains(users.c.email, wanted.q), contains(users.c.full_name, wanted.q)))
        return await read_page(self._db, query, page, _user, newest_first=users.c.id)

    async def credentials(self, email: str) -> Credentials | None:
        query = select(users.c.id, users.c.password_hash, users.c.status, users.c.role)
        row = (await self._db.execute(query.where(users.c.email == func.lower(email.strip())))).one_or_none()
        if row is None:
            return None
        may = row.status is UserStatus.ACTIVE or (row.status is UserStatus.PENDING and row.role is Role.VENDOR)
        return Credentials(user_id=row.id, password_hash=row.password_hash, may_sign_in=may)

    async def sessions(self, user_id: int, at: datetime) -> list[SessionView]:
        live = (sessions.c.logout_at.is_(None) & (sessions.c.expires_at > at)).label("is_active")
        columns = (sessions.c[name] for name in SessionView.__dataclass_fields__ if name != "is_active")
        query = select(*columns, live).where(sessions.c.user_id == user_id, live.element)
        rows = await self._db.execute(query.order_by(sessions.c.id.desc()))
        return [SessionView(**row) for row in rows.mappings()]
