"""What the portals' dashboards show of charters: counts and short lists, each one statement."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Final

from sqlalchemy import func, or_, select

from coachway.adapters.postgres.charters.tables import charters, revisions
from coachway.adapters.postgres.session import Executor
from coachway.domain.charters.model import CharterStatus
from coachway.domain.kernel.money import Money
from coachway.domain.portals.views import (
    BookedFigures,
    CharterActivity,
    CharterCounts,
    PendingQuote,
    ScheduledTrip,
)

_BOOKED: Final = (
    CharterStatus.BOOKED,
    CharterStatus.CONFIRMED,
    CharterStatus.IN_PROGRESS,
    CharterStatus.COMPLETED,
)
_AHEAD: Final = (CharterStatus.BOOKED, CharterStatus.CONFIRMED, CharterStatus.IN_PROGRESS)


class PostgresCharterFigures:
    def __init__(self, executor: Executor) -> None:
        self._db = executor

    async def counts_of_client(self, client_id: int, *, today: date) -> CharterCounts:
        c = charters.c
        active = c.status.in_([CharterStatus.QUOTE, *_AHEAD])
        query = select(
            func.count(),
            func.count().filter(active),
            func.count().filter(c.status.in_(_AHEAD), c.trip_date >= today),
        ).where(c.client_id == client_id)
        total, in_work, upcoming = (await self._db.execute(query)).one()
        return CharterCounts(total, in_work, upcoming)

    async def pending_quotes(self, client_id: int, *, at: datetime) -> list[PendingQuote]:
        c = charters.c
        query = (
            select(c.id, c.quote_id, c.trip_date, c.passengers, c.total_cost, c.quote_expires_at)
            .where(
                c.client_id == client_id,
                c.status == CharterStatus.QUOTE,
                c.quote_token_hash.is_not(None),
                c.quote_declined_at.is_(None),
                c.quote_expires_at > at,
            )
            .order_by(c.quote_expires_at)
            .limit(50)
        )
        return [PendingQuote(*row) for row in await self._db.execute(query)]

    async def activity_of_client(self, client_id: int, *, limit: int) -> list[CharterActivity]:
        query = (
            select(revisions.c.charter_id, revisions.c.revision_number, revisions.c.action, revisions.c.changed_at)
            .join_from(revisions, charters, revisions.c.charter_id == charters.c.id)
            .where(charters.c.client_id == client_id)
            .order_by(revisions.c.changed_at.desc(), revisions.c.charter_id.desc(), revisions.c.revision_number.desc())
            .limit(limit)
        )
        return [CharterActivity(*row) for row in await self._db.execute(query)]

    async def schedule_of_vendor(self, vendor_id: int, *, today: date, limit: int) -> list[ScheduledTrip]:
        c = charters.c
        last_day = func.coalesce(c.return_date, c.trip_date)
        query = (
            select(c.id, c.status, c.trip_date, c.pickup_time, c.passengers, c.vehicle_type, c.vendor_cost)
            .where(c.vendor_id == vendor_id, c.status.in_(_AHEAD))
            .where(or_(last_day >= today, c.status == CharterStatus.IN_PROGRESS))
            .order_by(c.trip_date, c.id)
            .limit(limit)
        )
        return [
            ScheduledTrip(
                charter_id=row.id,
                status=row.status.value,
                trip_date=row.trip_date,
                pickup_time=row.pickup_time and f"{row.pickup_time:%H:%M}",
                passengers=row.passengers,
                vehicle_type=row.vehicle_type,
                vendor_cost=row.vendor_cost,
            )
            for row in await self._db.execute(query)
        ]

    async def earnings_of_vendor(self, vendor_id: int) -> Money:
        query = select(func.sum(charters.c.vendor_cost)).where(
            charters.c.vendor_id == vendor_id, charters.c.status == CharterStatus.COMPLETED
        )
        return (await self._db.execute(query)).scalar_one() or Money.zero()

    async def by_status(self) -> dict[str, int]:
        query = select(charters.c.status, func.count()).group_by(charters.c.status)
        counted = {status.value: 0 for status in CharterStatus}
        return counted | {status.value: count for status, count in await self._db.execute(query)}

    async def booked(self) -> BookedFigures:
        c = charters.c
        awarded = func.sum(c.total_cost - c.vendor_cost).filter(c.vendor_cost.is_not(None))
        query = select(func.sum(c.total_cost), awarded).where(c.status.in_(_BOOKED))
        revenue, margin = (await self._db.execute(query)).one()
        return BookedFigures(_money(revenue), _money(margin))


def _money(value: Money | Decimal | None) -> Money:
    return value if isinstance(value, Money) else Money(value or Decimal(0))
