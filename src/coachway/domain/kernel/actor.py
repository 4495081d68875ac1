"""Who is acting: every use case is given one, and asks it what it may do."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum

from coachway.domain.kernel.errors import Forbidden


class Role(StrEnum):
    """What a user may be; `system` is the platform's own work, `public` somebody without credentials."""

    ADMIN = "admin"
    MANAGER = "manager"
    AGENT = "agent"
    CLIENT = "client"
    VENDOR = "vendor"
    SERVICE = "service"
    SYSTEM = "system"
    PUBLIC = "public"


STAFF = frozenset({Role.ADMIN, Role.MANAGER, Role.AGENT, Role.SERVICE, Role.SYSTEM})
MANAGERS = frozenset({Role.ADMIN, Role.MANAGER, Role.SYSTEM})


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a request came from, as kept in histories and audit records."""

    request_id: str | None = None
    ip_address: str | None = None
    user_agent: str | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    """The bearer of the credentials, and whom they name as acting, if anybody."""

    role: Role
    user_id: int | None = None
    name: str = ""
    client_id: int | None = None
    vendor_id: int | None = None
    session_id: int | None = None
    scopes: frozenset[str] | None = None
    on_behalf_of: int | None = None
    on_behalf_of_name: str | None = None
    origin: Origin = field(default_factory=Origin)

    @property
    def is_staff(self) -> bool:
        return self.role in STAFF

    @property
    def is_manager(self) -> bool:
        """Whether they may do what managers and admins may."""
        return self.role in MANAGERS

    @property
    def is_admin(self) -> bool:
        return self.role in (Role.ADMIN, Role.SYSTEM)

    @property
    def acting_id(self) -> int | None:
        """The person who acts: whoever is named, else the bearer."""
        return self.on_behalf_of if self.on_behalf_of is not None else self.user_id

    @property
    def acting_name(self) -> str:
        if self.on_behalf_of is not None:
            return self.on_behalf_of_name or f"user {self.on_behalf_of}"
        return self.name

    def naming(self, user_id: int | None, name: str | None = None) -> Actor:
        """This actor, acting for the person whom a request names (`requested_by`, `approved_by`, …).

        Admins and services may name another; anybody else may only name themselves. Raises Forbidden.
        """
        if user_id is None or user_id == self.user_id:
            return self
        if self.role not in (Role.ADMIN, Role.SERVICE, Role.SYSTEM):
            raise Forbidden("Only an admin or a service may name another person as acting.", code="actor_not_yours")
        return replace(self, on_behalf_of=user_id, on_behalf_of_name=name)


SYSTEM = Actor(role=Role.SYSTEM, name="CoachWay")
ANONYMOUS = Actor(role=Role.PUBLIC, name="public")
