"""The sessions that somebody is signed in with."""

from __future__ import annotations

from litestar import Controller, delete, get
from litestar.params import FromPath, FromQuery

from coachway.domain.identity.use_cases.sign_in import end_session
from coachway.domain.identity.views import SessionView
from coachway.domain.kernel.errors import Forbidden
from coachway.entrypoints.api.operation import Operation


class SessionController(Controller):
    path = "/api/v1/auth/sessions"
    tags = ["identity"]

    @get(operation_id="list_sessions")
    async def list_sessions(self, operation: Operation, user_id: FromQuery[int | None] = None) -> list[SessionView]:
        """One's live sessions, newest first; an admin may ask for another user's."""
        own = operation.actor.user_id or 0
        if user_id not in (None, own) and not operation.actor.is_admin:
            raise Forbidden("Only an admin may see another user's sessions.")
        async with operation.reading() as reads:
            return await reads.identity.sessions(user_id or own, operation.clock.now())

    @delete("/{session_id:int}", operation_id="end_session")
    async def end_session(self, session_id: FromPath[int], operation: Operation) -> None:
        """End one of one's own sessions; an admin may end anybody's."""
        async with operation.transaction() as work:
            await end_session(
                session_id, actor=operation.actor, uow=work, clock=operation.clock, reason="ended_by_user"
            )
