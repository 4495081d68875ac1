"""Choosing a password by a mailed link."""

from __future__ import annotations

from litestar import Controller, post
from litestar.params import JSONBody

from coachway.domain.identity.use_cases.choose_password import (
    ConfirmPassword,
    confirm_password,
    request_password_reset,
)
from coachway.entrypoints.api.operation import Operation
from coachway.entrypoints.api.wire import Body


class PasswordReset(Body):
    """The address to mail a link to."""

    email: str


class PasswordConfirmation(Body):
    """The token of a mailed link, and the password to choose."""

    token: str
    new_password: str


class PasswordController(Controller):
    path = "/api/v1/auth/password-reset"
    tags = ["identity"]

    @post(operation_id="request_password_reset", status_code=202)
    async def request_password_reset(self, data: JSONBody[PasswordReset], operation: Operation) -> None:
        """Have a link mailed to choose a new password; the answer never tells whether the address exists."""
        async with operation.transaction() as work:
            await request_password_reset(data.email, uow=work, tokens=operation.platform.tokens, clock=operation.clock)

    @post("/confirm", operation_id="confirm_password", status_code=204, opt={"holds_secret": True})
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
