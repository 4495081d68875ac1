"""Reads of notifications: just the columns wanted, straight into views."""

from __future__ import annotations

from sqlalchemy import ColumnElement, RowMapping, and_, case, false, func, or_, select, true

from coachway.adapters.postgres.notifications.tables import notifications
from coachway.adapters.postgres.paging import read_page
from coachway.adapters.postgres.session import Executor
from coachway.domain.kernel.actor import Actor
from coachway.domain.kernel.errors import NotFound
from coachway.domain.kernel.paging import Page, PageRequest
from coachway.domain.notifications.model import RecipientType
from coachway.domain.notifications.ports import NotificationFilter
from coachway.domain.notifications.views import NotificationView

_c = notifications.c
_SHOWN = case((_c.is_confidential, None), else_=_c.message).label("message")
_COLUMNS = tuple(_SHOWN if name == "message" else _c[name] for name in NotificationView.__dataclass_fields__)


def _view(row: RowMapping) -> NotificationView:
    return NotificationView(**row)


def is_for(actor: Actor) -> ColumnElement[bool]:
    """The rule of `visibility.is_for`, as a condition."""
    own = {
        RecipientType.USER: actor.user_id,
        RecipientType.CLIENT: actor.client_id,
        RecipientType.VENDOR: actor.vendor_id,
    }
    known = [and_(_c.recipient_type == kind, _c.recipient_id == id_) for kind, id_ in own.items() if id_ is not None]
    return or_(false(), *known)


def _visible_to(actor: Actor) -> ColumnElement[bool]:
    return true() if actor.is_staff else is_for(actor)


class PostgresNotificationReads:
    def __init__(self, executor: Executor) -> None:
        self._db = executor

    async def notification(self, notification_id: int, *, actor: Actor) -> NotificationView:
        query = select(*_COLUMNS).where(_c.id == notification_id, _visible_to(actor))
        row = (await self._db.execute(query)).mappings().one_or_none()
        if row is None:
            raise NotFound.of("notification", notification_id)
        return _view(row)

    async def notifications(
        self, wanted: NotificationFilter, page: PageRequest, *, actor: Actor
    ) -> Page[NotificationView]:
        query = select(*_COLUMNS).where(_visible_to(actor))
        if wanted.status is not None:
            query = query.where(_c.status == wanted.status)
        if wanted.channel is not None:
            query = query.where(_c.channel == wanted.channel)
        if wanted.unread is not None:
            query = query.where(_c.read_at.is_(None) if wanted.unread else _c.read_at.is_not(None))
        return await read_page(self._db, query, page, _view, newest_first=_c.id)

    async def unread(self, *, actor: Actor) -> int:
        """How many that are for the actor they have not read."""
        query = select(func.count()).select_from(notifications).where(is_for(actor), _c.read_at.is_(None))
        return int((await self._db.execute(query)).scalar_one())
