"""Signing in, and users: `/api/v1/auth`."""

from __future__ import annotations

from typing import Annotated, Any

from litestar import Controller, delete, get, patch, post, put
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter
from msgspec import UNSET, Struct, UnsetType

from coachway.domain.identity.model import UserStatus
from coachway.domain.identity.ports import UserFilter
from coachway.domain.identity.use_cases.manage_users import (
    CreateUser,
    SetUserStatus,
    UpdateUser,
    create_user,
    set_user_status,
    update_user,
)
from coachway.domain.identity.use_cases.sign_in import (
    TokenPair,
    end_session,
    refresh_session,
    start_session,
    verify_credentials,
)
from coachway.domain.identity.views import SessionView, UserView
from coachway.domain.kernel.actor import Role
from coachway.domain.kernel.errors import Forbidden, NotAuthenticated
from coachway.entrypoints.api.health import context_health
from coachway.entrypoints.api.operation import Operation
from coachway.entrypoints.api.paging import Paging
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


class NewUser(Body):
    """A user; without a password they are pending until they choose one."""

    email: str
    full_name: str
    role: Role
    password: str | None = None
    client_id: int | None = None
    vendor_id: int | None = None


class UserChanges(Body):
    """What to change of a user; what is not sent stays."""

    email: str | UnsetType = UNSET
    full_name: str | UnsetType = UNSET
    role: Role | UnsetType = UNSET
    client_id: int | UnsetType | None = UNSET
    vendor_id: int | UnsetType | None = UNSET


class SignInController(Controller):
    path = "/api/v1/auth"
    tags = ["identity"]

    @post("/login", operation_id="log_in", status_code=200, opt={"holds_secret": True})
    async def log_in(self, data: JSONBody[LogIn], operation: Operation) -> Tokens:
        """Sign in with an e-mail address and a password."""
        platform = operation.platform
        async with operation.reading() as reads:
            credentials = await reads.identity.credentials(data.email)
        user_id = await verify_credentials(credentials, data.password, passwords=platform.passwords)
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

    @get("/me", operation_id="get_me")
    async def get_me(self, operation: Operation) -> UserView:
        """One's own account."""
        async with operation.reading() as reads:
            return await reads.identity.user(operation.actor.user_id or 0)

    @get("/sessions", operation_id="list_sessions")
    async def list_sessions(self, operation: Operation, user_id: FromQuery[int | None] = None) -> list[SessionView]:
        """One's live sessions, newest first; an admin may ask for another user's."""
        own = operation.actor.user_id or 0
        if user_id not in (None, own) and not operation.actor.is_admin:
            raise Forbidden("Only an admin may see another user's sessions.")
        async with operation.reading() as reads:
            return await reads.identity.sessions(user_id or own, operation.clock.now())

    @delete("/sessions/{session_id:int}", operation_id="end_session")
    async def end_session(self, session_id: FromPath[int], operation: Operation) -> None:
        """End one of one's own sessions; an admin may end anybody's."""
        async with operation.transaction() as work:
            await end_session(
                session_id, actor=operation.actor, uow=work, clock=operation.clock, reason="ended_by_user"
            )


class UserController(Controller):
    path = "/api/v1/auth/users"
    tags = ["identity"]

    @get(operation_id="list_users")
    async def list_users(
        self,
        operation: Operation,
        paging: Paging,
        role: FromQuery[Role | None] = None,
        status: FromQuery[UserStatus | None] = None,
        q: Annotated[str | None, QueryParameter(description="Part of the name or e-mail address.")] = None,
    ) -> list[UserView]:
        """Users, newest first."""
        async with operation.reading() as reads:
            return operation.page(await reads.identity.users(UserFilter(role, status, q), paging))

    @post(operation_id="create_user")
    async def create_user(self, data: JSONBody[NewUser], operation: Operation) -> UserView:
        """Create a user: active with a password, pending without."""
        command = CreateUser(**data.sent())
        async with operation.transaction() as work:
            user = await create_user(command, uow=work, passwords=operation.platform.passwords, clock=operation.clock)
            return work.answer(await work.reads.identity.user(user.id))

    @get("/{user_id:int}", operation_id="get_user")
    async def get_user(self, user_id: FromPath[int], operation: Operation) -> UserView:
        """One user."""
        async with operation.reading() as reads:
            return await reads.identity.user(user_id)

    @put("/{user_id:int}", operation_id="update_user")
    async def update_user(self, user_id: FromPath[int], data: JSONBody[UserChanges], operation: Operation) -> UserView:
        """Change what was sent."""
        command = UpdateUser(user_id=user_id, changes=data.sent(), expected_version=operation.expected_version)
        async with operation.transaction() as work:
            await update_user(command, uow=work, clock=operation.clock)
            return await work.reads.identity.user(user_id)

    @patch("/{user_id:int}/status", operation_id="set_user_status")
    async def set_user_status(
        self, user_id: FromPath[int], new_status: FromQuery[UserStatus], operation: Operation
    ) -> UserView:
        """Enable or disable a user; disabling ends all of their sessions."""
        command = SetUserStatus(user_id=user_id, status=new_status, expected_version=operation.expected_version)
        async with operation.transaction() as work:
            await set_user_status(command, uow=work, clock=operation.clock)
            return await work.reads.identity.user(user_id)


def _tokens(pair: TokenPair, user: UserView, operation: Operation) -> Tokens:
    lifetime = operation.platform.access_tokens.lifetime
    return Tokens(pair.access_token, pair.refresh_token, "bearer", int(lifetime.total_seconds()), user)


HANDLERS: list[Any] = [
    context_health("identity", "/api/v1/auth", "identity_health"),
    SignInController,
    UserController,
]
