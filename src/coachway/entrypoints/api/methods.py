"""Which methods a path answers to: what it has handlers for, and HEAD wherever there is GET."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from litestar.connection import ASGIConnection
from litestar.types import Message, Scope, Send


def methods_of(connection: ASGIConnection[Any, Any, Any, Any]) -> str:
    """What the Allow header of the request's path says.

    The framework's own answer to OPTIONS knows only the methods that were registered before it.
    """
    template = connection.scope["path_template"]
    found = [route.methods for route in connection.app.routes if route.path_format == template]
    return allowed(method for methods in found for method in methods)


def allowed(methods: Iterable[str]) -> str:
    """The methods as the Allow header has them, with HEAD where there is GET."""
    known = set(methods)
    return ", ".join(sorted(known | {"HEAD"} if "GET" in known else known))


def as_get(scope: Scope) -> Scope:
    """A HEAD request as the GET that it stands for; the server keeps the scope that says HEAD."""
    return {**scope, "method": "GET"}  # type: ignore[return-value]


def without_body(send: Send) -> Send:
    """Passes on the head of an answer, and of its body no more than the end."""
    ended = False

    async def send_head(message: Message) -> None:
        nonlocal ended
        if message["type"] != "http.response.body":
            await send(message)
        elif not ended:
            ended = True
            await send({"type": "http.response.body", "body": b"", "more_body": False})

    return send_head
