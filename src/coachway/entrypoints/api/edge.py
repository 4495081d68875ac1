"""The outermost layer around the application: request ids, one log line a request, headers, the second prefix.

It wraps the framework, because the framework's own middleware does not run where no route matches.
"""

from __future__ import annotations

import re
import time
import uuid
from typing import Final

import structlog
from litestar.enums import HttpMethod, ScopeType
from litestar.types import ASGIApp, HTTPResponseStartEvent, Message, Receive, Scope, Send

from coachway.entrypoints.api.methods import as_get, without_body

log = structlog.get_logger()

_REQUEST_ID: Final = re.compile(r"[A-Za-z0-9._:-]{1,64}")
_SECRET_SEGMENT: Final = re.compile(r"(?<=/)[A-Za-z0-9_-]{32,}")
_PLURAL: Final = "/api/v1/vendors"
_SINGULAR: Final = "/api/v1/vendor"
_QUIET: Final = ("/livez", "/health")

_SECURITY_HEADERS: Final = [
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cache-control", b"no-store"),
    # Our pages need nothing but their own styles: no script, no frame, nothing from elsewhere.
    (b"content-security-policy", b"default-src 'none'; style-src 'unsafe-inline'; form-action 'self'"),
]


class Edge:
    """Wraps the ASGI application."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP:
            await self._app(scope, receive, send)
            return
        request_id = _request_id(scope)
        state = scope.setdefault("state", {})
        state["request_id"] = request_id
        _serve_plural_prefix(scope)
        inner = as_get(scope) if scope["method"] == HttpMethod.HEAD else scope
        started = time.perf_counter()
        status = 0

        async def send_with_headers(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                _add_headers(message, request_id, state.get("answer_headers", {}))
            await send(message)

        with structlog.contextvars.bound_contextvars(request_id=request_id):
            try:
                outlet = send_with_headers if inner is scope else without_body(send_with_headers)
                await self._app(inner, receive, outlet)
            finally:
                path = _SECRET_SEGMENT.sub("…", scope["path"])
                write = log.debug if path.endswith(_QUIET) else log.info
                write(
                    "request",
                    method=scope["method"],
                    path=path,
                    status=status,
                    milliseconds=round((time.perf_counter() - started) * 1000, 1),
                    user_id=getattr(inner.get("user"), "user_id", None),
                )


def _request_id(scope: Scope) -> str:
    """The caller's X-Request-ID where it is a harmless word, else a new one."""
    for name, value in scope["headers"]:
        if name == b"x-request-id":
            given: str = value.decode("latin-1")
            if _REQUEST_ID.fullmatch(given):
                return given
    return uuid.uuid4().hex


def _serve_plural_prefix(scope: Scope) -> None:
    """`/api/v1/vendors/…` is the same as `/api/v1/vendor/…`."""
    if scope["path"].startswith(_PLURAL + "/"):
        scope["path"] = _SINGULAR + scope["path"][len(_PLURAL) :]
        scope["raw_path"] = scope["path"].encode()


def _add_headers(message: HTTPResponseStartEvent, request_id: str, more: dict[str, str]) -> None:
    ours = {name.lower().encode(): value.encode("latin-1") for name, value in more.items()}
    headers = [(name, value) for name, value in message["headers"] if name.lower() not in ours]
    present = {name.lower() for name, _ in headers}
    headers.append((b"x-request-id", request_id.encode()))
    headers += [(name, value) for name, value in _SECURITY_HEADERS if name not in present]
    headers += ours.items()
    message["headers"] = headers
