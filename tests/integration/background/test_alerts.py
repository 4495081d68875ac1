"""What goes wrong in the background is on the admins' dashboard at once, and gone from it when it is mended."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from coachway.domain.notifications.ports import DeliveryRefused
from coachway.entrypoints.bootstrap import Platform
from coachway.entrypoints.worker.delivery import RETRIES
from coachway.entrypoints.worker.schedule import Job
from coachway.entrypoints.worker.scheduler import Scheduler
from tests.api_client import ApiClient
from tests.background import drain
from tests.fakes.clock import SteerableClock
from tests.fakes.notifications import CollectingCourier
from tests.integration.background.test_event_delivery import EVENT, Counting, happen
from tests.integration.background.test_scheduler import Counter, tick


async def alerts(manager: ApiClient) -> list[tuple[str, str]]:
    """As the dashboard has them, whether it was kept or made anew."""
    answer = await manager.get("/api/v1/portal/admin/dashboard")
    assert answer.status_code == 200, answer.text
    shown: list[dict[str, Any]] = answer.json()["alerts"]
    return [(alert["kind"], alert["subject"]) for alert in shown]


async def test_a_job_that_fails_is_an_alert_until_it_runs_again(
    api: ApiClient, platform: Platform, clock: SteerableClock
) -> None:
    manager, counter = await api.as_("manager"), Counter()
    scheduler = Scheduler(platform, [Job("count", timedelta(seconds=1), counter.run)], holder="a")
    assert await alerts(manager) == []
    counter.fails = True
    await tick(scheduler)
    assert await alerts(manager) == [("job_failing", "count")]
    counter.fails = False
    clock.advance(seconds=1)
    await tick(scheduler)
    assert await alerts(manager) == []


async def test_an_event_that_is_dead_is_an_alert(api: ApiClient, platform: Platform, clock: SteerableClock) -> None:
    manager, failing = await api.as_("manager"), Counting()
    failing.failures = RETRIES.attempts
    await happen(platform)
    assert await alerts(manager) == []
    for _ in range(RETRIES.attempts):
        await drain(platform, {EVENT.name: (failing.handler,)})
        clock.advance(hours=1)
    assert await alerts(manager) == [("event_dead", EVENT.name)]


async def test_a_notification_that_was_given_up_is_an_alert(api: ApiClient, platform: Platform) -> None:
    manager, courier = await api.as_("manager"), CollectingCourier()
    courier.error = DeliveryRefused("no such mailbox")
    object.__setattr__(platform, "courier", courier)
    message = {"channel": "email", "subject": "Hello", "message": "…", "recipient_email": "nobody@example.com"}
    await manager.post("/api/v1/notifications", message)
    assert await alerts(manager) == []
    await drain(platform)
    assert await alerts(manager) == [("notification_failed", "message")]
