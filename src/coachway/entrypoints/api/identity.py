"""Signing in, and users: `/api/v1/auth`."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from litestar import Controller, delete, get, patch, post, put
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter
from msgspec import UNSET, Struct, UnsetType

from coachway.domain.identity.model import UserStatus
from coachway.domain.identity.ports import UserFilter
from coachway.domain.identity.use_cases.choose_password import (
    ChangePassword,
    ConfirmPassword,
    change_password,
    confirm_password,
    request_password_reset,
)
from coachway.domain.identity.use_cases.manage_api_keys import CreateApiKey, create_api_key, revoke_api_key
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
from coachway.domain.identity.views import ApiKeyView, SessionView, UserView
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


class PasswordChange(Body):
    """The password as it is, and as it shall be (12 characters or more)."""

    current_password: str
    new_password: str


class PasswordReset(Body):
    """The address to mail a link to."""

    email: str


class PasswordConfirmation(Body):
    """The token of a mailed link, and the password to choose."""

    token: str
    new_password: str


class NewApiKey(Body):
    """A program's key: what it is called, and which contexts it may use."""

    name: str
    scopes: list[str]
    expires_at: datetime | None = None


class CreatedApiKey(Struct, frozen=True):
    """A key with its secret, which is shown this once and kept only as a hash."""

    key: str
    id: int
    user_id: int
    name: str
    scopes: list[str]
    created_by: int | None
    created_at: datetime
    expires_at: datetime | None
    version: int


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


class PasswordController(Controller):
    path = "/api/v1/auth"
    tags = ["identity"]

    @post("/me/password", operation_id="change_password", status_code=204, opt={"holds_secret": True})
    async def change_password(self, data: JSONBody[PasswordChange], operation: Operation) -> None:
        """Change one's own password, which ends one's other sessions."""
        command = ChangePassword(current_password=data.current_password, new_password=data.new_password)
        async with operation.transaction() as work:
            await change_password(
                command,
                actor=operation.actor,
                uow=work,
                passwords=operation.platform.passwords,
                clock=operation.clock,
            )

    @post("/password-reset", operation_id="request_password_reset", status_code=202, opt={"holds_secret": True})
    async def request_password_reset(self, data: JSONBody[PasswordReset], operation: Operation) -> None:
        """Have a link mailed to choose a new password; the answer never tells whether the address exists."""
        async with operation.transaction() as work:
            await request_password_reset(data.email, uow=work, tokens=operation.platform.tokens, clock=operation.clock)

    @post("/password-reset/confirm", operation_id="confirm_password", status_code=204, opt={"holds_secret": True})
    async def confirm_password(self, data: JSONBody[PasswordConfirmation], operation: Operation) -> None:
        """Choose a password by the token of a mailed link, which ends all of one's sessions."""
        command = ConfirmPassword(token=data.token, new_password=data.new_password)
        async with operation.transaction() as work:
            await confirm_password(
                command,
                uow=work,
                passwords=operation.platform.passwords,
                tokens=operation.platform.tokens,
                clock=operation.clock,
            )


class ApiKeyController(Controller):
    path = "/api/v1/auth/api-keys"
    tags = ["identity"]

    @get(operation_id="list_api_keys")
    async def list_api_keys(self, operation: Operation, paging: Paging) -> list[ApiKeyView]:
        """Keys for programs, newest first, revoked ones included."""
        async with operation.reading() as reads:
            return operation.page(await reads.identity.api_keys(paging))

    @post(operation_id="create_api_key", opt={"holds_secret": True})
    async def create_api_key(self, data: JSONBody[NewApiKey], operation: Operation) -> CreatedApiKey:
        """Make a key for a program; the key itself is shown this once."""
        command = CreateApiKey(name=data.name, scopes=data.scopes, expires_at=data.expires_at)
        async with operation.transaction() as work:
            key, secret = await create_api_key(
                command,
                actor=operation.actor,
                uow=work,
                tokens=operation.platform.tokens,
                clock=operation.clock,
            )
            return CreatedApiKey(
                key=secret,
                id=key.id,
                user_id=key.user_id,
                name=key.name,
                scopes=key.scopes,
                created_by=key.created_by,
                created_at=key.created_at,
                expires_at=key.expires_at,
                version=key.version,
            )

    @delete("/{key_id:int}", operation_id="revoke_api_key")
    async def revoke_api_key(self, key_id: FromPath[int], operation: Operation) -> None:
        """Revoke a key: from now on it opens nothing."""
        async with operation.transaction() as work:
            await revoke_api_key(key_id, uow=work, clock=operation.clock)


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
            user = await create_user(
                command,
                uow=work,
                passwords=operation.platform.passwords,
                tokens=operation.platform.tokens,
                clock=operation.clock,
            )
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
    PasswordController,
    ApiKeyController,
    UserController,
]
