"""The public API as one person sees it: their bearer token, exact decimals, errors in a sentence."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, Final, Self

import httpx2
import msgspec

Json = dict[str, Any]
Query = str | int | None

ATTEMPTS: Final = 4
LONGEST_WAIT: Final = 30
"""Seconds that the demo waits at most when the platform asks for patience."""

_encode = msgspec.json.Encoder(decimal_format="number").encode


class DemoStopped(Exception):
    """The story cannot go on; the message says at what, and how to mend it."""


class Refused(DemoStopped):
    """The API answered with an error: `status` of HTTP and `code` of the problem."""

    def __init__(self, message: str, *, status: int, code: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code


class Platform:
    """A caller of the API, anonymous until they sign in.

    Every POST carries an Idempotency-Key made from what it asks for, so that a repeated one changes nothing.
    """

    def __init__(self, http: httpx2.Client, token: str | None = None) -> None:
        self._http = http
        self._token = token

    @classmethod
    def at(cls, url: str) -> Self:
        return cls(httpx2.Client(base_url=url, timeout=30, trust_env=False))

    def sign_in(self, email: str, password: str) -> Platform:
        """The same platform, seen by that user. Raises Refused."""
        answer = self._ask("POST", "/api/v1/auth/login", {"email": email, "password": password})
        return type(self)(self._http, answer.json()["access_token"])

    def sign_out(self) -> None:
        self._ask("POST", "/api/v1/auth/logout")

    def get(self, path: str, **query: Query) -> Any:
        return self._read(self._ask("GET", path, query=query))

    def every(self, path: str, **query: Query) -> Iterator[Json]:
        """All items of a list, page after page."""
        answer = self._ask("GET", path, query=query | {"limit": 200})
        while True:
            yield from self._read(answer)
            following = answer.links.get("next")
            if not following:
                return
            answer = self._ask("GET", following["url"])

    def first(self, path: str, field: str, value: object, **query: Query) -> Json | None:
        """The first item of a list whose field has that value."""
        return next((item for item in self.every(path, **query) if item[field] == value), None)

    def post(self, path: str, body: Json | None = None) -> Any:
        return self._read(self._ask("POST", path, body))

    def put(self, path: str, body: Json) -> Any:
        return self._read(self._ask("PUT", path, body))

    def patch(self, path: str, **query: Query) -> Any:
        return self._read(self._ask("PATCH", path, query=query))

    def _ask(
        self, method: str, path: str, body: Json | None = None, query: Mapping[str, Query] | None = None
    ) -> httpx2.Response:
        content = None if body is None else _encode(body)
        headers = {} if content is None else {"Content-Type": "application/json"}
        if self._token:
            headers["Authorization"] = f"Bearer {self._token}"
        if method == "POST" and not path.startswith("/api/v1/auth/"):
            asked = hashlib.sha256(path.encode() + b"\0" + (content or b""))
            headers["Idempotency-Key"] = f"demo-{asked.hexdigest()[:40]}"
        given = {name: value for name, value in (query or {}).items() if value is not None}
        for attempt in range(1, ATTEMPTS + 1):
            try:
                answer = self._http.request(method, path, content=content, headers=headers, params=given or None)
            except httpx2.TransportError as error:
                if method == "GET" and attempt < ATTEMPTS:
                    time.sleep(attempt)
                    continue
                raise DemoStopped(f"{self._http.base_url} does not answer: {error}") from error
            if answer.status_code not in (429, 503) or attempt == ATTEMPTS:
                break
            time.sleep(min(float(answer.headers.get("Retry-After", attempt)), LONGEST_WAIT))
        if answer.is_error:
            raise _refusal(method, path, answer)
        return answer

    @staticmethod
    def _read(answer: httpx2.Response) -> Any:
        return answer.json(parse_float=Decimal) if answer.content else None


def _refusal(method: str, path: str, answer: httpx2.Response) -> Refused:
    try:
        problem = answer.json()
    except json.JSONDecodeError:
        problem = {}
    told = problem.get("detail") or answer.text[:200] or answer.reason_phrase
    fields = "; ".join(f"{each['field']} {each['message']}" for each in problem.get("errors", ()))
    return Refused(
        f"{method} {path} was answered with {answer.status_code}: {told}{f' ({fields})' if fields else ''}",
        status=answer.status_code,
        code=problem.get("code", ""),
    )
