"""Creating and changing users."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from coachway.domain.identity.model import User, UserStatus, check_password
from coachway.domain.identity.ports import IdentityUnitOfWork, PasswordHasher, TokenSource
from coachway.domain.identity.tokens import LinkPurpose
from coachway.domain.identity.use_cases.choose_password import mail_password_link
from coachway.domain.identity.use_cases.end_sessions import end_sessions
from coachway.domain.kernel.actor import Role
from coachway.domain.kernel.clock import Clock


@dataclass(frozen=True, kw_only=True)
class CreateUser:
    email: str
    full_name: str
    role: Role
    password: str | None = None
    client_id: int | None = None
    vendor_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class UpdateUser:
    user_id: int
    changes: Mapping[str, object]
    expected_version: int | None = None


@dataclass(frozen=True, kw_only=True)
class SetUserStatus:
    user_id: int
    status: UserStatus
    expected_version: int | None = None


async def create_user(
    command: CreateUser, *, uow: IdentityUnitOfWork, passwords: PasswordHasher, tokens: TokenSource, clock: Clock
) -> User:
    """A user: active with a password, else pending and invited by mail to choose one.

    Raises RuleViolated, or Conflict for a taken address.
    """
    password_hash = None
    if command.password is not None:
        check_password(command.password)
        password_hash = await passwords.hash(command.password)
    user = User.create(
        user_id=await uow.users.next_id(),
        email=command.email,
        full_name=command.full_name,
        role=command.role,
        client_id=command.client_id,
        vendor_id=command.vendor_id,
        password_hash=password_hash,
        at=clock.now(),
    )
    uow.users.add(user)
    await uow.flush()
    if password_hash is None:
        await mail_password_link(user, LinkPurpose.INVITATION, uow=uow, tokens=tokens, clock=clock)
    return user


async def update_user(command: UpdateUser, *, uow: IdentityUnitOfWork, clock: Clock) -> User:
    """Change what was sent; a changed role ends the user's sessions, since their tokens tell the old one."""
    user = await uow.users.get(command.user_id)
    user.expect_version(command.expected_version)
    before = (user.role, user.client_id, user.vendor_id)
    user.update(command.changes, at=clock.now())
    if (user.role, user.client_id, user.vendor_id) != before:
        await end_sessions(user.id, "role_changed", uow=uow, clock=clock)
    await uow.flush()
    return user


async def set_user_status(command: SetUserStatus, *, uow: IdentityUnitOfWork, clock: Clock) -> User:
    """Enable or disable; disabling ends all of the user's sessions."""
    user = await uow.users.get(command.user_id)
    user.expect_version(command.expected_version)
    user.set_status(command.status, at=clock.now())
    if not user.may_sign_in:
        await end_sessions(user.id, "user_disabled", uow=uow, clock=clock)
    await uow.flush()
    return user


async def make_first_admin(
    email: str,
    password: str,
    *,
    uow: IdentityUnitOfWork,
    passwords: PasswordHasher,
    tokens: TokenSource,
    clock: Clock,
) -> User | None:
    """The first admin where there is none yet; an existing one is never overwritten."""
    if await uow.users.any_admin():
        return None
    command = CreateUser(email=email, full_name="Administrator", role=Role.ADMIN, password=password)
    return await create_user(command, uow=uow, passwords=passwords, tokens=tokens, clock=clock)
