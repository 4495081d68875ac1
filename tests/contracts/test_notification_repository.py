"""Keeping notifications, in memory and in PostgreSQL."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest
import pytest_asyncio

from coachway.domain.kernel.actor import SYSTEM
from coachway.domain.kernel.errors import NotFound
from coachway.domain.notifications.model import Channel, DeliveryStatus
from coachway.domain.notifications.ports import Attempt, NotificationsUnitOfWork
from coachway.entrypoints.bootstrap import Platform
from tests.builders.notifications import CLIENT, a_notification
from tests.fakes.clock import MONDAY_MORNING
from tests.fakes.notifications import FakeNotificationsUnitOfWork

WITHIN = timedelta(minutes=2)


@pytest_asyncio.fixture
async def in_postgres(platform: Platform) -> AsyncIterator[NotificationsUnitOfWork]:
    async with platform.unit_of_work(SYSTEM) as work:
        yield work


@pytest.fixture
def in_memory() -> NotificationsUnitOfWork:
    return FakeNotificationsUnitOfWork()


@pytest.fixture(params=["in_memory", "in_postgres"])
def uow(request: pytest.FixtureRequest) -> NotificationsUnitOfWork:
    chosen: NotificationsUnitOfWork = request.getfixturevalue(request.param)
    return chosen


async def begin(uow: NotificationsUnitOfWork, *, after: timedelta = timedelta(), limit: int = 10) -> list[Attempt]:
    await uow.flush()
    return await uow.notifications.begin_due(at=MONDAY_MORNING + after, within=WITHIN, limit=limit)


async def test_ids_are_drawn_once(uow: NotificationsUnitOfWork) -> None:
    first, second = await uow.notifications.next_ids(2)
    (third,) = await uow.notifications.next_ids(1)
    assert len({first, second, third}) == 3


async def test_what_was_added_comes_back_whole(uow: NotificationsUnitOfWork) -> None:
    (notification_id,) = await uow.notifications.next_ids(1)
    uow.notifications.add(a_notification(notification_id, recipient=CLIENT, event_id=4))
    await uow.flush()
    found = await uow.notifications.get(notification_id)
    assert (found.recipient, found.event_id, found.status) == (CLIENT, 4, DeliveryStatus.QUEUED)
    assert found.message.startswith("Hello Dana")


async def test_an_unknown_one_is_not_found(uow: NotificationsUnitOfWork) -> None:
    with pytest.raises(NotFound):
        await uow.notifications.get(4711)


async def test_what_is_due_is_begun_once_and_again_when_the_attempt_was_lost(uow: NotificationsUnitOfWork) -> None:
    due, later, in_app = await uow.notifications.next_ids(3)
    uow.notifications.add(a_notification(due))
    uow.notifications.add(a_notification(later, at=MONDAY_MORNING + timedelta(hours=1)))
    uow.notifications.add(a_notification(in_app, channel=Channel.IN_APP))
    assert await begin(uow) == [Attempt(due, 1)]
    assert await begin(uow, after=WITHIN - timedelta(seconds=1)) == []
    assert await begin(uow, after=WITHIN) == [Attempt(due, 2)]


async def test_the_oldest_are_begun_first_and_no_more_than_asked_for(uow: NotificationsUnitOfWork) -> None:
    ids = await uow.notifications.next_ids(3)
    for age, notification_id in enumerate(ids):
        uow.notifications.add(a_notification(notification_id, at=MONDAY_MORNING - timedelta(minutes=age)))
    assert await begin(uow, limit=2) == [Attempt(ids[1], 1), Attempt(ids[2], 1)]
    assert await begin(uow, limit=2) == [Attempt(ids[0], 1)]


async def test_messages_follow_a_client_who_was_merged_but_nobody_is_told_twice(uow: NotificationsUnitOfWork) -> None:
    told_both, told_too, told_one = await uow.notifications.next_ids(3)
    survivor = replace(CLIENT, id=8)
    uow.notifications.add(a_notification(told_both, recipient=CLIENT, event_id=4))
    uow.notifications.add(a_notification(told_too, recipient=survivor, event_id=4))
    uow.notifications.add(a_notification(told_one, recipient=CLIENT, event_id=5))
    await uow.flush()
    await uow.notifications.hand_over_client(7, 8)
    session = getattr(uow, "session", None)
    if session is not None:
        session.expunge_all()
    found = [(await uow.notifications.get(each)).recipient.id for each in (told_both, told_too, told_one)]
    assert found == [7, 8, 8]
