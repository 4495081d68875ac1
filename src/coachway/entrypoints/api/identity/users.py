"""Users, as admins manage them."""

from __future__ import annotations

from typing import Annotated

from litestar import Controller, get, patch, post, put
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter
from msgspec import UNSET, UnsetType

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
from coachway.domain.identity.views import UserView
from coachway.domain.kernel.actor import Role
from coachway.entrypoints.api.operation import Operation
from coachway.entrypoints.api.paging import Paging
from coachway.entrypoints.api.wire import Body


class NewUser(Body):
    """A user; without a password they are pending until they choose one by a mailed link.

    A client or vendor user is called and reached as their record says, unless told otherwise here.
    """

    role: Role
    email: str | None = None
    full_name: str | None = None
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
                records=operation.platform.record_directory(work),
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
            await update_user(
                command, uow=work, records=operation.platform.record_directory(work), clock=operation.clock
            )
            return await work.reads.identity.user(user_id)

    @patch("/{user_id:int}/status", operation_id="set_user_status")
    async def set_user_status(
        self, user_id: FromPath[int], new_status: FromQuery[UserStatus], operation: Operation
    ) -> UserView:
        """Enable or disable a user; disabling ends all of their sessions."""
        command = SetUserStatus(user_id=user_id, status=new_status, expected_version=operation.expected_version)
        async with operation.transaction() as work:
            await set_user_status(
                command, uow=work, records=operation.platform.record_directory(work), clock=operation.clock
            )
            return await work.reads.identity.user(user_id)
