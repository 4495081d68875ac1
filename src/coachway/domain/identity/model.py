"""Users and their sessions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from coachway.domain.identity.events import (
    PasswordWasChanged,
    SessionWasEnded,
    UserStatusWasChanged,
    UserWasCreated,
)
from coachway.domain.kernel.actor import Role
from coachway.domain.kernel.aggregate import Aggregate
from coachway.domain.kernel.contact import normalise_email
from coachway.domain.kernel.errors import Checks, RuleViolated

USER_ROLES = frozenset({Role.ADMIN, Role.MANAGER, Role.AGENT, Role.CLIENT, Role.VENDOR, Role.SERVICE})
SHORTEST_PASSWORD = 12


class UserStatus(StrEnum):
    """Whether a user may sign in; `pending` has been invited, or waits for approval."""

    ACTIVE = "active"
    DISABLED = "disabled"
    PENDING = "pending"


def check_password(password: str, *, field: str = "password") -> None:
    """Refuse a password that is too short. Raises RuleViolated."""
    with Checks() as check:
        check(len(password) >= SHORTEST_PASSWORD, field, f"must have at least {SHORTEST_PASSWORD} characters")
        check(len(password) <= 1000, field, "must have at most 1000 characters")


@dataclass(eq=False, kw_only=True)
class User(Aggregate):
    """Somebody who can sign in; a client or vendor user belongs to exactly one client or vendor."""

    id: int
    email: str
    full_name: str
    role: Role
    status: UserStatus
    client_id: int | None
    vendor_id: int | None
    password_hash: str | None
    created_at: datetime
    updated_at: datetime
    version: int = 1

    @classmethod
    def create(
        cls,
        *,
        user_id: int,
        email: str,
        full_name: str,
        role: Role,
        client_id: int | None,
        vendor_id: int | None,
        password_hash: str | None,
        at: datetime,
    ) -> User:
        """A new user: active with a password, pending without. Raises RuleViolated."""
        user = cls(
            id=user_id,
            email=_email(email),
            full_name=full_name.strip(),
            role=role,
            status=UserStatus.ACTIVE if password_hash else UserStatus.PENDING,
            client_id=client_id,
            vendor_id=vendor_id,
            password_hash=password_hash,
            created_at=at,
            updated_at=at,
        )
        user._check()
        user.record(UserWasCreated(user_id=user.id, email=user.email, full_name=user.full_name, role=user.role.value))
        return user

    def update(self, changes: Mapping[str, object], *, at: datetime) -> None:
        """Change the fields that were sent (email, full_name, role, client_id, vendor_id). Raises RuleViolated."""
        for field, value in changes.items():
            setattr(self, field, _email(str(value)) if field == "email" else value)
        self.full_name = self.full_name.strip()
        self.updated_at = at
        self._check()

    def set_password(self, password_hash: str, *, at: datetime) -> None:
        """Take a new password; whoever was only invited becomes active."""
        self.password_hash = password_hash
        if self.status is UserStatus.PENDING and self.role is not Role.VENDOR:
            self.status = UserStatus.ACTIVE
        self.updated_at = at
        self.record(PasswordWasChanged(user_id=self.id))

    def set_status(self, status: UserStatus, *, at: datetime) -> None:
        """Enable or disable; setting what already is changes nothing."""
        if status is self.status:
            return
        self.status, self.updated_at = status, at
        self.record(UserStatusWasChanged(user_id=self.id, status=status.value))

    @property
    def may_sign_in(self) -> bool:
        """Active users, and vendors who wait for approval (they complete their profile meanwhile)."""
        return self.status is UserStatus.ACTIVE or (self.status is UserStatus.PENDING and self.role is Role.VENDOR)

    def _check(self) -> None:
        with Checks() as check:
            check(bool(self.full_name), "full_name", "must not be empty")
            check(self.role in USER_ROLES, "role", "must be one of " + ", ".join(sorted(USER_ROLES)))
            check(
                (self.role is Role.CLIENT) == (self.client_id is not None),
                "client_id",
                "is needed for a client user" if self.role is Role.CLIENT else "is only for client users",
            )
            check(
                (self.role is Role.VENDOR) == (self.vendor_id is not None),
                "vendor_id",
                "is needed for a vendor user" if self.role is Role.VENDOR else "is only for vendor users",
            )


@dataclass(eq=False, kw_only=True)
class Session(Aggregate):
    """One signed-in browser or program of a user; its refresh tokens work once each."""

    id: int
    user_id: int
    user_type: Role
    login_at: datetime
    last_activity_at: datetime
    expires_at: datetime
    ip_address: str | None
    user_agent: str | None
    logout_at: datetime | None = None
    terminated_reason: str | None = None
    version: int = 1

    def is_live(self, at: datetime) -> bool:
        return self.logout_at is None and at < self.expires_at

    def touch(self, *, at: datetime, expires_at: datetime) -> None:
        """A refresh prolongs it."""
        self.last_activity_at, self.expires_at = at, expires_at

    def end(self, reason: str, *, at: datetime) -> None:
        """End it for good; an ended session keeps its first reason."""
        if self.logout_at is None:
            self.logout_at, self.terminated_reason = at, reason
            self.record(SessionWasEnded(session_id=self.id, user_id=self.user_id, reason=reason))


@dataclass(eq=False, kw_only=True)
class RefreshToken:
    """A token that was given out, kept as its SHA-256; using it a second time ends its session."""

    id: int
    session_id: int
    token_hash: str
    expires_at: datetime
    used_at: datetime | None = None


def _email(address: str) -> str:
    try:
        return normalise_email(address)
    except ValueError as error:
        checks = Checks()
        checks(False, "email", str(error))
        raise RuleViolated("The e-mail address is not acceptable.", fields=checks.failed) from error
