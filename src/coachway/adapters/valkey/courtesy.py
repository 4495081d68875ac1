"""Being a polite guest of public services: asking no question twice, and never too many in a row."""

from __future__ import annotations

import asyncio
import hashlib
from typing import Any, Final

from redis.asyncio import Redis
from redis.exceptions import RedisError

from coachway.domain.kernel.errors import Unavailable

_SHORTEST_LOOK_SECONDS: Final = 0.02


class ValkeyMemory:
    """Answers of one service. Without Valkey nothing is remembered."""

    def __init__(self, valkey: Redis, service: str) -> None:
        self._valkey = valkey
        self._service = service

    async def recall(self, question: str) -> bytes | None:
        try:
            found: Any = await self._valkey.get(self._key(question))
        except (RedisError, OSError):
            return None
        return bytes(found) if found is not None else None

    async def keep(self, question: str, answer: bytes, *, seconds: int) -> None:
        try:
            await self._valkey.set(self._key(question), answer, ex=seconds)
        except (RedisError, OSError):
            return

    def _key(self, question: str) -> str:
        return f"answer:{self._service}:{hashlib.sha256(question.encode()).hexdigest()}"


class ValkeyTurns:
    """One question to the service in each span of time, whichever process asks."""

    def __init__(self, valkey: Redis, service: str, *, pause_seconds: float) -> None:
        self._valkey = valkey
        self._key = f"turn:{service}"
        self._pause_ms = round(pause_seconds * 1000)

    async def take(self) -> None:
        """Wait for it. Without Valkey nobody knows who asked when: raises Unavailable."""
        try:
            while self._pause_ms and not await self._valkey.set(self._key, b"1", nx=True, px=self._pause_ms):
                left: int = await self._valkey.pttl(self._key)
                await asyncio.sleep(max(left / 1000, _SHORTEST_LOOK_SECONDS))
        except (RedisError, OSError) as error:
            raise Unavailable("The cache is away, which says whose turn it is to ask a service.") from error
