"""Making users, changing them, and never losing the last admin."""

from __future__ import annotations

import pytest

from coachway.domain.identity.model import User, UserStatus
from coachway.domain.identity.use_cases.manage_users import (
    CreateUser,
    SetUserStatus,
    UpdateUser,
    create_user,
    make_first_admin,
    set_user_status,
    update_user,
)
from coachway.domain.kernel.actor import Role
from coachway.domain.kernel.errors import Conflict, RuleViolated
from tests.builders.identity import NOW, PASSWORD, a_key, a_session, a_user
from tests.fakes.clock import SteerableClock
from tests.fakes.identity import CountedTokens, EveryRecord, FakeIdentityUnitOfWork, LegiblePasswords


@pytest.fixture
def uow() -> FakeIdentityUnitOfWork:
    return FakeIdentityUnitOfWork()


async def made(uow: FakeIdentityUnitOfWork, command: CreateUser) -> User:
    return await create_user(
        command,
        uow=uow,
        records=EveryRecord(),
        passwords=LegiblePasswords(),
        tokens=CountedTokens(),
        clock=SteerableClock(),
    )


async def test_a_user_with_a_password_is_active_and_one_without_is_mailed_an_invitation(
    uow: FakeIdentityUnitOfWork,
) -> None:
    ready = await made(uow, CreateUser(role=Role.AGENT, email="a@example.com", full_name="Ann", password=PASSWORD))
    invited = await made(uow, CreateUser(role=Role.AGENT, email="b@example.com", full_name="Ben"))
    assert (ready.status, invited.status) == (UserStatus.ACTIVE, UserStatus.PENDING)
    assert await uow.password_links.unused_of(ready.id) == []
    assert len(await uow.password_links.unused_of(invited.id)) == 1


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"full_name": " "}, "full_name"),
        ({"full_name": "x" * 201}, "full_name"),
        ({"email": "ann@example.com\u202e"}, "email"),
        ({"email": "a" * 250 + "@example.com"}, "email"),
        ({"password": "too short"}, "password"),
        ({"client_id": 1}, "client_id"),
        ({"role": Role.SYSTEM}, "role"),
    ],
)
async def test_each_bad_field_is_named(uow: FakeIdentityUnitOfWork, changed: dict[str, object], field: str) -> None:
    good: dict[str, object] = {"role": Role.AGENT, "email": "ann@example.com", "full_name": "Ann"}
    with pytest.raises(RuleViolated) as refused:
        await made(uow, CreateUser(**{**good, **changed}))  # type: ignore[arg-type]
    assert [each.field for each in refused.value.fields] == [field]


def test_a_keys_name_has_a_length_that_a_list_can_show() -> None:
    with pytest.raises(RuleViolated) as refused:
        a_key(1, a_user(), name="x" * 201)
    assert [each.field for each in refused.value.fields] == ["name"]


async def test_a_changed_role_ends_the_users_sessions(uow: FakeIdentityUnitOfWork) -> None:
    user = a_user(1)
    session = a_session(1, user)
    uow.users.add(user)
    uow.sessions.add(session)
    command = UpdateUser(user_id=1, changes={"role": Role.MANAGER})
    await update_user(command, uow=uow, records=EveryRecord(), clock=SteerableClock())
    assert session.terminated_reason == "role_changed"


@pytest.mark.parametrize("status", [UserStatus.DISABLED, UserStatus.PENDING])
async def test_the_last_active_admin_stays_one(uow: FakeIdentityUnitOfWork, status: UserStatus) -> None:
    uow.users.add(a_user(1, role=Role.ADMIN))
    uow.users.add(a_user(2, role=Role.ADMIN, status=UserStatus.DISABLED))
    with pytest.raises(Conflict) as refused:
        await set_user_status(
            SetUserStatus(user_id=1, status=status), uow=uow, records=EveryRecord(), clock=SteerableClock()
        )
    assert refused.value.code == "last_admin"
    demotion = UpdateUser(user_id=1, changes={"role": Role.MANAGER})
    with pytest.raises(Conflict):
        await update_user(demotion, uow=uow, records=EveryRecord(), clock=SteerableClock())
    renaming = UpdateUser(user_id=1, changes={"full_name": "Ada", "role": Role.ADMIN})
    assert (await update_user(renaming, uow=uow, records=EveryRecord(), clock=SteerableClock())).full_name == "Ada"


async def test_of_two_admins_one_may_be_disabled_and_signed_out(uow: FakeIdentityUnitOfWork) -> None:
    first, second = a_user(1, role=Role.ADMIN), a_user(2, role=Role.ADMIN)
    session = a_session(1, first)
    uow.users.add(first)
    uow.users.add(second)
    uow.sessions.add(session)
    command = SetUserStatus(user_id=1, status=UserStatus.DISABLED)
    await set_user_status(command, uow=uow, records=EveryRecord(), clock=SteerableClock())
    assert not session.is_live(NOW)
    command = SetUserStatus(user_id=2, status=UserStatus.DISABLED)
    with pytest.raises(Conflict):
        await set_user_status(command, uow=uow, records=EveryRecord(), clock=SteerableClock())


async def test_the_first_admin_is_made_once(uow: FakeIdentityUnitOfWork) -> None:
    async def first_admin(email: str) -> User | None:
        return await make_first_admin(
            email, PASSWORD, uow=uow, passwords=LegiblePasswords(), tokens=CountedTokens(), clock=SteerableClock()
        )

    assert (await first_admin("admin@localhost")) is not None
    assert (await first_admin("other@localhost")) is None
