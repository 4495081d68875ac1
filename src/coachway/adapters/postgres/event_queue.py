"""The outbox as those see it who deliver what it holds.

An event is due when its `next_attempt_at` has come, under way while that lies ahead, done when every handler's own
transaction has said so, and dead when it was tried too often.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import case, func, select, update
from sqlalchemy.dialects.postgresql import INTERVAL, insert
from sqlalchemy.sql.expression import cast, literal

from coachway.adapters.postgres.notifications.tables import is_waiting, notifications
from coachway.adapters.postgres.outbox import decode_event
from coachway.adapters.postgres.platform_tables import handled_events, outbox
from coachway.adapters.postgres.session import Executor
from coachway.domain.kernel.events import Event

_open = outbox.c.done_at.is_(None) & outbox.c.dead_at.is_(None)


@dataclass(frozen=True, slots=True)
class Delivery:
    """One attempt at one event, counted from 1."""

    event_id: int
    name: str
    payload: dict[str, Any]
    attempt: int

    def event(self) -> Event:
        """Raises KeyError for a name that this version does not know, msgspec.ValidationError for a bad payload."""
        return decode_event(self.name, self.payload)


async def claim_due_events(
    db: Executor, *, at: datetime, resend_after: timedelta, heard: Collection[str], limit: int
) -> list[int]:
    """The ids of events that are due and that somebody hears, oldest first; events that nobody hears are done at once.

    A claimed event is due again after `resend_after`, or as long again as it has waited already, up to ten minutes:
    while no worker runs, messages for the same event do not pile up in the broker. Rows that another relay holds are
    passed over.
    """
    due = (
        select(outbox.c.id)
        .where(_open, outbox.c.next_attempt_at <= at)
        .order_by(outbox.c.next_attempt_at, outbox.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
        .cte("due")
    )
    waited = literal(at) - outbox.c.occurred_at
    longest = cast(literal(max(resend_after, timedelta(minutes=10))), INTERVAL)
    is_heard = outbox.c.name.in_(list(heard))
    claimed = (
        update(outbox)
        .where(outbox.c.id.in_(select(due.c.id)))
        .values(
            next_attempt_at=literal(at)
            + func.least(func.greatest(cast(literal(resend_after), INTERVAL), waited), longest),
            done_at=case((is_heard, None), else_=at),
        )
        .returning(outbox.c.id, is_heard.label("is_heard"))
    )
    rows = (await db.execute(claimed)).all()
    return sorted(row.id for row in rows if row.is_heard)


async def anything_due(db: Executor, *, at: datetime) -> bool:
    """Whether an event or a notification is due: the one statement that an idle relay asks over and over."""
    event = select(outbox.c.id).where(_open, outbox.c.next_attempt_at <= at)
    notification = select(notifications.c.id).where(is_waiting, notifications.c.next_attempt_at <= at)
    return bool((await db.execute(select(event.exists() | notification.exists()))).scalar_one())


async def begin_delivery(db: Executor, event_id: int) -> Delivery | None:
    """Count an attempt at the event, and load it; None where it is done, dead or not there."""
    begun = (
        update(outbox)
        .where(outbox.c.id == event_id, _open)
        .values(attempts=outbox.c.attempts + 1)
        .returning(outbox.c.name, outbox.c.payload, outbox.c.attempts)
    )
    row = (await db.execute(begun)).one_or_none()
    if row is None:
        return None
    return Delivery(event_id, row.name, row.payload, row.attempts)


async def claim_handling(db: Executor, event_id: int, handler: str, *, at: datetime) -> bool:
    """Note, in the handler's own transaction, that it handled the event; False where it did so before.

    Two deliveries of one event at a time wait for each other here.
    """
    noted = (
        insert(handled_events)
        .values(event_id=event_id, handler=handler, handled_at=at)
        .on_conflict_do_nothing()
        .returning(handled_events.c.event_id)
    )
    return (await db.execute(noted)).one_or_none() is not None


async def finish_event(db: Executor, event_id: int, *, at: datetime) -> None:
    """All of its handlers are done with it."""
    await db.execute(update(outbox).where(outbox.c.id == event_id, _open).values(done_at=at, last_error=None))


async def note_event_failure(
    db: Executor, event_id: int, error: str, *, retry_at: datetime | None, at: datetime
) -> None:
    """A handler failed: the event is due again then, or dead where that is None."""
    values = {"dead_at": at} if retry_at is None else {"next_attempt_at": retry_at}
    await db.execute(update(outbox).where(outbox.c.id == event_id, _open).values(last_error=error[:2000], **values))
