"""What identity needs from the outside."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from coachway.domain.identity.model import RefreshToken, Session, User, UserStatus
from coachway.domain.identity.tokens import ApiKey, PasswordLink
from coachway.domain.identity.views import AccountView, ApiKeyView, Credentials, MailedLink, SessionView, UserView
from coachway.domain.kernel.actor import Actor, Role
from coachway.domain.kernel.paging import Page, PageRequest
from coachway.domain.kernel.unit_of_work import UnitOfWork


class UserRepository(Protocol):
    async def next_id(self) -> int: ...

    def add(self, user: User) -> None: ...

    async def get(self, user_id: int) -> User:
        """The user, locked. Raises NotFound."""
        ...

    async def by_email(self, email: str) -> User | None:
        """The user of that address, in any case, locked."""
        ...

    async def of_vendor(self, vendor_id: int) -> list[User]:
        """The users of that vendor, locked, in order of their ids."""
        ...

    async def hand_over_client(self, duplicate_id: int, survivor_id: int, *, at: datetime) -> list[int]:
        """All users of the one client are the other's from now on; answers their ids."""
        ...

    async def any_admin(self) -> bool:
        """Whether there is an admin; callers that would make one wait for each other here."""
        ...

    async def another_active_admin(self, than: int) -> bool:
        """Whether a user other than this one is an active admin; callers that would lose one wait for each other."""
        ...


class SessionRepository(Protocol):
    async def next_id(self) -> int: ...

    def add(self, session: Session) -> None: ...

    async def get(self, session_id: int) -> Session:
        """The session, locked. Raises NotFound."""
        ...

    async def live_of(self, user_id: int, at: datetime) -> list[Session]:
        """The user's live sessions, locked, oldest first."""
        ...

    async def end_all(self, user_ids: Collection[int], reason: str, *, at: datetime) -> list[tuple[int, int]]:
        """End all live sessions of these users; answers (session id, user id) of each, for nobody is told yet."""
        ...

    async def next_token_id(self) -> int: ...

    def add_token(self, token: RefreshToken) -> None: ...

    async def token(self, token_hash: str) -> RefreshToken | None:
        """The refresh token of that hash, locked."""
        ...

    async def user_of_token(self, token_hash: str) -> int | None:
        """Whose refresh token it is; nothing is locked, so that the user can be locked first."""
        ...


class PasswordLinkRepository(Protocol):
    async def next_id(self) -> int: ...

    def add(self, link: PasswordLink) -> None: ...

    async def by_hash(self, token_hash: str) -> PasswordLink | None:
        """Locked."""
        ...

    async def user_of(self, token_hash: str) -> int | None:
        """Whose link it is; nothing is locked, so that the user can be locked first."""
        ...

    async def unused_of(self, user_id: int) -> list[PasswordLink]:
        """The user's links that nobody has used, locked."""
        ...


class ApiKeyRepository(Protocol):
    async def next_id(self) -> int: ...

    def add(self, key: ApiKey) -> None: ...

    async def get(self, key_id: int) -> ApiKey:
        """The key, locked. Raises NotFound."""
        ...


class IdentityUnitOfWork(UnitOfWork, Protocol):
    @property
    def users(self) -> UserRepository: ...

    @property
    def sessions(self) -> SessionRepository: ...

    @property
    def password_links(self) -> PasswordLinkRepository: ...

    @property
    def api_keys(self) -> ApiKeyRepository: ...


@dataclass(frozen=True, slots=True)
class UserFilter:
    role: Role | None = None
    status: UserStatus | None = None
    q: str | None = None


class IdentityReads(Protocol):
    async def user(self, user_id: int) -> UserView:
        """Raises NotFound."""
        ...

    async def account(self, user_id: int) -> AccountView:
        """For the user alone. Raises NotFound."""
        ...

    async def users(self, wanted: UserFilter, page: PageRequest) -> Page[UserView]: ...

    async def not_disabled(self, roles: Collection[Role]) -> frozenset[int]:
        """The ids of all users with one of these roles who are not disabled."""
        ...

    async def credentials(self, email: str) -> Credentials | None:
        """By e-mail address, in any case."""
        ...

    async def sessions(self, user_id: int, at: datetime) -> list[SessionView]:
        """The user's live sessions, newest first."""
        ...

    async def api_keys(self, page: PageRequest) -> Page[ApiKeyView]: ...

    async def api_key(self, key_id: int) -> ApiKeyView:
        """Raises NotFound."""
        ...

    async def bearer_of_key(self, key_hash: str, at: datetime) -> Actor | None:
        """The service user whose key it is; None for a key that is unknown, revoked, expired or disabled."""
        ...

    async def bearer_of_calendar_token(self, token_hash: str) -> Actor | None:
        """The user whose calendar it opens, while they may sign in."""
        ...

    async def newest_password_link(self, user_id: int) -> MailedLink | None:
        """The user's link that was neither used nor overtaken."""
        ...

    async def is_session_live(self, session_id: int, at: datetime) -> bool: ...


@dataclass(frozen=True, slots=True)
class RecordedContact:
    """What the record of a client or vendor says of whom to write to; nobody signs in for who was turned away."""

    name: str
    email: str | None
    was_turned_away: bool = False


class RecordDirectory(Protocol):
    """The records of clients and vendors, which users of these roles belong to."""

    async def client(self, client_id: int) -> RecordedContact | None:
        """None where there is no such client."""
        ...

    async def vendor(self, vendor_id: int) -> RecordedContact | None:
        """None where there is no such vendor."""
        ...


class PasswordHasher(Protocol):
    async def hash(self, password: str) -> str: ...

    async def matches(self, password: str, password_hash: str | None) -> bool:
        """Whether it is the password; without a hash it takes as long, and is not."""
        ...


class TokenSource(Protocol):
    def secret(self) -> str:
        """A new secret of 256 bits, as text that is safe in a URL."""
        ...

    def hash(self, secret: str) -> str:
        """What is kept of a secret, and what it is found by."""
        ...


class AccessTokens(Protocol):
    def issue(self, actor: Actor, *, at: datetime) -> str:
        """A signed token that says who bears it, until it expires."""
        ...
