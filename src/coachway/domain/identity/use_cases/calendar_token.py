"""The token that opens somebody's calendar to a program that cannot sign in."""

from __future__ import annotations

from coachway.domain.identity.model import KeptToken, User
from coachway.domain.identity.ports import IdentityUnitOfWork, TokenSource
from coachway.domain.kernel.actor import Actor
from coachway.domain.kernel.clock import Clock
from coachway.domain.kernel.errors import NotFound


def new_calendar_token(tokens: TokenSource) -> KeptToken:
    """A fresh secret and what it is found by."""
    secret = tokens.secret()
    return KeptToken(secret, tokens.hash(secret))


async def renew_calendar_token(
    *, actor: Actor, expected_version: int | None, uow: IdentityUnitOfWork, tokens: TokenSource, clock: Clock
) -> User:
    """Replace one's own: calendars that were subscribed with the one before stop."""
    if actor.user_id is None:
        raise NotFound.of("user", "of this bearer")
    user = await uow.users.get(actor.user_id)
    user.expect_version(expected_version)
    user.renew_calendar_token(new_calendar_token(tokens), at=clock.now())
    await uow.flush()
    return user
