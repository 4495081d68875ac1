"""The gate: every request passes here before its handler, its body or its data are touched."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler

from coachway.adapters.valkey.gatekeeper import Question
from coachway.domain.kernel.actor import ANONYMOUS, Actor, Origin, Role
from coachway.domain.kernel.errors import Forbidden, NotAuthenticated, NotFound, TooManyRequests
from coachway.entrypoints.api.errors import BadHeader
from coachway.entrypoints.api.methods import methods_of
from coachway.entrypoints.api.permissions import PERMISSIONS, context_of
from coachway.entrypoints.api.query import check_query
from coachway.entrypoints.api.wire import LARGEST_INTEGER
from coachway.entrypoints.bootstrap import Platform
from coachway.entrypoints.settings import Settings

Connection = ASGIConnection[Any, Any, Any, Any]

LARGEST_HEADERS: Final = 16 * 1024

# Operations that are limited more strictly than the rest, and by which setting.
_STRICTER: Final = {
    "log_in": "rate_limit_login",
    "refresh": "rate_limit_login",
    "request_password_reset": "rate_limit_login",
    "confirm_password": "rate_limit_login",
    "register_vendor": "rate_limit_intake",
    "take_in_lead": "rate_limit_intake",
}

# Whether the process runs is told without asking who wants to know, or any dependency.
_ASKS_NOBODY: Final = frozenset({"livez"})


async def admit(connection: Connection, handler: BaseRouteHandler) -> None:
    """Find out who asks, and let them in if the table of permissions has their role at this operation."""
    if sum(len(name) + len(value) for name, value in connection.scope["headers"]) > LARGEST_HEADERS:
        raise BadHeader(f"The headers are larger than {LARGEST_HEADERS} bytes.", code="headers_too_large")
    if any(isinstance(value, int) and value > LARGEST_INTEGER for value in connection.path_params.values()):
        raise NotFound("There is nothing at this address.")
    if connection.scope.get("method") == "OPTIONS":
        # Which methods a path has is in the schema, open to all.
        connection.scope["state"].setdefault("answer_headers", {})["Allow"] = methods_of(connection)
        return
    operation_id = str(getattr(handler, "operation_id", None) or handler.name)
    if operation_id in _ASKS_NOBODY:
        return
    allowed = PERMISSIONS[operation_id]
    platform: Platform = connection.app.state.platform
    refused: NotAuthenticated | None = None
    try:
        actor = await _who(connection, platform)
    except NotAuthenticated as error:
        # An outdated token must not keep anybody from a door that is open to all, such as signing in again.
        actor, refused = ANONYMOUS, error
    actor = replace(actor, origin=_origin(connection))
    connection.scope["user"] = actor
    try:
        await _count(connection, actor, operation_id, platform)
    except NotAuthenticated as error:
        actor, refused = replace(ANONYMOUS, origin=actor.origin), error
        connection.scope["user"] = actor
    if actor.role not in allowed:
        if actor.role is Role.PUBLIC:
            raise refused or NotAuthenticated("Sign in, and send the access token as `Authorization: Bearer …`.")
        raise Forbidden(f"This is not for the role {actor.role.value}.", code="role_not_allowed")
    context = context_of(connection.url.path)
    if actor.scopes is not None and context is not None and context not in actor.scopes:
        raise Forbidden(f"The key has no scope for {context}.", code="scope_missing")
    check_query(connection, handler)


def _origin(connection: Connection) -> Origin:
    return Origin(
        request_id=connection.scope["state"].get("request_id"),
        ip_address=connection.client.host if connection.client else None,
        user_agent=connection.headers.get("user-agent"),
    )


async def _who(connection: Connection, platform: Platform) -> Actor:
    """The bearer of the token or the key; the public without either. Raises NotAuthenticated."""
    key, header = connection.headers.get("x-api-key"), connection.headers.get("authorization")
    now = platform.clock.now()
    if key is not None:
        async with platform.reading() as reads:
            bearer = await reads.identity.bearer_of_key(platform.tokens.hash(key), now)
        if bearer is None:
            raise NotAuthenticated("The API key is not valid.", code="bad_api_key")
        return bearer
    if header is None:
        return ANONYMOUS
    scheme, _, token = header.partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise NotAuthenticated("Send the access token as `Authorization: Bearer …`.", code="bad_credentials")
    return platform.access_tokens.read(token.strip(), at=now)


async def _count(connection: Connection, actor: Actor, operation_id: str, platform: Platform) -> None:
    """Hold the limits, and stop the tokens of ended sessions. Raises TooManyRequests or NotAuthenticated."""
    bucket, per_minute = _limit(actor, operation_id, platform.settings)
    verdict = await platform.admissions.ask(Question(bucket, per_minute, actor.session_id))
    ended = verdict.session_ended
    if ended is None and actor.session_id is not None:
        async with platform.reading() as reads:
            ended = not await reads.identity.is_session_live(actor.session_id, platform.clock.now())
    if ended and actor.session_id is not None:
        raise NotAuthenticated("The session has ended: sign in again.", code="session_ended")
    if per_minute:
        connection.scope["state"].setdefault("answer_headers", {}).update(
            {
                "RateLimit-Limit": str(per_minute),
                "RateLimit-Remaining": str(verdict.remaining),
                "RateLimit-Reset": str(verdict.reset_after),
            }
        )
    if not verdict.allowed:
        raise TooManyRequests("Too many requests: slow down.", retry_after=verdict.retry_after, code="rate_limited")


def _limit(actor: Actor, operation_id: str, settings: Settings) -> tuple[str, int]:
    """Which bucket the request falls into, and how many a minute it holds (0: any number)."""
    stricter = _STRICTER.get(operation_id)
    if stricter is not None:
        bucket, limit = f"{stricter}:{actor.origin.ip_address}", int(getattr(settings, stricter))
    elif actor.user_id is not None:
        bucket, limit = f"user:{actor.user_id}", settings.rate_limit_principal
    else:
        bucket, limit = f"address:{actor.origin.ip_address}", settings.rate_limit_public
    return bucket, limit if settings.rate_limit_enabled else 0
