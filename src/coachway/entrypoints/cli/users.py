"""`coachway users`: users made from the command line, where nobody can sign in yet."""

from __future__ import annotations

import asyncio
import sys

import click

from coachway.domain.identity.model import USER_ROLES, User
from coachway.domain.identity.use_cases.manage_users import CreateUser, create_user
from coachway.domain.kernel.actor import SYSTEM, Role
from coachway.domain.kernel.errors import CoachwayError
from coachway.entrypoints.cli.failing import one_clear_line
from coachway.entrypoints.cli.tools import tool_settings
from coachway.entrypoints.settings import Settings


@click.group()
def users() -> None:
    """Make users."""


@users.command()
@click.argument("email")
@click.option(
    "--role", type=click.Choice(sorted(role.value for role in USER_ROLES)), required=True, help="What the user may do."
)
@click.option("--name", "full_name", help="Full name; by default what stands before the @.")
@click.option("--client-id", type=int, help="The client that a user of role client belongs to.")
@click.option("--vendor-id", type=int, help="The vendor that a user of role vendor belongs to.")
def create(email: str, role: str, full_name: str | None, client_id: int | None, vendor_id: int | None) -> None:
    """Create a user. The password is asked for, or read from the first line of standard input."""
    settings = tool_settings()
    command = CreateUser(
        email=email,
        full_name=full_name or email.partition("@")[0],
        role=Role(role),
        client_id=client_id,
        vendor_id=vendor_id,
        password=_password(),
    )
    with one_clear_line(CoachwayError):
        user = asyncio.run(_create(settings, command))
    click.echo(f"User {user.id}: {user.email}, {user.role}")


def _password() -> str:
    if sys.stdin.isatty():
        return str(click.prompt("Password", hide_input=True, confirmation_prompt=True))
    return sys.stdin.readline().rstrip("\n")


async def _create(settings: Settings, command: CreateUser) -> User:
    from coachway.entrypoints.bootstrap import build_platform  # noqa: PLC0415 (help need not load it)

    platform = build_platform(settings)
    try:
        async with platform.unit_of_work(SYSTEM) as work:
            user = await create_user(
                command, uow=work, passwords=platform.passwords, tokens=platform.tokens, clock=platform.clock
            )
            await work.commit()
        return user
    finally:
        await platform.close()
