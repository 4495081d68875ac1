"""The two questions of every request that Valkey answers at once: has the session ended, and is it too often?"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

log = structlog.get_logger()

# The generic cell rate algorithm, atomic because scripts are: the key holds the theoretical arrival time (tat) of the
# next request, in microseconds of the server's clock. For each question, KEYS: the bucket, the mark of an ended
# session; ARGV: requests in a minute (0: no limit). Five numbers for each.
_SCRIPT: Final = """
local clock = redis.call('TIME')
local now = clock[1] * 1000000 + clock[2]
local answers = {}
local function answer(...)
    for _, number in ipairs({...}) do answers[#answers + 1] = number end
end
for question = 1, #ARGV do
    local bucket, ended = KEYS[question * 2 - 1], redis.call('EXISTS', KEYS[question * 2])
    local limit = tonumber(ARGV[question])
    if limit == 0 then
        answer(ended, 1, 0, 0, 0)
    else
        local interval = 60000000 / limit
        local tat = math.max(tonumber(redis.call('GET', bucket) or now), now)
        local following = tat + interval
        if following - now > 60000000 then
            answer(ended, 0, 0, math.ceil((following - now - 60000000) / 1000), math.ceil((tat - now) / 1000))
        else
            local lasts = math.ceil((following - now) / 1000)
            redis.call('SET', bucket, string.format('%.0f', following), 'PX', lasts)
            answer(ended, 1, math.floor((60000000 - (following - now)) / interval), 0, lasts)
        end
    end
end
return answers
"""
_NUMBERS_EACH: Final = 5

# A Valkey that hangs must not hold up every request: one of them waits so long, and the rest pass until the next try.
_PATIENCE_SECONDS: Final = 1.0
_PAUSE_SECONDS: Final = 2.0


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the gatekeeper found; times in whole seconds, rounded up. `session_ended` is None when it cannot tell."""

    session_ended: bool | None
    allowed: bool
    remaining: int
    retry_after: int
    reset_after: int


_UNKNOWN: Final = Verdict(session_ended=None, allowed=True, remaining=0, retry_after=0, reset_after=0)


@dataclass(frozen=True, slots=True)
class Question:
    """A request at the door: its bucket, how many a minute that holds (0: any number), and whose session it is of."""

    bucket: str
    per_minute: int
    session_id: int | None


class ValkeyGatekeeper:
    """Limits by bucket, and marks of ended sessions that last as long as their access tokens could."""

    def __init__(self, valkey: Redis, *, token_lifetime: timedelta) -> None:
        self._valkey = valkey
        self._script = valkey.register_script(_SCRIPT)
        self._mark_seconds = int(token_lifetime.total_seconds()) + 60
        self._asked_again_at: float | None = None  # by the loop's own clock; None while Valkey answers

    async def ask(self, questions: Sequence[Question]) -> list[Verdict]:
        """Count requests, in one round trip. With Valkey away, they pass and it is logged once."""
        now = asyncio.get_running_loop().time()
        if self._asked_again_at is not None and now < self._asked_again_at:
            return [_UNKNOWN] * len(questions)
        keys = [key for each in questions for key in (f"limit:{each.bucket}", _mark(each.session_id or 0))]
        try:
            async with asyncio.timeout(_PATIENCE_SECONDS):
                numbers = await self._script(keys=keys, args=[each.per_minute for each in questions])
        except (RedisError, OSError) as error:
            if self._asked_again_at is None:
                log.warning("gatekeeper.away", error=str(error) or type(error).__name__)
            self._asked_again_at = now + _PAUSE_SECONDS
            return [_UNKNOWN] * len(questions)
        if self._asked_again_at is not None:
            log.info("gatekeeper.back")
        self._asked_again_at = None
        return [_verdict(*numbers[at : at + _NUMBERS_EACH]) for at in range(0, len(numbers), _NUMBERS_EACH)]

    async def mark_ended(self, session_ids: Iterable[int]) -> None:
        """Stop the access tokens of these sessions at once. Raises RedisError where that must be tried again."""
        async with self._valkey.pipeline(transaction=False) as pipeline:
            for session_id in session_ids:
                pipeline.set(_mark(session_id), b"1", ex=self._mark_seconds)
            await pipeline.execute()


def _verdict(ended: int, allowed: int, remaining: int, retry_ms: int, reset_ms: int) -> Verdict:
    return Verdict(bool(ended), bool(allowed), remaining, -(-retry_ms // 1000), -(-reset_ms // 1000))


def _mark(session_id: int) -> str:
    return f"session-ended:{session_id}"
