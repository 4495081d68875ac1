"""One operation of one request: who asks, from where, and the one transaction in which it happens."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any, TypeVar

from litestar import Request
from litestar.di import NamedDependency
from redis.exceptions import RedisError

from coachway.adapters.postgres.reads import Reads
from coachway.adapters.postgres.unit_of_work import PostgresUnitOfWork
from coachway.domain.identity.events import SessionWasEnded
from coachway.domain.kernel.actor import Actor
from coachway.domain.kernel.clock import BusinessCalendar, Clock
from coachway.domain.kernel.paging import Page
from coachway.entrypoints.api.errors import BadHeader
from coachway.entrypoints.api.idempotency import IdempotencyKey
from coachway.entrypoints.api.paging import list_of, write_cursor
from coachway.entrypoints.bootstrap import Platform
from coachway.entrypoints.settings import Settings

T = TypeVar("T")


class CurrentOperation:
    """What a handler works with; made for each request."""

    def __init__(self, request: Request[Any, Any, Any], platform: Platform) -> None:
        self.request = request
        self.platform = platform
        self.actor: Actor = request.user

    @property
    def clock(self) -> Clock:
        return self.platform.clock

    @property
    def calendar(self) -> BusinessCalendar:
        return self.platform.calendar

    @property
    def settings(self) -> Settings:
        return self.platform.settings

    @property
    def expected_version(self) -> int | None:
        """The version that If-Match names; None where there is none, or it says any. Raises BadHeader."""
        header = self.request.headers.get("if-match")
        if header is None or header.strip() == "*":
            return None
        found = re.fullmatch(r'\s*(?:W/)?"(\d{1,18})"\s*', header)
        if not found:
            raise BadHeader('If-Match must name one version, like "3".')
        return int(found[1])

    @property
    def idempotency_key(self) -> IdempotencyKey | None:
        """What the request's answer is to be kept under, if anything. Raises BadHeader."""
        return IdempotencyKey.of(self.request, self.actor)

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Reads]:
        """Reads for an operation that changes nothing."""
        async with self.platform.reading() as reads:
            yield reads

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Work]:
        """The operation's transaction: committed on leaving, rolled back when anything is raised.

        With an Idempotency-Key, an equal earlier request answers instead (by raising Replay, KeyMismatch or
        KeyInFlight), and what `work.answer` was given is stored along with the operation.
        """
        async with Work(self) as work:
            yield work
            await work.finish()
        ended = [event.session_id for event in work.committed if isinstance(event, SessionWasEnded)]
        if ended:
            # Their access tokens stop here and now; should this fail, the event's own handler sees to it.
            with suppress(RedisError, OSError):
                await self.platform.gatekeeper.mark_ended(ended)

    def page(self, page: Page[T]) -> list[T]:
        """The items, with the next page in the Link header and the count in X-Total-Count."""
        headers = self.request.scope["state"].setdefault("answer_headers", {})
        if page.next_after is not None:
            cursor = write_cursor(page.next_after, list_of(self.request))
            following = self.request.url.with_replacements(query=self._query_with(cursor=cursor))
            headers["Link"] = f'<{following}>; rel="next"'
        if page.total is not None:
            headers["X-Total-Count"] = str(page.total)
        return list(page.items)

    def _query_with(self, **changed: str) -> Any:
        query = self.request.query_params.copy()
        for name, value in changed.items():
            query[name] = value
        return query


Operation = NamedDependency[CurrentOperation]


class Work(PostgresUnitOfWork):
    """The unit of work of an operation; it also keeps the answer where the client sent an Idempotency-Key."""

    def __init__(self, operation: CurrentOperation) -> None:
        super().__init__(operation.platform.engine, actor=operation.actor, clock=operation.clock)
        self._key = operation.idempotency_key
        self._answer: Any = None
        self._status: int = operation.request.route_handler.status_code

    async def __aenter__(self) -> Work:
        await super().__aenter__()
        if self._key is not None:
            try:
                await self._key.look_up(self.session, at=self.now)
            except BaseException:
                await self.session.close()
                raise
        return self

    def answer(self, content: T, *, status: int | None = None) -> T:
        """What the operation answers; give it every answer of a POST, so that it can be replayed.

        The status is the handler's own, unless another one is said.
        """
        self._answer, self._status = content, status or self._status
        return content

    async def finish(self) -> None:
        """Keep the answer if there is a key, and commit."""
        if self._key is not None:
            await self._key.keep(self.session, self._answer, status=self._status, at=self.now)
        await self.commit()


async def provide_operation(request: Request[Any, Any, Any]) -> CurrentOperation:
    """The operation that a handler works with."""
    return CurrentOperation(request, request.app.state.platform)
