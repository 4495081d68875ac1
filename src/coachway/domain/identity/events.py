"""What happens to users and sessions."""

from __future__ import annotations

from dataclasses import dataclass

from coachway.domain.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class UserWasCreated(Event, name="user.created"):
    user_id: int
    email: str
    full_name: str
    role: str


@dataclass(frozen=True, kw_only=True)
class UserWasUpdated(Event, name="user.updated"):
    user_id: int
    fields: list[str]


@dataclass(frozen=True, kw_only=True)
class UserStatusWasChanged(Event, name="user.status_changed"):
    user_id: int
    status: str


@dataclass(frozen=True, kw_only=True)
class CalendarTokenWasRenewed(Event, name="user.calendar_token_renewed"):
    user_id: int


@dataclass(frozen=True, kw_only=True)
class SessionWasStarted(Event, name="session.started"):
    session_id: int
    user_id: int


@dataclass(frozen=True, kw_only=True)
class SessionWasEnded(Event, name="session.ended"):
    session_id: int
    user_id: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class PasswordLinkWasRequested(Event, name="password.link_requested"):
    link_id: int
    user_id: int
    purpose: str


@dataclass(frozen=True, kw_only=True)
class PasswordWasChanged(Event, name="password.changed"):
    user_id: int


@dataclass(frozen=True, kw_only=True)
class ApiKeyWasCreated(Event, name="api_key.created"):
    key_id: int
    user_id: int


@dataclass(frozen=True, kw_only=True)
class ApiKeyWasRevoked(Event, name="api_key.revoked"):
    key_id: int
    user_id: int
