"""Users and their sessions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from coachway.domain.identity.events import (
    CalendarTokenWasRenewed,
    PasswordWasChanged,
    SessionWasEnded,
    SessionWasStarted,
    UserStatusWasChanged,
    UserWasCreated,
    UserWasUpdated,
)
from coachway.domain.kernel.actor import Role
from coachway.domain.kernel.aggregate import Aggregate
from coachway.domain.kernel.contact import normalise_email
from coachway.domain.kernel.errors import Checks

USER_ROLES = frozenset({Role.ADMIN, Role.MANAGER, Role.AGENT, Role.CLIENT, Role.VENDOR, Role.SERVICE})
SHORTEST_PASSWORD = 12
LONGEST_NAME = 200


class UserStatus(StrEnum):
    """Whether a user may sign in; `pending` has been invited, or waits for approval."""

    ACTIVE = "active"
    DISABLED = "disabled"
    PENDING = "pending"


def may_sign_in(role: Role, status: UserStatus) -> bool:
    """Active users may, and vendors who wait for approval (they complete their profile meanwhile)."""
    return status is UserStatus.ACTIVE or (status is UserStatus.PENDING and role is Role.VENDOR)


def check_password(password: str, *, field: str = "password") -> None:
    """Refuse a password that is too short. Raises RuleViolated."""
    with Checks() as check:
        check(len(password) >= SHORTEST_PASSWORD, field, f"must have at least {SHORTEST_PASSWORD} characters")
        check(len(password) <= 1000, field, "must have at most 1000 characters")


@dataclass(frozen=True, slots=True)
class KeptToken:
    """A secret that its owner can be shown again: kept encrypted, and found by its hash."""

    secret: str
    hash: str


@dataclass(eq=False, kw_only=True)
class User(Aggregate):
    """Somebody who can sign in; a client or vendor user belongs to exactly one client or vendor.

    The calendar token opens their calendar, and nothing else, to a program that cannot sign in.
    """

    id: int
    email: str
    full_name: str
    role: Role
    status: UserStatus
    client_id: int | None
    vendor_id: int | None
    password_hash: str | None
    calendar_token: KeptToken
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
        calendar_token: KeptToken,
        record_exists: bool = False,
        at: datetime,
    ) -> User:
        """A new user: active with a password, pending without.

        `record_exists`: whether there is such a client or vendor; it counts for users of these roles alone. Raises
        RuleViolated.
        """
        user = cls(
            id=user_id,
            email=email,
            full_name=full_name,
            role=role,
            status=UserStatus.ACTIVE if password_hash else UserStatus.PENDING,
            client_id=client_id,
            vendor_id=vendor_id,
            password_hash=password_hash,
            calendar_token=calendar_token,
            created_at=at,
            updated_at=at,
        )
        user._check(record_exists)
        user.record(UserWasCreated(user_id=user.id, email=user.email, full_name=user.full_name, role=user.role.value))
        return user

    def update(self, changes: Mapping[str, object], *, record_exists: bool = False, at: datetime) -> None:
        """Change the fields that were sent (email, full_name, role, client_id, vendor_id). Raises RuleViolated."""
        for field, value in changes.items():
            setattr(self, field, value)
        self.updated_at = at
        self._check(record_exists)
        self.record(UserWasUpdated(user_id=self.id, fields=sorted(changes)))

    def set_password(self, password_hash: str, *, at: datetime) -> None:
        """Take a new password; whoever was only invited becomes active."""
        self.password_hash = password_hash
        if self.status is UserStatus.PENDING and self.role is not Role.VENDOR:
            self.status = UserStatus.ACTIVE
        self.updated_at = at
        self.record(PasswordWasChanged(user_id=self.id))

    def renew_calendar_token(self, token: KeptToken, *, at: datetime) -> None:
        """From now on the calendar opens with this token, and not with the one before."""
        self.calendar_token, self.updated_at = token, at
        self.record(CalendarTokenWasRenewed(user_id=self.id))

    def set_status(self, status: UserStatus, *, at: datetime) -> None:
        """Enable or disable; setting what already is changes nothing."""
        if status is self.status:
            return
        self.status, self.updated_at = status, at
        self.record(UserStatusWasChanged(user_id=self.id, status=status.value))

    @property
    def may_sign_in(self) -> bool:
        return may_sign_in(self.role, self.status)

    @property
    def is_active_admin(self) -> bool:
        return self.role is Role.ADMIN and self.status is UserStatus.ACTIVE

    def _check(self, record_exists: bool) -> None:
        with Checks() as check:
            try:
                self.email = normalise_email(self.email)
            except ValueError as error:
                check(False, "email", str(error))
            self.full_name = self.full_name.strip()
            check(0 < len(self.full_name) <= LONGEST_NAME, "full_name", f"must have 1 to {LONGEST_NAME} characters")
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
            if self.role is Role.CLIENT and self.client_id is not None:
                check(record_exists, "client_id", "names no client")
            if self.role is Role.VENDOR and self.vendor_id is not None:
                check(record_exists, "vendor_id", "names no vendor")


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

    @classmethod
    def start(
        cls,
        *,
        session_id: int,
        user: User,
        ip_address: str | None,
        user_agent: str | None,
        at: datetime,
        expires_at: datetime,
    ) -> Session:
        """A session of a user whose password was right."""
        session = cls(
            id=session_id,
            user_id=user.id,
            user_type=user.role,
            login_at=at,
            last_activity_at=at,
            expires_at=expires_at,
            ip_address=ip_address,
            user_agent=user_agent,
        )
        session.record(SessionWasStarted(session_id=session_id, user_id=user.id))
        return session

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
