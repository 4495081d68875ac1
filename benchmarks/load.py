"""A load generator that costs little: bytes made beforehand, one small protocol for each connection, no client library.

What it costs is measured with every run, so that the table can say whether it was ever the bottleneck.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import cast

CONNECTIONS = 32
PATIENCE = 20  # seconds
CONTENT_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


class BadAnswer(Exception):
    """A contender refused what it was asked; its figures would mean nothing."""


@dataclass
class Tally:
    """What a run did between its warm-up and its end."""

    answered: int = 0
    started: float = 0.0
    failure: str | None = None
    cpu_share: float = 0.0
    seconds: float = 0.0

    @property
    def per_second(self) -> float:
        return self.answered / self.seconds


class Connection(asyncio.Protocol):
    """Sends the next request when an answer is whole, until told to stop."""

    def __init__(self, requests: Iterator[bytes], tally: Tally, stop_at: float) -> None:
        self._requests = requests
        self._tally = tally
        self._stop_at = stop_at
        self._buffer = b""
        self.finished = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)  # uvloop's own is none by inheritance
        self._send()

    def data_received(self, data: bytes) -> None:
        self._buffer = self._buffer + data if self._buffer else data
        end = self._buffer.find(b"\r\n\r\n")
        if end < 0:
            return
        length = CONTENT_LENGTH.search(self._buffer, 0, end)
        if length is None:
            self._fail("an answer came without Content-Length")
        elif self._buffer[9:10] != b"2":
            self._fail(self._buffer[:600].decode(errors="replace"))
        elif len(self._buffer) >= end + 4 + int(length[1]):
            self._answered()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.finished.done():
            self._fail(f"the connection was closed: {exc}")

    def _answered(self) -> None:
        now = time.perf_counter()
        self._buffer = b""
        if now > self._stop_at or self._tally.failure:
            self._end()
            return
        if self._tally.started:
            self._tally.answered += 1
        self._send()

    def _send(self) -> None:
        self._transport.write(next(self._requests))

    def _fail(self, why: str) -> None:
        self._tally.failure = self._tally.failure or why
        self._end()

    def _end(self) -> None:
        if not self.finished.done():
            self.finished.set_result(None)
        self._transport.close()


async def run(port: int, requests: Callable[[], Iterator[bytes]], *, warm_up: float, seconds: float) -> Tally:
    """Ask as fast as answers come, over all connections; counts only after the warm-up. Raises BadAnswer."""
    tally = Tally(seconds=seconds)
    source = requests()
    loop = asyncio.get_running_loop()
    stop_at = time.perf_counter() + warm_up + seconds
    connections = [
        (await loop.create_connection(lambda: Connection(source, tally, stop_at), "127.0.0.1", port))[1]
        for _ in range(CONNECTIONS)
    ]
    await asyncio.sleep(warm_up)
    tally.started, cpu = time.perf_counter(), time.process_time()
    _, unanswered = await asyncio.wait([each.finished for each in connections], timeout=seconds + PATIENCE)
    if unanswered:
        raise BadAnswer(f"{len(unanswered)} connections got no answer for {PATIENCE} s")
    tally.cpu_share = (time.process_time() - cpu) / (time.perf_counter() - tally.started)
    tally.seconds = stop_at - tally.started
    if tally.failure:
        raise BadAnswer(tally.failure)
    return tally


def request(method: str, path: str, *, token: str | None = None, body: bytes = b"") -> bytes:
    """One HTTP/1.1 request, ready to be written."""
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", "Accept: application/json"]
    if token:
        lines.append(f"Authorization: Bearer {token}")
    if body:
        lines += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
    return "\r\n".join([*lines, "", ""]).encode() + body


async def ask(port: int, asked: bytes) -> bytes:
    """The body of the answer to one request. Raises BadAnswer."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(asked)
    head = await reader.readuntil(b"\r\n\r\n")
    length = CONTENT_LENGTH.search(head)
    body = await reader.readexactly(int(length[1]) if length else 0)
    writer.close()
    if head[9:10] != b"2":
        raise BadAnswer((head + body)[:1000].decode(errors="replace"))
    return body
