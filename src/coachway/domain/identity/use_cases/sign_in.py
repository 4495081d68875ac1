"""Signing in, staying signed in, and signing out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from coachway.domain.identity.model import RefreshToken, Session, User
from coachway.domain.identity.ports import AccessTokens, IdentityUnitOfWork, PasswordHasher, TokenSource
from coachway.domain.identity.views import Credentials
from coachway.domain.kernel.actor import Actor, Origin
from coachway.domain.kernel.clock import Clock
from coachway.domain.kernel.errors import NotAuthenticated, NotFound


@dataclass(frozen=True, kw_only=True)
class SessionPolicy:
    """How long a session lasts without a refresh, and how many a user may have."""

    lifetime: timedelta = timedelta(days=14)
    most_per_user: int = 5


@dataclass(frozen=True, kw_only=True)
class TokenPair:
    access_token: str
    refresh_token: str
    user_id: int


async def verify_credentials(credentials: Credentials | None, password: str, *, passwords: PasswordHasher) -> int:
    """The user's id when the password is theirs and they may sign in. Raises NotAuthenticated.

    Needs no transaction, so that the slow hash holds no database connection; an unknown address takes as long.
    """
    matches = await passwords.matches(password, credentials.password_hash if credentials else None)
    if not (credentials and matches and credentials.may_sign_in):
        raise NotAuthenticated("The e-mail address or the password is wrong.", code="bad_credentials")
    return credentials.user_id


async def start_session(
    user_id: int,
    origin: Origin,
    *,
    uow: IdentityUnitOfWork,
    clock: Clock,
    policy: SessionPolicy,
    tokens: TokenSource,
    access: AccessTokens,
) -> TokenPair:
    """A new session for a user whose password was right; the oldest beyond the limit are ended."""
    now = clock.now()
    user = await uow.users.get(user_id)
    if not user.may_sign_in:
        raise NotAuthenticated("The e-mail address or the password is wrong.", code="bad_credentials")
    live = await uow.sessions.live_of(user.id, now)
    for oldest in live[: max(0, len(live) - policy.most_per_user + 1)]:
        oldest.end("session_limit", at=now)
    session = Session.start(
        session_id=await uow.sessions.next_id(),
        user=user,
        ip_address=origin.ip_address,
        user_agent=origin.user_agent,
        at=now,
        expires_at=now + policy.lifetime,
    )
    uow.sessions.add(session)
    await uow.flush()
    return await _new_pair(user, session, uow=uow, now=now, tokens=tokens, access=access)


async def refresh_session(
    refresh_token: str,
    *,
    uow: IdentityUnitOfWork,
    clock: Clock,
    policy: SessionPolicy,
    tokens: TokenSource,
    access: AccessTokens,
) -> TokenPair | None:
    """A new pair for a refresh token that was not used yet.

    None when it was: its session has been ended, which the caller must commit before refusing. Raises
    NotAuthenticated for a token that is unknown or has expired.
    """
    now, token_hash = clock.now(), tokens.hash(refresh_token)
    # The user is locked before the session, as where all of a user's sessions are ended.
    user_id = await uow.sessions.user_of_token(token_hash)
    user = await uow.users.get(user_id) if user_id is not None else None
    token = await uow.sessions.token(token_hash)
    if user is None or token is None:
        raise NotAuthenticated("The refresh token is not valid: sign in again.", code="bad_refresh_token")
    session = await uow.sessions.get(token.session_id)
    if token.used_at is not None:
        session.end("refresh_token_reuse", at=now)
        return None
    if not session.is_live(now) or now >= token.expires_at or not user.may_sign_in:
        raise NotAuthenticated("The session has ended: sign in again.", code="session_ended")
    token.used_at = now
    session.touch(at=now, expires_at=now + policy.lifetime)
    return await _new_pair(user, session, uow=uow, now=now, tokens=tokens, access=access)


async def end_session(session_id: int, *, actor: Actor, uow: IdentityUnitOfWork, clock: Clock, reason: str) -> Session:
    """End one of the actor's own sessions, or anybody's as an admin. Raises NotFound."""
    session = await uow.sessions.get(session_id)
    if session.user_id != actor.user_id and not actor.is_admin:
        raise NotFound.of("session", session_id)
    session.end(reason, at=clock.now())
    return session


async def _new_pair(
    user: User,
    session: Session,
    *,
    uow: IdentityUnitOfWork,
    now: datetime,
    tokens: TokenSource,
    access: AccessTokens,
) -> TokenPair:
    secret = tokens.secret()
    uow.sessions.add_token(
        RefreshToken(
            id=await uow.sessions.next_token_id(),
            session_id=session.id,
            token_hash=tokens.hash(secret),
            expires_at=session.expires_at,
        )
    )
    bearer = Actor(
        role=user.role,
        user_id=user.id,
        name=user.full_name,
        client_id=user.client_id,
        vendor_id=user.vendor_id,
        session_id=session.id,
    )
    return TokenPair(access_token=access.issue(bearer, at=now), refresh_token=secret, user_id=user.id)
