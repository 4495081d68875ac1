"""Creating and changing users."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from coachway.domain.identity.model import User, UserStatus, check_password
from coachway.domain.identity.ports import (
    IdentityUnitOfWork,
    PasswordHasher,
    RecordDirectory,
    RecordedContact,
    TokenSource,
)
from coachway.domain.identity.tokens import LinkPurpose
from coachway.domain.identity.use_cases.calendar_token import new_calendar_token
from coachway.domain.identity.use_cases.choose_password import mail_password_link
from coachway.domain.identity.use_cases.end_sessions import end_sessions
from coachway.domain.kernel.actor import Role
from coachway.domain.kernel.clock import Clock
from coachway.domain.kernel.errors import Conflict


@dataclass(frozen=True, kw_only=True)
class CreateUser:
    role: Role
    email: str | None = None
    full_name: str | None = None
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
    command: CreateUser,
    *,
    uow: IdentityUnitOfWork,
    records: RecordDirectory,
    passwords: PasswordHasher,
    tokens: TokenSource,
    clock: Clock,
) -> User:
    """A user: active with a password, else pending and invited by mail to choose one.

    A client or vendor user is called and reached as their record says, unless told otherwise. Raises RuleViolated, or
    Conflict for a taken address.
    """
    record = await _record(command.role, command.client_id, command.vendor_id, records)
    _require_welcome(record)
    return await _add_user(command, record, uow=uow, passwords=passwords, tokens=tokens, clock=clock)


async def _add_user(
    command: CreateUser,
    record: RecordedContact | None,
    *,
    uow: IdentityUnitOfWork,
    passwords: PasswordHasher,
    tokens: TokenSource,
    clock: Clock,
) -> User:
    password_hash = None
    if command.password is not None:
        check_password(command.password)
        password_hash = await passwords.hash(command.password)
    user = User.create(
        user_id=await uow.users.next_id(),
        email=_said(command.email, record.email if record else None),
        full_name=_said(command.full_name, record.name if record else None),
        role=command.role,
        client_id=command.client_id,
        vendor_id=command.vendor_id,
        password_hash=password_hash,
        calendar_token=new_calendar_token(tokens),
        record_exists=record is not None,
        at=clock.now(),
    )
    uow.users.add(user)
    await uow.flush()
    if password_hash is None:
        await mail_password_link(user, LinkPurpose.INVITATION, uow=uow, tokens=tokens, clock=clock)
    return user


def _said(told: str | None, recorded: str | None) -> str:
    """What was told, else what the record says; nothing at all is refused by the user's own checks."""
    return told if told is not None else recorded or ""


async def _record(
    role: Role, client_id: int | None, vendor_id: int | None, records: RecordDirectory
) -> RecordedContact | None:
    """The record behind a client's or vendor's user; staff have none."""
    if role is Role.CLIENT and client_id is not None:
        return await records.client(client_id)
    if role is Role.VENDOR and vendor_id is not None:
        return await records.vendor(vendor_id)
    return None


async def update_user(command: UpdateUser, *, uow: IdentityUnitOfWork, records: RecordDirectory, clock: Clock) -> User:
    """Change what was sent; a changed role ends the user's sessions, since their tokens tell the old one.

    Raises NotFound, RuleViolated, Conflict `last_admin`.
    """
    user = await uow.users.get(command.user_id)
    user.expect_version(command.expected_version)
    before = (user.role, user.client_id, user.vendor_id)
    if command.changes.get("role", Role.ADMIN) is not Role.ADMIN:
        await _require_another_admin(user, uow=uow)
    wanted: dict[str, Any] = {
        "role": user.role,
        "client_id": user.client_id,
        "vendor_id": user.vendor_id,
        **command.changes,
    }
    record = await _record(wanted["role"], wanted["client_id"], wanted["vendor_id"], records)
    if (wanted["role"], wanted["vendor_id"]) != (user.role, user.vendor_id):
        _require_welcome(record)
    user.update(command.changes, record_exists=record is not None, at=clock.now())
    if (user.role, user.client_id, user.vendor_id) != before:
        await end_sessions(user.id, "role_changed", uow=uow, clock=clock)
    await uow.flush()
    return user


async def set_user_status(
    command: SetUserStatus, *, uow: IdentityUnitOfWork, records: RecordDirectory, clock: Clock
) -> User:
    """Enable or disable; disabling ends all of the user's sessions.

    Raises NotFound, Conflict `last_admin` or `vendor_turned_away`.
    """
    user = await uow.users.get(command.user_id)
    user.expect_version(command.expected_version)
    if command.status is not UserStatus.ACTIVE:
        await _require_another_admin(user, uow=uow)
    if command.status is not UserStatus.DISABLED:
        _require_welcome(await _record(user.role, user.client_id, user.vendor_id, records))
    user.set_status(command.status, at=clock.now())
    if not user.may_sign_in:
        await end_sessions(user.id, "user_disabled", uow=uow, clock=clock)
    await uow.flush()
    return user


def _require_welcome(record: RecordedContact | None) -> None:
    """Refuse a login for a vendor who was rejected or banned. Raises Conflict `vendor_turned_away`."""
    if record is not None and record.was_turned_away:
        raise Conflict("The vendor was rejected or banned: nobody signs in for it.", code="vendor_turned_away")


async def _require_another_admin(user: User, *, uow: IdentityUnitOfWork) -> None:
    """Refuse to lose the last active admin, who alone could make another. Raises Conflict `last_admin`."""
    if user.is_active_admin and not await uow.users.another_active_admin(user.id):
        raise Conflict("This is the last active admin: make another one first.", code="last_admin")


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
    return await _add_user(command, None, uow=uow, passwords=passwords, tokens=tokens, clock=clock)
