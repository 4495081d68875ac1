"""Charters as calendars: one to download, and one's own to subscribe to by a token, for a program cannot sign in."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from hashlib import sha256
from typing import Annotated, Final

from litestar import Controller, Response, get
from litestar.params import FromPath, QueryParameter

from coachway.domain.charters.calendar_events import DAYS_BACK, MOST_EVENTS, event_of
from coachway.domain.charters.views import CharterView
from coachway.domain.kernel.errors import NotFound
from coachway.entrypoints.api.operation import CurrentOperation, Operation
from coachway.entrypoints.version import VERSION

_MEDIA_TYPE: Final = "text/calendar"
# Whoever comes back asks whether it is still the same, which costs no transfer when it is.
_KEPT_FOR: Final = "private, max-age=300, must-revalidate"


class CalendarController(Controller):
    path = "/api/v1/charters"
    tags = ["charters"]

    @get("/calendar.ics", operation_id="get_calendar", media_type=_MEDIA_TYPE)
    async def own_calendar(
        self,
        operation: Operation,
        token: Annotated[str, QueryParameter(description="The `calendar_token` of one's account, see /auth/me.")],
        agent_id: Annotated[int | None, QueryParameter(description="Only the charters of this agent.")] = None,
    ) -> Response[bytes]:
        """The calendar of whoever's token it is: the charters they may see, from 90 days ago on."""
        platform = operation.platform
        since = operation.calendar.day_of(operation.clock.now()) - timedelta(days=DAYS_BACK)
        async with operation.reading() as reads:
            owner = await reads.identity.bearer_of_calendar_token(platform.tokens.hash(token))
            if owner is None:
                raise NotFound("There is no calendar at this address.")
            charters = await reads.charters.calendar(since=since, most=MOST_EVENTS, agent_id=agent_id, actor=owner)
        return await _calendar(charters, f"Charters of {owner.name}", operation)

    @get("/{charter_id:int}/calendar.ics", operation_id="get_charter_calendar", media_type=_MEDIA_TYPE)
    async def charter_calendar(self, charter_id: FromPath[int], operation: Operation) -> Response[bytes]:
        """One charter as a calendar."""
        async with operation.reading() as reads:
            charter = await reads.charters.charter(charter_id, actor=operation.actor)
        return await _calendar([charter], f"Charter {charter_id}", operation)


async def _calendar(charters: Sequence[CharterView], name: str, operation: CurrentOperation) -> Response[bytes]:
    """The charters as the file; nothing but a 304 where the caller has just that already."""
    events = [event_of(charter, operation.calendar) for charter in charters]
    tag = _tag(operation.settings.public_url, operation.calendar.zone.key, name, events)
    headers = {"ETag": tag, "Cache-Control": _KEPT_FOR}
    if _names(operation.request.headers.get("if-none-match", ""), tag):
        return Response(b"", status_code=304, headers=headers, media_type=_MEDIA_TYPE)
    # Many events take the better part of a second to write, in which others must not wait.
    written = await asyncio.to_thread(operation.platform.calendar_writer.write, events, name=name)
    return Response(written, headers=headers, media_type=_MEDIA_TYPE)


def _tag(*content: object) -> str:
    """The same for the same content, which tells it without writing the file."""
    return f'"{sha256(repr((VERSION, *content)).encode()).hexdigest()[:32]}"'


def _names(if_none_match: str, tag: str) -> bool:
    named = [each.strip().removeprefix("W/") for each in if_none_match.split(",")]
    return tag in named or "*" in named
