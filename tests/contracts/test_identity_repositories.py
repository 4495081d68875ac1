"""Keeping users, sessions, links and keys, in memory and in PostgreSQL."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import pytest_asyncio

from coachway.domain.identity.model import UserStatus
from coachway.domain.identity.ports import IdentityUnitOfWork
from coachway.domain.kernel.actor import SYSTEM, Role
from coachway.domain.kernel.errors import Conflict, NotFound
from coachway.entrypoints.bootstrap import Platform
from tests.builders.identity import NOW, a_key, a_link, a_refresh_token, a_session, a_user
from tests.fakes.identity import FakeIdentityUnitOfWork

DAY = timedelta(days=1)


@pytest.fixture
def fake() -> FakeIdentityUnitOfWork:
    return FakeIdentityUnitOfWork()


@pytest_asyncio.fixture
async def real(platform: Platform) -> AsyncIterator[IdentityUnitOfWork]:
    async with platform.unit_of_work(SYSTEM) as uow:
        yield uow


@pytest.fixture(params=["fake", "real"])
def uow(request: pytest.FixtureRequest) -> IdentityUnitOfWork:
    chosen: IdentityUnitOfWork = request.getfixturevalue(request.param)
    return chosen


async def test_ids_are_never_given_twice(uow: IdentityUnitOfWork) -> None:
    for draw in (
        uow.users.next_id,
        uow.sessions.next_id,
        uow.sessions.next_token_id,
        uow.password_links.next_id,
        uow.api_keys.next_id,
    ):
        assert len({await draw() for _ in range(4)}) == 4


async def test_what_is_not_there_is_not_found(uow: IdentityUnitOfWork) -> None:
    for get in (uow.users.get, uow.sessions.get, uow.api_keys.get):
        with pytest.raises(NotFound, match="4711"):
            await get(4711)


async def test_a_user_is_found_by_address_in_any_case(uow: IdentityUnitOfWork) -> None:
    user = a_user(1, email="Ann@Example.com")
    uow.users.add(user)
    await uow.flush()
    assert await uow.users.get(1) is user
    assert await uow.users.by_email(" ANN@example.COM ") is user
    assert await uow.users.by_email("ann@example.co") is None


async def test_an_address_is_one_users(uow: IdentityUnitOfWork) -> None:
    uow.users.add(a_user(1, email="ann@example.com"))
    await uow.flush()
    uow.users.add(a_user(2, email="ANN@example.com"))
    with pytest.raises(Conflict) as refused:
        await uow.flush()
    assert refused.value.code == "email_taken"


async def test_a_vendors_users_are_found_in_order(uow: IdentityUnitOfWork) -> None:
    for number, role in ((3, Role.VENDOR), (1, Role.VENDOR), (2, Role.AGENT)):
        uow.users.add(a_user(number, role=role))
    await uow.flush()
    assert [user.id for user in await uow.users.of_vendor(1)] == [1, 3]
    assert await uow.users.of_vendor(2) == []


async def test_any_admin_counts_and_only_an_active_one_stands_in_for_another(uow: IdentityUnitOfWork) -> None:
    uow.users.add(a_user(1))
    await uow.flush()
    assert not await uow.users.any_admin()
    uow.users.add(a_user(2, role=Role.ADMIN, status=UserStatus.DISABLED))
    uow.users.add(a_user(3, role=Role.ADMIN))
    await uow.flush()
    assert await uow.users.any_admin()
    assert not await uow.users.another_active_admin(3)
    assert await uow.users.another_active_admin(2)


async def test_live_sessions_are_those_neither_ended_nor_expired_oldest_first(uow: IdentityUnitOfWork) -> None:
    user, other = a_user(1), a_user(2)
    uow.users.add(user)
    uow.users.add(other)
    await uow.flush()
    of_the_user = [a_session(number, user) for number in (3, 1, 2)]
    of_the_user[2].end("logout", at=NOW)
    for session in (*of_the_user, a_session(4, other), a_session(5, user, days=1)):
        uow.sessions.add(session)
    await uow.flush()
    assert [session.id for session in await uow.sessions.live_of(1, NOW)] == [1, 3, 5]
    assert [session.id for session in await uow.sessions.live_of(1, NOW + DAY)] == [1, 3]


async def test_a_refresh_token_is_found_by_its_hash_and_so_is_whose_it_is(uow: IdentityUnitOfWork) -> None:
    user = a_user(7)
    uow.users.add(user)
    await uow.flush()
    session = a_session(3, user)
    uow.sessions.add(session)
    await uow.flush()
    token = a_refresh_token(5, session, token_hash="a hash")
    uow.sessions.add_token(token)
    await uow.flush()
    assert await uow.sessions.token("a hash") is token
    assert await uow.sessions.user_of_token("a hash") == 7
    assert await uow.sessions.token("another") is None
    assert await uow.sessions.user_of_token("another") is None


async def test_a_link_is_found_by_its_hash_and_unused_ones_by_their_user(uow: IdentityUnitOfWork) -> None:
    user, other = a_user(7), a_user(8)
    uow.users.add(user)
    uow.users.add(other)
    await uow.flush()
    first, second, third = (a_link(number, user, token=f"token {number}") for number in (1, 2, 3))
    second.spend(at=NOW)
    for link in (first, second, third, a_link(4, other, token="token 4")):
        uow.password_links.add(link)
    await uow.flush()
    assert await uow.password_links.by_hash("hash of token 2") is second
    assert await uow.password_links.user_of("hash of token 4") == 8
    assert await uow.password_links.by_hash("token 2") is None
    assert await uow.password_links.user_of("token 2") is None
    assert [link.id for link in await uow.password_links.unused_of(7)] == [1, 3]


async def test_a_key_is_found_by_its_id(uow: IdentityUnitOfWork) -> None:
    user = a_user(7, role=Role.SERVICE)
    uow.users.add(user)
    await uow.flush()
    key = a_key(3, user)
    uow.api_keys.add(key)
    await uow.flush()
    assert await uow.api_keys.get(3) is key


async def test_a_merged_clients_users_move_and_their_live_sessions_end(uow: IdentityUnitOfWork) -> None:
    theirs, other = a_user(1, role=Role.CLIENT), a_user(2)
    for user in (theirs, other):
        uow.users.add(user)
    await uow.flush()
    for number, user in enumerate((theirs, theirs, other), start=1):
        uow.sessions.add(a_session(number, user, days=number))
    await uow.flush()
    assert await uow.users.hand_over_client(1, 5, at=NOW) == [1]
    assert await uow.users.hand_over_client(1, 5, at=NOW) == []
    assert await uow.sessions.end_all([1], "client_merged", at=NOW + DAY) == [(2, 1)]
    assert await uow.sessions.live_of(1, NOW + DAY) == []
    assert [session.id for session in await uow.sessions.live_of(2, NOW + DAY)] == [3]
