"""The two questions of every request that Valkey answers at once: has the session ended, and is it too often?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

log = structlog.get_logger()

# The generic cell rate algorithm, atomic because scripts are: the key holds the theoretical arrival time (tat) of the
# next request, in microseconds of the server's clock. KEYS: the bucket, the mark of an ended session. ARGV: requests
# in a minute (0: no limit).
_SCRIPT: Final = """
local ended = redis.call('EXISTS', KEYS[2])
local limit = tonumber(ARGV[1])
if limit == 0 then return {ended, 1, 0, 0, 0} end
local clock = redis.call('TIME')
local now = clock[1] * 1000000 + clock[2]
local interval = 60000000 / limit
local tat = math.max(tonumber(redis.call('GET', KEYS[1]) or now), now)
local following = tat + interval
if following - now > 60000000 then
    return {ended, 0, 0, math.ceil((following - now - 60000000) / 1000), math.ceil((tat - now) / 1000)}
end
redis.call('SET', KEYS[1], string.format('%.0f', following), 'PX', math.ceil((following - now) / 1000))
return {ended, 1, math.floor((60000000 - (following - now)) / interval), 0, math.ceil((following - now) / 1000)}
"""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the gatekeeper found; times in whole seconds, rounded up. `session_ended` is None when it cannot tell."""

    session_ended: bool | None
    allowed: bool
    remaining: int
    retry_after: int
    reset_after: int


class ValkeyGatekeeper:
    """Limits by bucket, and marks of ended sessions that last as long as their access tokens could."""

    def __init__(self, valkey: Redis, *, token_lifetime: timedelta) -> None:
        self._valkey = valkey
        self._script = valkey.register_script(_SCRIPT)
        self._mark_seconds = int(token_lifetime.total_seconds()) + 60
        self._away = False

    async def ask(self, bucket: str, *, per_minute: int, session_id: int | None) -> Verdict:
        """Count a request. With Valkey away, requests pass and it is logged once."""
        keys = [f"limit:{bucket}", _mark(session_id or 0)]
        try:
            ended, allowed, remaining, retry_ms, reset_ms = await self._script(keys=keys, args=[per_minute])
        except (RedisError, OSError) as error:
            if not self._away:
                log.warning("gatekeeper.away", error=str(error))
            self._away = True
            return Verdict(None, True, 0, 0, 0)
        self._away = False
        return Verdict(bool(ended), bool(allowed), remaining, -(-retry_ms // 1000), -(-reset_ms // 1000))

    async def mark_ended(self, session_ids: Iterable[int]) -> None:
        """Stop the access tokens of these sessions at once. Raises RedisError where that must be tried again."""
        async with self._valkey.pipeline(transaction=False) as pipeline:
            for session_id in session_ids:
                pipeline.set(_mark(session_id), b"1", ex=self._mark_seconds)
            await pipeline.execute()


def _mark(session_id: int) -> str:
    return f"session-ended:{session_id}"
