"""Notifications in PostgreSQL."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from coachway.adapters.postgres.ids import next_ids
from coachway.adapters.postgres.notifications.tables import is_waiting, notifications
from coachway.domain.kernel.errors import NotFound
from coachway.domain.notifications.model import DeliveryStatus, Notification, RecipientType
from coachway.domain.notifications.ports import Attempt


class PostgresNotifications:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def next_ids(self, count: int) -> list[int]:
        return await next_ids(self._session, "notifications.notifications", count)

    def add(self, notification: Notification) -> None:
        self._session.add(notification)

    async def get(self, notification_id: int) -> Notification:
        wanted = select(Notification).where(notifications.c.id == notification_id).with_for_update()
        found = (await self._session.scalars(wanted)).one_or_none()
        if found is None:
            raise NotFound.of("notification", notification_id)
        return found

    async def hand_over_client(self, duplicate_id: int, survivor_id: int) -> None:
        table, told = notifications.c, notifications.alias("told")
        told_too = select(told.c.id).where(
            told.c.event_id == table.event_id,
            told.c.channel == table.channel,
            told.c.recipient_type == RecipientType.CLIENT,
            told.c.recipient_id == survivor_id,
        )
        await self._session.execute(
            update(notifications)
            .where(
                table.recipient_type == RecipientType.CLIENT,
                table.recipient_id == duplicate_id,
                ~told_too.correlate(notifications).exists(),
            )
            .values(recipient_id=survivor_id)
        )

    async def begin_due(self, *, at: datetime, within: timedelta, limit: int) -> list[Attempt]:
        table = notifications.c
        due = (
            select(table.id)
            .where(is_waiting, table.next_attempt_at <= at)
            .order_by(table.next_attempt_at, table.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
            .cte("due")
        )
        begun = (
            update(notifications)
            .where(table.id.in_(select(due.c.id)))
            .values(
                status=DeliveryStatus.SENDING,
                attempts=table.attempts + 1,
                last_attempt_at=at,
                next_attempt_at=at + within,
                updated_at=at,
                version=table.version + 1,
            )
            .returning(table.id, table.attempts)
        )
        rows = (await self._session.execute(begun, execution_options={"synchronize_session": False})).all()
        return sorted((Attempt(row.id, row.attempts) for row in rows), key=lambda attempt: attempt.notification_id)
