"""Sessions and links: five at most, a refresh token once, a mailed link once."""

from __future__ import annotations

import pytest

from coachway.domain.identity.model import User, UserStatus
from coachway.domain.identity.use_cases.choose_password import (
    ChangePassword,
    ConfirmPassword,
    change_password,
    confirm_password,
    request_password_reset,
)
from coachway.domain.identity.use_cases.sign_in import SessionPolicy, TokenPair, refresh_session, start_session
from coachway.domain.kernel.actor import Actor, Origin, Role
from coachway.domain.kernel.errors import NotAuthenticated, RuleViolated
from tests.builders.identity import PASSWORD, a_user
from tests.fakes.clock import SteerableClock
from tests.fakes.identity import CountedTokens, FakeIdentityUnitOfWork, LegibleAccessTokens, LegiblePasswords

NEXT = "another password of a test"


class Door:
    """One user at the door, the clock, and all that signing in needs."""

    def __init__(self) -> None:
        self.uow, self.clock, self.tokens = FakeIdentityUnitOfWork(), SteerableClock(), CountedTokens()
        self.user = a_user(1)
        self.uow.users.add(self.user)

    async def sign_in(self) -> TokenPair:
        return await start_session(
            self.user.id,
            Origin(),
            uow=self.uow,
            clock=self.clock,
            policy=SessionPolicy(),
            tokens=self.tokens,
            access=LegibleAccessTokens(),
        )

    async def refresh(self, pair: TokenPair) -> TokenPair | None:
        return await refresh_session(
            pair.refresh_token,
            uow=self.uow,
            clock=self.clock,
            policy=SessionPolicy(),
            tokens=self.tokens,
            access=LegibleAccessTokens(),
        )

    async def confirm(self, token: str) -> User:
        return await confirm_password(
            ConfirmPassword(token=token, new_password=NEXT),
            uow=self.uow,
            passwords=LegiblePasswords(),
            tokens=self.tokens,
            clock=self.clock,
        )

    async def live(self) -> list[int]:
        return [session.id for session in await self.uow.sessions.live_of(self.user.id, self.clock.now())]


@pytest.fixture
def door() -> Door:
    return Door()


async def test_the_sixth_session_ends_the_oldest(door: Door) -> None:
    for _ in range(6):
        await door.sign_in()
    assert await door.live() == [2, 3, 4, 5, 6]
    assert (await door.uow.sessions.get(1)).terminated_reason == "session_limit"


async def test_a_refresh_token_works_once_and_again_ends_its_session_alone(door: Door) -> None:
    first, other = await door.sign_in(), await door.sign_in()
    second = await door.refresh(first)
    assert second is not None
    assert await door.live() == [1, 2]
    assert await door.refresh(first) is None
    assert await door.live() == [2]
    with pytest.raises(NotAuthenticated):
        await door.refresh(second)
    assert await door.refresh(other) is not None


async def test_a_refresh_prolongs_a_session_that_would_expire_otherwise(door: Door) -> None:
    pair = await door.sign_in()
    door.clock.advance(days=13)
    following = await door.refresh(pair)
    door.clock.advance(days=13)
    assert following is not None
    assert await door.live() == [1]
    assert await door.refresh(following) is not None
    door.clock.advance(days=14)
    assert await door.live() == []


async def test_who_may_not_sign_in_does_not_stay_signed_in_either(door: Door) -> None:
    pair = await door.sign_in()
    door.user.status = UserStatus.DISABLED
    with pytest.raises(NotAuthenticated):
        await door.refresh(pair)
    with pytest.raises(NotAuthenticated):
        await door.sign_in()


@pytest.mark.parametrize(("role", "may"), [(Role.VENDOR, True), (Role.CLIENT, False), (Role.AGENT, False)])
def test_of_the_pending_only_a_vendor_may_sign_in(role: Role, may: bool) -> None:
    assert a_user(1, role=role, status=UserStatus.PENDING).may_sign_in is may


async def test_a_new_password_ends_the_other_sessions_and_a_wrong_one_changes_nothing(door: Door) -> None:
    for _ in range(3):
        await door.sign_in()
    bearer = Actor(role=Role.AGENT, user_id=1, session_id=2)

    async def change(current: str) -> User:
        command = ChangePassword(current_password=current, new_password=NEXT)
        return await change_password(
            command, actor=bearer, uow=door.uow, passwords=LegiblePasswords(), clock=door.clock
        )

    with pytest.raises(RuleViolated) as refused:
        await change("not it")
    assert (refused.value.code, await door.live()) == ("wrong_password", [1, 2, 3])
    assert (await change(PASSWORD)).password_hash == f"hash of {NEXT}"
    assert await door.live() == [2]


async def test_a_mailed_link_works_once_within_its_hour_and_ends_all_sessions(door: Door) -> None:
    await door.sign_in()
    first = await request_password_reset(door.user.email, uow=door.uow, tokens=door.tokens, clock=door.clock)
    second = await request_password_reset(door.user.email, uow=door.uow, tokens=door.tokens, clock=door.clock)
    assert first is not None
    assert second is not None
    assert second.token is not None
    assert first.token is None, "a newer link overtakes the older one"
    token = second.token
    await door.confirm(token)
    assert await door.live() == []
    with pytest.raises(RuleViolated):
        await door.confirm(token)
    late = await request_password_reset(door.user.email, uow=door.uow, tokens=door.tokens, clock=door.clock)
    door.clock.advance(minutes=60)
    assert late is not None
    assert late.token is not None
    with pytest.raises(RuleViolated):
        await door.confirm(late.token)


async def test_who_is_disabled_or_unknown_is_mailed_nothing(door: Door) -> None:
    door.user.status = UserStatus.DISABLED
    for email in (door.user.email, "nobody@example.com"):
        assert await request_password_reset(email, uow=door.uow, tokens=door.tokens, clock=door.clock) is None
