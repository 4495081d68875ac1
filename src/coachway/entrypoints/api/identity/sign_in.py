"""Signing in, staying signed in, and signing out."""

from __future__ import annotations

from litestar import Controller, post
from litestar.params import JSONBody
from msgspec import Struct

from coachway.domain.identity.use_cases.sign_in import (
    TokenPair,
    end_session,
    refresh_session,
    start_session,
    verify_credentials,
)
from coachway.domain.identity.views import UserView
from coachway.domain.kernel.errors import Forbidden, NotAuthenticated
from coachway.entrypoints.api.operation import Operation
from coachway.entrypoints.api.wire import Body


class LogIn(Body):
    """An e-mail address and its password."""

    email: str
    password: str


class Refresh(Body):
    """A refresh token that was not used yet."""

    refresh_token: str


class Tokens(Struct, frozen=True):
    """An access token for `Authorization: Bearer …`, and the refresh token that gets the next pair."""

    access_token: str
    refresh_token: str
    token_type: str
    expires_in: int
    user: UserView


class SignInController(Controller):
    path = "/api/v1/auth"
    tags = ["identity"]

    @post("/login", operation_id="log_in", status_code=200, opt={"holds_secret": True})
    async def log_in(self, data: JSONBody[LogIn], operation: Operation) -> Tokens:
        """Sign in with an e-mail address and a password."""
        platform = operation.platform
        async with operation.reading() as reads:
            credentials = await reads.identity.credentials(data.email)
        attempt = await platform.login_attempts.note(
            data.email, operation.actor.origin.ip_address, at=operation.clock.now()
        )
        user_id = await verify_credentials(credentials, data.password, passwords=platform.passwords)
        await platform.login_attempts.take_back(attempt)
        async with operation.transaction() as work:
            pair = await start_session(
                user_id,
                operation.actor.origin,
                uow=work,
                clock=operation.clock,
                policy=platform.session_policy,
                tokens=platform.tokens,
                access=platform.access_tokens,
            )
            return _tokens(pair, await work.reads.identity.user(pair.user_id), operation)

    @post("/refresh", operation_id="refresh", status_code=200, opt={"holds_secret": True})
    async def refresh(self, data: JSONBody[Refresh], operation: Operation) -> Tokens:
        """Exchange a refresh token for a new pair; a token used twice ends its whole session."""
        platform = operation.platform
        async with operation.transaction() as work:
            pair = await refresh_session(
                data.refresh_token,
                uow=work,
                clock=operation.clock,
                policy=platform.session_policy,
                tokens=platform.tokens,
                access=platform.access_tokens,
            )
            user = await work.reads.identity.user(pair.user_id) if pair else None
        if pair is None or user is None:
            raise NotAuthenticated("The refresh token was used before: sign in again.", code="refresh_token_reused")
        return _tokens(pair, user, operation)

    @post("/logout", operation_id="log_out", status_code=204)
    async def log_out(self, operation: Operation) -> None:
        """End the session that the access token belongs to."""
        if operation.actor.session_id is None:
            raise Forbidden("There is no session to end.", code="no_session")
        async with operation.transaction() as work:
            await end_session(
                operation.actor.session_id, actor=operation.actor, uow=work, clock=operation.clock, reason="logout"
            )


def _tokens(pair: TokenPair, user: UserView, operation: Operation) -> Tokens:
    lifetime = operation.platform.access_tokens.lifetime
    return Tokens(pair.access_token, pair.refresh_token, "bearer", int(lifetime.total_seconds()), user)
