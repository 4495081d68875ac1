"""Users and sessions in PostgreSQL."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import func, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from coachway.adapters.postgres.constraints import says
from coachway.adapters.postgres.identity.tables import password_links, refresh_tokens, sessions, users
from coachway.adapters.postgres.ids import next_id
from coachway.domain.identity.model import RefreshToken, Session, User, UserStatus
from coachway.domain.identity.tokens import ApiKey, PasswordLink
from coachway.domain.kernel.actor import Role
from coachway.domain.kernel.errors import NotFound

says("users_email_key", "email_taken", "There is a user with this e-mail address already.")


class PostgresUsers:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def next_id(self) -> int:
        return await next_id(self._session, "identity.users")

    def add(self, user: User) -> None:
        self._session.add(user)

    async def get(self, user_id: int) -> User:
        user = await self._session.get(User, user_id, with_for_update=True)
        if user is None:
            raise NotFound.of("user", user_id)
        return user

    async def by_email(self, email: str) -> User | None:
        wanted = select(User).where(users.c.email == email.strip().lower()).with_for_update()
        return (await self._session.scalars(wanted)).one_or_none()

    async def of_vendor(self, vendor_id: int) -> list[User]:
        wanted = select(User).where(users.c.vendor_id == vendor_id).order_by(users.c.id).with_for_update()
        return list((await self._session.scalars(wanted)).all())

    async def hand_over_client(self, duplicate_id: int, survivor_id: int, *, at: datetime) -> list[int]:
        moved = (
            update(users)
            .where(users.c.client_id == duplicate_id)
            .values(client_id=survivor_id, updated_at=at, version=users.c.version + 1)
            .returning(users.c.id)
        )
        return sorted((await self._session.execute(moved)).scalars())

    async def any_admin(self) -> bool:
        await self._session.execute(text("LOCK TABLE identity.users IN SHARE ROW EXCLUSIVE MODE"))
        found = await self._session.execute(select(users.c.id).where(users.c.role == Role.ADMIN).limit(1))
        return found.first() is not None

    async def another_active_admin(self, than: int) -> bool:
        # Of two admins who disable each other, one waits here, and then sees what the other has done.
        await self._session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended("identity.admins", 0))))
        admins = (users.c.role == Role.ADMIN) & (users.c.status == UserStatus.ACTIVE)
        found = await self._session.execute(select(users.c.id).where(admins, users.c.id != than).limit(1))
        return found.first() is not None


class PostgresSessions:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def next_id(self) -> int:
        return await next_id(self._session, "identity.sessions")

    def add(self, session: Session) -> None:
        self._session.add(session)

    async def get(self, session_id: int) -> Session:
        found = await self._session.get(Session, session_id, with_for_update=True)
        if found is None:
            raise NotFound.of("session", session_id)
        return found

    async def live_of(self, user_id: int, at: datetime) -> list[Session]:
        live = (
            select(Session)
            .where(sessions.c.user_id == user_id, sessions.c.logout_at.is_(None), sessions.c.expires_at > at)
            .order_by(sessions.c.id)
            .with_for_update()
        )
        return list((await self._session.scalars(live)).all())

    async def end_all(self, user_ids: Collection[int], reason: str, *, at: datetime) -> list[tuple[int, int]]:
        ended = (
            update(sessions)
            .where(sessions.c.user_id.in_(list(user_ids)), sessions.c.logout_at.is_(None), sessions.c.expires_at > at)
            .values(logout_at=at, terminated_reason=reason, version=sessions.c.version + 1)
            .returning(sessions.c.id, sessions.c.user_id)
        )
        return [(session_id, user_id) for session_id, user_id in (await self._session.execute(ended)).all()]

    async def next_token_id(self) -> int:
        return await next_id(self._session, "identity.refresh_tokens")

    def add_token(self, token: RefreshToken) -> None:
        self._session.add(token)

    async def token(self, token_hash: str) -> RefreshToken | None:
        wanted = select(RefreshToken).where(refresh_tokens.c.token_hash == token_hash).with_for_update()
        return (await self._session.scalars(wanted)).one_or_none()

    async def user_of_token(self, token_hash: str) -> int | None:
        of_session = sessions.c.id == refresh_tokens.c.session_id
        wanted = select(sessions.c.user_id).join(refresh_tokens, of_session)
        return await self._session.scalar(wanted.where(refresh_tokens.c.token_hash == token_hash))


class PostgresPasswordLinks:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def next_id(self) -> int:
        return await next_id(self._session, "identity.password_links")

    def add(self, link: PasswordLink) -> None:
        self._session.add(link)

    async def by_hash(self, token_hash: str) -> PasswordLink | None:
        wanted = select(PasswordLink).where(password_links.c.token_hash == token_hash).with_for_update()
        return (await self._session.scalars(wanted)).one_or_none()

    async def user_of(self, token_hash: str) -> int | None:
        wanted = select(password_links.c.user_id).where(password_links.c.token_hash == token_hash)
        return await self._session.scalar(wanted)

    async def unused_of(self, user_id: int) -> list[PasswordLink]:
        unused = (password_links.c.user_id == user_id) & password_links.c.used_at.is_(None)
        wanted = select(PasswordLink).where(unused).order_by(password_links.c.id).with_for_update()
        return list((await self._session.scalars(wanted)).all())


class PostgresApiKeys:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def next_id(self) -> int:
        return await next_id(self._session, "identity.api_keys")

    def add(self, key: ApiKey) -> None:
        self._session.add(key)

    async def get(self, key_id: int) -> ApiKey:
        key = await self._session.get(ApiKey, key_id, with_for_update=True)
        if key is None:
            raise NotFound.of("API key", key_id)
        return key
