"""One service at one address from the settings: asked within a time limit, tried again, left alone while it is down."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final
from urllib.parse import urlsplit

import httpx2
import msgspec

from coachway.domain.kernel.errors import Unavailable

MOST_BYTES: Final = 1024 * 1024
_PAUSE_SECONDS: Final = 0.2
_FAILURES_UNTIL_BREAK: Final = 5
_BREAK_SECONDS: Final = 30.0
_OVERLOADED: Final = (429, 503)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the service said: its status, below 500, and the JSON document."""

    status: int
    document: object


class _Overloaded(Unavailable):
    """It asks for a rest: asking again at once would make it worse."""


class HttpService:
    """Takes JSON by GET. Redirects are not followed: only the address that was set is ever asked.

    `timeout_seconds` is for a whole question with all its tries. After five failures in a row nothing is asked for
    half a minute. Belongs to the event loop that asks it first.
    """

    def __init__(
        self,
        name: str,
        url: str,
        *,
        timeout_seconds: float,
        tries: int = 2,
        headers: Mapping[str, str] | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """Raises ValueError for an address that is none."""
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
            raise ValueError("say it like https://maps.example.com or http://127.0.0.1:5000/base")
        self.name = name
        self._url = url.rstrip("/")
        self._timeout = timeout_seconds
        self._tries = tries
        self._headers = dict(headers or {})
        self._monotonic = monotonic
        self._failures = 0
        self._closed_until = 0.0

    @cached_property
    def _client(self) -> httpx2.AsyncClient:
        # Made when it is first needed, since that costs a process more than most of them ever ask.
        limits = httpx2.Limits(max_connections=20, max_keepalive_connections=5)
        return httpx2.AsyncClient(headers=self._headers, limits=limits, timeout=self._timeout, trust_env=False)

    async def get(self, path: str, parameters: Mapping[str, str] | None = None) -> Answer:
        """Raises Unavailable when it does not answer in time, is overloaded, or answers what is no JSON."""
        wait = self._closed_until - self._monotonic()
        if wait > 0:
            raise self._unavailable("has failed again and again and is left alone for a while", int(wait) + 1)
        if self._failures >= _FAILURES_UNTIL_BREAK:
            self._begin_break()  # for all others, while this question finds out whether it is back
        try:
            async with asyncio.timeout(self._timeout):
                answer = await self._asked(path, parameters or {})
        except TimeoutError as error:
            self._note_failure()
            raise self._unavailable(f"did not answer within {self._timeout:g} s") from error
        except Unavailable:
            self._note_failure()
            raise
        self._failures, self._closed_until = 0, 0.0
        return answer

    async def close(self) -> None:
        if "_client" in self.__dict__:
            await self._client.aclose()

    async def _asked(self, path: str, parameters: Mapping[str, str]) -> Answer:
        for attempt in range(1, self._tries):
            try:
                return await self._once(path, parameters)
            except _Overloaded:
                raise
            except Unavailable:
                await asyncio.sleep(_PAUSE_SECONDS * 2 ** (attempt - 1))
        return await self._once(path, parameters)

    async def _once(self, path: str, parameters: Mapping[str, str]) -> Answer:
        body = bytearray()
        try:
            async with self._client.stream("GET", self._url + path, params=dict(parameters)) as response:
                status = response.status_code
                if status in _OVERLOADED:
                    raise _Overloaded(f"The {self.name} answers {status}.", retry_after=30)
                if status >= 500 or 300 <= status < 400:
                    raise self._unavailable(f"answers {status}")
                async for part in response.aiter_bytes():
                    body += part
                    if len(body) > MOST_BYTES:
                        raise self._unavailable("answers more than a mebibyte")
        except httpx2.HTTPError as error:
            raise self._unavailable(f"cannot be asked: {str(error) or type(error).__name__}") from error
        try:
            return Answer(status, msgspec.json.decode(bytes(body)))
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise self._unavailable(f"answers {status} with what is no JSON") from error

    def _note_failure(self) -> None:
        self._failures += 1
        if self._failures >= _FAILURES_UNTIL_BREAK:
            self._begin_break()

    def _begin_break(self) -> None:
        self._closed_until = self._monotonic() + _BREAK_SECONDS

    def _unavailable(self, what: str, retry_after: int = 5) -> Unavailable:
        return Unavailable(f"The {self.name} {what}.", retry_after=retry_after)
