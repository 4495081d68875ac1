"""`coachway users`: users made from the command line, where nobody can sign in yet."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final

import click

from coachway.domain.identity.model import USER_ROLES, User
from coachway.domain.identity.use_cases.manage_users import CreateUser, create_user
from coachway.domain.kernel.actor import SYSTEM, Role
from coachway.entrypoints.cli.on_platform import on_platform

if TYPE_CHECKING:
    from coachway.entrypoints.bootstrap import Platform

_ID: Final = click.IntRange(1, 2**63 - 1)


@click.group()
def users() -> None:
    """Make users."""


@users.command()
@click.argument("email")
@click.option(
    "--role", type=click.Choice(sorted(role.value for role in USER_ROLES)), required=True, help="What the user may do."
)
@click.option("--name", "full_name", help="Full name; by default the record's, else what stands before the @.")
@click.option("--client-id", type=_ID, help="The client that a user of role client belongs to.")
@click.option("--vendor-id", type=_ID, help="The vendor that a user of role vendor belongs to.")
@click.option("--invite", is_flag=True, help="Mail a link to choose a password, instead of setting one.")
def create(
    *, email: str, role: str, full_name: str | None, client_id: int | None, vendor_id: int | None, invite: bool
) -> None:
    """Create a user. The password is asked for, or read from the first line of standard input."""
    command = CreateUser(
        email=email,
        full_name=full_name or (None if client_id or vendor_id else email.partition("@")[0]),
        role=Role(role),
        client_id=client_id,
        vendor_id=vendor_id,
        password=None if invite else _password(),
    )
    user = on_platform(lambda platform: _create(platform, command))
    click.echo(f"User {user.id}: {user.email}, {user.role}")


def _password() -> str:
    if sys.stdin.isatty():
        return str(click.prompt("Password", hide_input=True, confirmation_prompt=True))
    return sys.stdin.readline().rstrip("\n")


async def _create(platform: Platform, command: CreateUser) -> User:
    async with platform.unit_of_work(SYSTEM) as work:
        user = await create_user(
            command,
            uow=work,
            records=platform.record_directory(work),
            passwords=platform.passwords,
            tokens=platform.tokens,
            clock=platform.clock,
        )
        await work.commit()
    return user
