"""Idempotency-Key: the same request again is answered as the first time, and nothing is done twice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from litestar import Request
from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from coachway.adapters.postgres.platform_tables import idempotency_keys
from coachway.adapters.postgres.types import keyring
from coachway.domain.kernel.actor import Actor
from coachway.entrypoints.api.errors import BadHeader, KeyInFlight, KeyMismatch, Replay
from coachway.entrypoints.api.wire import to_json

KEPT_FOR: Final = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class IdempotencyKey:
    """A key, whose it is, and the request that came with it."""

    principal: str
    key: str
    request: Request[Any, Any, Any]

    @classmethod
    def of(cls, request: Request[Any, Any, Any], actor: Actor) -> IdempotencyKey | None:
        """None where there is none, or the answer would hold a secret. Raises BadHeader."""
        if request.method != "POST" or request.route_handler.opt.get("holds_secret"):
            return None
        key = request.headers.get("idempotency-key")
        if key is None:
            return None
        if not 1 <= len(key) <= 255:
            raise BadHeader("An Idempotency-Key has 1 to 255 characters.")
        principal = f"user:{actor.user_id}" if actor.user_id is not None else f"address:{actor.origin.ip_address}"
        return cls(principal, key, request)

    def is_same_as(self, other: IdempotencyKey) -> bool:
        """Whether both requests came with the same key from the same principal."""
        return (self.principal, self.key) == (other.principal, other.key)

    async def look_up(self, session: AsyncSession, *, at: datetime) -> None:
        """Hold the key until the transaction ends.

        An equal earlier request answers instead: raises Replay, KeyMismatch or KeyInFlight.
        """
        # Without this lock an equal request at the same time would wait for this one in the unique index, where the
        # contract wants a 409.
        lock = func.pg_try_advisory_xact_lock(func.hashtextextended(f"{self.principal}\n{self.key}", 0))
        if not (await session.execute(select(lock))).scalar_one():
            raise KeyInFlight("A request with this Idempotency-Key is still under way: retry when it has ended.")
        stored = (
            await session.execute(
                select(idempotency_keys).where(
                    idempotency_keys.c.principal == self.principal,
                    idempotency_keys.c.key == self.key,
                    idempotency_keys.c.expires_at > at,
                )
            )
        ).one_or_none()
        if stored is None:
            return
        if stored.fingerprint not in keyring.digests(await self._identity()):
            raise KeyMismatch("This Idempotency-Key was used for another request: take a new one.")
        raise Replay(status=stored.status, headers=stored.headers, body=stored.body.encode())

    async def keep(self, session: AsyncSession, answer: Any, *, status: int, at: datetime) -> None:
        """Keep the answer along with what was done."""
        version = getattr(answer, "version", None)
        row = {
            "principal": self.principal,
            "key": self.key,
            "fingerprint": keyring.digests(await self._identity())[0],
            "status": status,
            "headers": {"ETag": f'"{version}"'} if isinstance(version, int) else {},
            "body": "" if answer is None else to_json(answer).decode(),
            "expires_at": at + KEPT_FOR,
        }
        kept = insert(idempotency_keys).values(row)
        await session.execute(
            kept.on_conflict_do_update(index_elements=["principal", "key"], set_=dict(kept.excluded.items()))
        )

    async def _identity(self) -> bytes:
        """All that makes a request the same as another."""
        request = self.request
        parts = (request.method, request.url.path, request.url.query or "")
        return "\n".join(parts).encode() + b"\n" + await request.body()
