"""A service on the loopback that a test can make answer anything, late, or not at all."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import parse_qsl, unquote, urlsplit


@dataclass(frozen=True)
class Asked:
    """One request as it came in; header names in small letters."""

    path: str
    query: dict[str, str]
    headers: dict[str, str]


@dataclass
class FakeService:
    """`answer` makes the status and the document (bytes go out as they are); `seconds` is how long it takes."""

    answer: Callable[[Asked], Awaitable[tuple[int, Any]]]
    seconds: float = 0.0
    headers: dict[str, str] = field(default_factory=dict)
    hangs_up: bool = False
    asked: list[Asked] = field(default_factory=list)
    url: str = ""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            request, *lines = head.split("\r\n")
            target = urlsplit(request.split(" ")[1])
            headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines if line)}
            asked = Asked(unquote(target.path), dict(parse_qsl(target.query, keep_blank_values=True)), headers)
            self.asked.append(asked)
            await asyncio.sleep(self.seconds)
            if not self.hangs_up:
                status, document = await self.answer(asked)
                body = document if isinstance(document, bytes) else json.dumps(document).encode()
                told = {"Content-Length": str(len(body)), "Connection": "close", **self.headers}
                first = f"HTTP/1.1 {status} X\r\n" + "".join(f"{name}: {value}\r\n" for name, value in told.items())
                writer.write(first.encode() + b"\r\n" + body)
                await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            return
        finally:
            writer.close()


@asynccontextmanager
async def serving_fake(service: FakeService) -> AsyncIterator[FakeService]:
    """The service at its `url`, until the test has ended."""
    server = await asyncio.start_server(service.serve, "127.0.0.1", 0)
    service.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield service
    finally:
        server.close()


def always(status: int, document: Any) -> FakeService:
    """A service that has one answer."""

    async def answer(_: Asked) -> tuple[int, Any]:
        return status, document

    return FakeService(answer)


BOSTON: Final = {"lat": "42.3554334", "lon": "-71.060511", "display_name": "Boston, Massachusetts, United States"}


def a_geocoder(**known: dict[str, str]) -> FakeService:
    """Of Nominatim's shape; it knows Boston, and what else it is given by the first word of the question."""
    places = {"Boston": BOSTON, **known}

    async def answer(asked: Asked) -> tuple[int, Any]:
        found = places.get(asked.query["q"].split(",")[0])
        return 200, [found] if found else []

    return FakeService(answer)


def a_router(metres: float) -> FakeService:
    """Of OSRM's shape; every way is that long."""
    return always(200, {"code": "Ok", "routes": [{"distance": metres, "duration": 1.0}], "waypoints": []})
