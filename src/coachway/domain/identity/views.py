"""What others see of users and sessions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from coachway.domain.identity.model import UserStatus
from coachway.domain.identity.tokens import LinkPurpose
from coachway.domain.kernel.actor import Role


@dataclass(frozen=True, slots=True)
class UserView:
    """A user without anything secret."""

    id: int
    email: str
    full_name: str
    role: Role
    status: UserStatus
    client_id: int | None
    vendor_id: int | None
    created_at: datetime
    updated_at: datetime
    version: int


@dataclass(frozen=True, slots=True)
class AccountView(UserView):
    """One's own account; its calendar token opens the calendar to a program that cannot sign in."""

    calendar_token: str


@dataclass(frozen=True, slots=True)
class SessionView:
    """A session as its user may see it."""

    id: int
    user_id: int
    user_type: Role
    login_at: datetime
    last_activity_at: datetime
    expires_at: datetime
    logout_at: datetime | None
    ip_address: str | None
    user_agent: str | None
    is_active: bool
    terminated_reason: str | None


@dataclass(frozen=True, slots=True)
class Credentials:
    """What checking a password needs; never leaves the process."""

    user_id: int
    password_hash: str | None
    may_sign_in: bool


@dataclass(frozen=True, slots=True)
class ApiKeyView:
    """A program's key without the key."""

    id: int
    user_id: int
    name: str
    scopes: list[str]
    created_by: int | None
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    version: int


@dataclass(frozen=True, slots=True)
class MailedLink:
    """What the mail with a link to choose a password needs; never leaves the process."""

    purpose: LinkPurpose
    token: str
    expires_at: datetime
    email: str
    full_name: str
