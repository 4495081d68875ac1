"""What identity does when two clients become one."""

from __future__ import annotations

from datetime import datetime

from coachway.domain.identity.events import SessionWasEnded
from coachway.domain.identity.ports import IdentityUnitOfWork

REASON = "client_merged"


async def follow_client_merge(duplicate_id: int, survivor_id: int, *, uow: IdentityUnitOfWork, at: datetime) -> None:
    """The duplicate's users are the survivor's, and sign in anew, since their tokens name the duplicate."""
    moved = await uow.users.hand_over_client(duplicate_id, survivor_id, at=at)
    if moved:
        for session_id, user_id in await uow.sessions.end_all(moved, REASON, at=at):
            uow.record(SessionWasEnded(session_id=session_id, user_id=user_id, reason=REASON))
