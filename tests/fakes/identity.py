"""Users, sessions, links and keys in memory, and what is secret about them in clear."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime
from itertools import count
from typing import Generic, Protocol, TypeVar

from coachway.domain.identity.model import RefreshToken, Session, User
from coachway.domain.identity.ports import RecordedContact
from coachway.domain.identity.tokens import ApiKey, PasswordLink
from coachway.domain.kernel.actor import Actor, Role
from coachway.domain.kernel.errors import Conflict, NotFound
from coachway.domain.kernel.events import Event


class _Numbered(Protocol):
    id: int


T = TypeVar("T", bound=_Numbered)


class _Shelf(Generic[T]):
    """Things by their ids."""

    kind = "thing"

    def __init__(self) -> None:
        self.things: dict[int, T] = {}
        self._ids = count(1)

    async def next_id(self) -> int:
        return next(self._ids)

    def add(self, thing: T) -> None:
        self.things[thing.id] = thing

    async def get(self, identity: int) -> T:
        try:
            return self.things[identity]
        except KeyError:
            raise NotFound.of(self.kind, identity) from None

    def which(self, fits: Callable[[T], bool]) -> list[T]:
        """Those that fit, in order of their ids."""
        return sorted((thing for thing in self.things.values() if fits(thing)), key=lambda thing: thing.id)

    def one(self, fits: Callable[[T], bool]) -> T | None:
        return next(iter(self.which(fits)), None)


class InMemoryUsers(_Shelf[User]):
    kind = "user"

    async def by_email(self, email: str) -> User | None:
        return self.one(lambda user: user.email == email.strip().lower())

    async def of_vendor(self, vendor_id: int) -> list[User]:
        return self.which(lambda user: user.vendor_id == vendor_id)

    async def hand_over_client(self, duplicate_id: int, survivor_id: int, *, at: datetime) -> list[int]:
        moved = self.which(lambda user: user.client_id == duplicate_id)
        for user in moved:
            user.client_id, user.updated_at = survivor_id, at
        return [user.id for user in moved]

    async def any_admin(self) -> bool:
        return self.one(lambda user: user.role is Role.ADMIN) is not None

    async def another_active_admin(self, than: int) -> bool:
        return self.one(lambda user: user.is_active_admin and user.id != than) is not None


class InMemorySessions(_Shelf[Session]):
    kind = "session"

    def __init__(self) -> None:
        super().__init__()
        self.tokens = _Shelf[RefreshToken]()

    async def live_of(self, user_id: int, at: datetime) -> list[Session]:
        return self.which(lambda session: session.user_id == user_id and session.is_live(at))

    async def end_all(self, user_ids: Collection[int], reason: str, *, at: datetime) -> list[tuple[int, int]]:
        ended = self.which(lambda session: session.user_id in user_ids and session.is_live(at))
        for session in ended:
            session.logout_at, session.terminated_reason = at, reason
        return [(session.id, session.user_id) for session in ended]

    async def next_token_id(self) -> int:
        return await self.tokens.next_id()

    def add_token(self, token: RefreshToken) -> None:
        self.tokens.add(token)

    async def token(self, token_hash: str) -> RefreshToken | None:
        return self.tokens.one(lambda token: token.token_hash == token_hash)

    async def user_of_token(self, token_hash: str) -> int | None:
        token = await self.token(token_hash)
        return None if token is None else self.things[token.session_id].user_id


class InMemoryPasswordLinks(_Shelf[PasswordLink]):
    async def by_hash(self, token_hash: str) -> PasswordLink | None:
        return self.one(lambda link: link.token_hash == token_hash)

    async def user_of(self, token_hash: str) -> int | None:
        link = await self.by_hash(token_hash)
        return None if link is None else link.user_id

    async def unused_of(self, user_id: int) -> list[PasswordLink]:
        return self.which(lambda link: link.user_id == user_id and link.used_at is None)


class InMemoryApiKeys(_Shelf[ApiKey]):
    kind = "API key"


class FakeIdentityUnitOfWork:
    """All of identity's repositories, with the one rule that a constraint keeps: an address is one user's."""

    def __init__(self) -> None:
        self.users = InMemoryUsers()
        self.sessions = InMemorySessions()
        self.password_links = InMemoryPasswordLinks()
        self.api_keys = InMemoryApiKeys()
        self.events: list[Event] = []

    def record(self, event: Event) -> None:
        self.events.append(event)

    async def flush(self) -> None:
        addresses = [user.email for user in self.users.things.values()]
        if len(addresses) != len(set(addresses)):
            raise Conflict("There is a user with this e-mail address already.", code="email_taken")


class LegiblePasswords:
    async def hash(self, password: str) -> str:
        return f"hash of {password}"

    async def matches(self, password: str, password_hash: str | None) -> bool:
        return password_hash == f"hash of {password}"


class CountedTokens:
    """Secrets that say which one they are: `secret 1`, `secret 2`, …"""

    def __init__(self) -> None:
        self._numbers = count(1)

    def secret(self) -> str:
        return f"secret {next(self._numbers)}"

    def hash(self, secret: str) -> str:
        return f"hash of {secret}"


class LegibleAccessTokens:
    def issue(self, actor: Actor, *, at: datetime) -> str:
        return f"{actor.role.value} {actor.user_id} in session {actor.session_id} at {at:%H:%M}"


class EveryRecord:
    """Knows every client and vendor."""

    async def client(self, client_id: int) -> RecordedContact | None:
        return RecordedContact(f"Client {client_id}", f"client{client_id}@example.com")

    async def vendor(self, vendor_id: int) -> RecordedContact | None:
        return RecordedContact(f"Vendor {vendor_id}", f"vendor{vendor_id}@example.com")
