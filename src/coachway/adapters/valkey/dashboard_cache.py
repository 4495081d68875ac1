"""Dashboards kept in Valkey for a while, outdated at once when something in them changes.

Each subject (a client, a vendor, the office) has a generation, and a dashboard is kept under the one that it was begun
in. So one that was being made while something changed is kept where nobody looks any more.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from redis.asyncio import Redis
from redis.exceptions import RedisError

_GENERATION_SECONDS: Final = 86_400


@dataclass(frozen=True, slots=True)
class Looked:
    """What was found: the document, or None; and where a new one is to be kept (None: nowhere)."""

    document: bytes | None
    place: str | None


class ValkeyDashboardCache:
    """Without Valkey every look is a miss: dashboards become slower, never wrong."""

    def __init__(self, valkey: Redis, *, seconds: int) -> None:
        self._valkey = valkey
        self._seconds = seconds

    async def look(self, subject: str, viewer: str, *, only_the_place: bool = False) -> Looked:
        """The subject's dashboard as that viewer sees it, if it is kept and wanted; each hit is counted."""
        try:
            generation: Any = await self._valkey.get(_generation(subject))
            place = f"dashboard:{subject}:{viewer}:{int(generation or 0)}"
            if only_the_place:
                return Looked(None, place)
            document: Any = await self._valkey.get(place)
            if document is not None:
                await self._valkey.hincrby("dashboard-hits", subject, 1)
        except (RedisError, OSError):
            return Looked(None, None)
        return Looked(document, place)

    async def keep(self, place: str | None, document: bytes) -> None:
        """Keep a new one, where the look before it said."""
        if place is None or self._seconds <= 0:
            return
        try:
            await self._valkey.set(place, document, ex=self._seconds)
        except (RedisError, OSError):
            return

    async def outdate(self, subjects: Iterable[str]) -> None:
        """Serve none of what is kept of these. Raises RedisError where that must be tried again."""
        async with self._valkey.pipeline(transaction=False) as pipeline:
            for subject in subjects:
                pipeline.incr(_generation(subject))
                pipeline.expire(_generation(subject), _GENERATION_SECONDS)
            await pipeline.execute()

    async def hits(self, subject: str) -> int:
        """How often the subject's dashboards were served from here."""
        return int(await self._valkey.hget("dashboard-hits", subject) or 0)


def _generation(subject: str) -> str:
    return f"dashboard-generation:{subject}"
