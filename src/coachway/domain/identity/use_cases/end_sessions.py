"""Ending what a user is signed in with."""

from __future__ import annotations

from coachway.domain.identity.ports import IdentityUnitOfWork
from coachway.domain.kernel.clock import Clock


async def end_sessions(
    user_id: int, reason: str, *, uow: IdentityUnitOfWork, clock: Clock, but: int | None = None
) -> None:
    """End the user's live sessions, all but one where one is named."""
    now = clock.now()
    for session in await uow.sessions.live_of(user_id, now):
        if session.id != but:
            session.end(reason, at=now)
