"""Notifications: `/api/v1/notifications`."""

from __future__ import annotations

from typing import Any

from litestar import Controller, get, post
from litestar.params import FromPath, FromQuery, JSONBody

from coachway.domain.notifications.model import Category, Channel, DeliveryStatus
from coachway.domain.notifications.ports import NotificationFilter
from coachway.domain.notifications.use_cases.send_message import (
    MarkRead,
    RetryNotification,
    SendMessage,
    mark_read,
    retry_notification,
    send_message,
)
from coachway.domain.notifications.views import NotificationView
from coachway.entrypoints.api.health import context_health
from coachway.entrypoints.api.operation import Operation
from coachway.entrypoints.api.paging import Paging
from coachway.entrypoints.api.wire import Body


class NewMessage(Body):
    """A message to a user of ours, or to a bare e-mail address."""

    channel: Channel
    subject: str
    message: str
    recipient_user_id: int | None = None
    recipient_email: str | None = None
    category: Category = Category.TRANSACTIONAL


class NotificationController(Controller):
    path = "/api/v1/notifications"
    tags = ["notifications"]

    @get(operation_id="list_notifications")
    async def list_notifications(
        self,
        operation: Operation,
        paging: Paging,
        status: FromQuery[DeliveryStatus | None] = None,
        channel: FromQuery[Channel | None] = None,
        unread: FromQuery[bool | None] = None,
    ) -> list[NotificationView]:
        """One's own notifications, newest first; staff see all."""
        wanted = NotificationFilter(status, channel, unread)
        async with operation.reading() as reads:
            return operation.page(await reads.notifications.notifications(wanted, paging, actor=operation.actor))

    @post(operation_id="send_message")
    async def send_message(self, data: JSONBody[NewMessage], operation: Operation) -> NotificationView:
        """Send a message, by e-mail or in the app; marketing goes to clients only, and to none who opted out."""
        platform = operation.platform
        async with operation.transaction() as work:
            notification = await send_message(
                SendMessage(**data.sent()),
                actor=operation.actor,
                uow=work,
                address_book=platform.address_book(work),
                consents=platform.consents(work),
                clock=operation.clock,
            )
            return work.answer(await work.reads.notifications.notification(notification.id, actor=operation.actor))

    @get("/{notification_id:int}", operation_id="get_notification")
    async def get_notification(self, notification_id: FromPath[int], operation: Operation) -> NotificationView:
        """One notification, with where its delivery stands."""
        async with operation.reading() as reads:
            return await reads.notifications.notification(notification_id, actor=operation.actor)

    @post("/{notification_id:int}/read", operation_id="mark_notification_read", status_code=200)
    async def mark_read(self, notification_id: FromPath[int], operation: Operation) -> NotificationView:
        """Mark a notification that is for oneself as read."""
        command = MarkRead(notification_id=notification_id, expected_version=operation.expected_version)
        async with operation.transaction() as work:
            await mark_read(command, actor=operation.actor, uow=work, clock=operation.clock)
            return work.answer(await work.reads.notifications.notification(notification_id, actor=operation.actor))

    @post("/{notification_id:int}/retry", operation_id="retry_notification", status_code=200)
    async def retry(self, notification_id: FromPath[int], operation: Operation) -> NotificationView:
        """Send a notification that failed, or rests after a failure, again now."""
        command = RetryNotification(notification_id=notification_id, expected_version=operation.expected_version)
        async with operation.transaction() as work:
            await retry_notification(command, actor=operation.actor, uow=work, clock=operation.clock)
            return work.answer(await work.reads.notifications.notification(notification_id, actor=operation.actor))


HANDLERS: list[Any] = [
    context_health("notifications", "/api/v1/notifications", "notifications_health"),
    NotificationController,
]
