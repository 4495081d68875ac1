"""Users and what they sign in with, as tests want them."""

from __future__ import annotations

from datetime import datetime, timedelta

from coachway.domain.identity.model import KeptToken, RefreshToken, Session, User, UserStatus
from coachway.domain.identity.tokens import ApiKey, LinkPurpose, PasswordLink
from coachway.domain.kernel.actor import Role
from tests.fakes.clock import MONDAY_MORNING

NOW = MONDAY_MORNING
PASSWORD = "a password of a test"


def a_user(
    user_id: int = 1, *, role: Role = Role.AGENT, status: UserStatus = UserStatus.ACTIVE, email: str | None = None
) -> User:
    """A user who has a password, whatever their status."""
    user = User.create(
        user_id=user_id,
        email=email or f"user{user_id}@example.com",
        full_name=f"User {user_id}",
        role=role,
        client_id=1 if role is Role.CLIENT else None,
        vendor_id=1 if role is Role.VENDOR else None,
        password_hash=f"hash of {PASSWORD}",
        calendar_token=KeptToken(f"calendar {user_id}", f"hash of calendar {user_id}"),
        record_exists=True,
        at=NOW,
    )
    user.status = status
    return user


def a_session(session_id: int, user: User, *, at: datetime = NOW, days: int = 14) -> Session:
    return Session.start(
        session_id=session_id,
        user=user,
        ip_address="192.0.2.1",
        user_agent="a browser",
        at=at,
        expires_at=at + timedelta(days=days),
    )


def a_refresh_token(token_id: int, session: Session, *, token_hash: str) -> RefreshToken:
    return RefreshToken(id=token_id, session_id=session.id, token_hash=token_hash, expires_at=session.expires_at)


def a_link(link_id: int, user: User, *, token: str, purpose: LinkPurpose = LinkPurpose.RESET) -> PasswordLink:
    return PasswordLink.create(
        link_id=link_id, user_id=user.id, purpose=purpose, token=token, token_hash=f"hash of {token}", at=NOW
    )


def a_key(key_id: int, user: User, *, name: str = "till") -> ApiKey:
    return ApiKey.create(
        key_id=key_id,
        user_id=user.id,
        name=name,
        key_hash=f"hash of key {key_id}",
        scopes=["sales"],
        created_by=None,
        at=NOW,
        expires_at=None,
    )
