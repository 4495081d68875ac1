"""The gate: every request passes here before its handler, its body or the database is touched."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler

from coachway.domain.kernel.actor import ANONYMOUS, Actor, Origin, Role
from coachway.domain.kernel.errors import Forbidden, NotAuthenticated
from coachway.entrypoints.api.permissions import PERMISSIONS
from coachway.entrypoints.bootstrap import Platform


async def admit(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """Find out who asks, and let them in if the table of permissions has their role at this operation."""
    allowed = PERMISSIONS[str(getattr(handler, "operation_id", None) or handler.name)]
    origin = Origin(
        request_id=connection.scope["state"].get("request_id"),
        ip_address=connection.client.host if connection.client else None,
        user_agent=connection.headers.get("user-agent"),
    )
    platform: Platform = connection.app.state.platform
    try:
        actor = _bearer(connection.headers.get("authorization"), platform)
    except NotAuthenticated:
        # An outdated token must not keep anybody from a door that is open to all, such as signing in again.
        if Role.PUBLIC not in allowed:
            raise
        actor = ANONYMOUS
    connection.scope["user"] = replace(actor, origin=origin)
    if actor.role in allowed:
        return
    if actor.role is Role.PUBLIC:
        raise NotAuthenticated("Sign in, and send the access token as `Authorization: Bearer …`.")
    raise Forbidden(f"This is not for the role {actor.role.value}.", code="role_not_allowed")


def _bearer(header: str | None, platform: Platform) -> Actor:
    if header is None:
        return ANONYMOUS
    scheme, _, token = header.partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise NotAuthenticated("Send the access token as `Authorization: Bearer …`.", code="bad_credentials")
    return platform.access_tokens.read(token.strip(), at=platform.clock.now())
