"""One's own account."""

from __future__ import annotations

from litestar import Controller, get, post
from litestar.params import JSONBody

from coachway.domain.identity.use_cases.choose_password import ChangePassword, change_password
from coachway.domain.identity.views import UserView
from coachway.entrypoints.api.operation import Operation
from coachway.entrypoints.api.wire import Body


class PasswordChange(Body):
    """The password as it is, and as it shall be (12 characters or more)."""

    current_password: str
    new_password: str


class AccountController(Controller):
    path = "/api/v1/auth/me"
    tags = ["identity"]

    @get(operation_id="get_me")
    async def get_me(self, operation: Operation) -> UserView:
        """One's own account."""
        async with operation.reading() as reads:
            return await reads.identity.user(operation.actor.user_id or 0)

    @post("/password", operation_id="change_password", status_code=204, opt={"holds_secret": True})
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
