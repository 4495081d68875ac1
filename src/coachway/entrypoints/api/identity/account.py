"""One's own account."""

from __future__ import annotations

from litestar import Controller, get, post
from litestar.params import JSONBody

from coachway.domain.identity.use_cases.calendar_token import renew_calendar_token
from coachway.domain.identity.use_cases.choose_password import ChangePassword, change_password
from coachway.domain.identity.views import AccountView
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
    async def get_me(self, operation: Operation) -> AccountView:
        """One's own account, with the token of one's calendar."""
        async with operation.reading() as reads:
            return await reads.identity.account(operation.actor.user_id or 0)

    @post("/calendar-token", operation_id="renew_calendar_token", status_code=200, opt={"holds_secret": True})
    async def renew_calendar_token(self, operation: Operation) -> AccountView:
        """Replace the token of one's calendar: whoever subscribed with the one before sees no more of it."""
        async with operation.transaction() as work:
            user = await renew_calendar_token(
                actor=operation.actor,
                expected_version=operation.expected_version,
                uow=work,
                tokens=operation.platform.tokens,
                clock=operation.clock,
            )
            return await work.reads.identity.account(user.id)

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
