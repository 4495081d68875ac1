"""How often somebody tried to sign in with a wrong password, by address and by where they came from."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, func, insert, select
from sqlalchemy.ext.asyncio import AsyncEngine

from coachway.adapters.postgres.constraints import in_domain_words
from coachway.adapters.postgres.identity.tables import login_attempts
from coachway.domain.kernel.errors import TooManyRequests

WINDOW: Final = timedelta(minutes=15)
MOST: Final = 10


class PostgresLoginAttempts:
    """The lock-out: after ten failures for an address or an IP within a quarter of an hour, the next are refused."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def note(self, email: str, ip_address: str | None, *, at: datetime) -> int:
        """Note a try before its password is checked. Raises TooManyRequests when there were too many."""
        email_hash = hashlib.sha256(email.strip().lower().encode()).hexdigest()
        t = login_attempts.c
        recent = t.attempted_at > at - WINDOW
        with in_domain_words():
            async with self._engine.begin() as connection:
                # Tries for one address, or from one IP, wait for each other here, so that each counts those before it.
                for name in (email_hash, f"from {ip_address}"):
                    await connection.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(name, 1))))
                for condition in (t.email_hash == email_hash, t.ip_address == ip_address):
                    counted = select(func.count(), func.min(t.attempted_at)).where(condition, recent)
                    count, oldest = (await connection.execute(counted)).one()
                    if count >= MOST:
                        wait = max(1, int((oldest + WINDOW - at).total_seconds()) + 1)
                        detail = "Too many failed attempts to sign in: wait before you try again."
                        raise TooManyRequests(detail, retry_after=wait, code="too_many_logins")
                noted = insert(login_attempts).values(email_hash=email_hash, ip_address=ip_address, attempted_at=at)
                return int((await connection.execute(noted.returning(t.id))).scalar_one())

    async def take_back(self, attempt_id: int) -> None:
        """The password was right: it was no failure."""
        with in_domain_words():
            async with self._engine.begin() as connection:
                await connection.execute(delete(login_attempts).where(login_attempts.c.id == attempt_id))

    async def forget_old(self, *, at: datetime) -> int:
        """Drop what no longer counts; says how many."""
        with in_domain_words():
            async with self._engine.begin() as connection:
                dropped = await connection.execute(
                    delete(login_attempts).where(login_attempts.c.attempted_at <= at - WINDOW)
                )
                return dropped.rowcount
