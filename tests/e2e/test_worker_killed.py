"""Real worker processes, killed in the middle of their work: nothing is lost and nothing is doubled."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest_asyncio
from sqlalchemy import text

from coachway.domain.changes.events import ChangeWasCreated
from coachway.domain.identity.use_cases.manage_users import CreateUser, create_user
from coachway.domain.kernel.actor import SYSTEM, Role
from coachway.entrypoints.bootstrap import Platform, build_platform
from coachway.entrypoints.settings import Settings
from tests.processes import ROOT, gone, python_environment

EVENTS = 60


def a_change(number: int) -> ChangeWasCreated:
    return ChangeWasCreated(
        case_id=number,
        case_number=f"CHG-2026-{number:04}",
        charter_id=1,
        client_id=1,
        vendor_id=None,
        affects_vendor=False,
        change_type="other",
        priority="low",
        title=f"Change {number}",
        status="pending",
        requires_approval=False,
        requested_by=None,
        requested_by_name="Somebody",
        price_difference=None,
        by=None,
        by_name="Somebody",
        notes=None,
    )


@pytest_asyncio.fixture
async def live(settings: Settings) -> AsyncIterator[Platform]:
    """The platform at the machine's own time, with one manager who hears of every change."""
    platform = build_platform(settings)
    await platform.valkey.flushall()
    manager = CreateUser(
        email="boss@example.com", full_name="The Boss", role=Role.MANAGER, password="long enough, it is"
    )
    async with platform.unit_of_work(SYSTEM) as work:
        await create_user(
            manager,
            uow=work,
            records=platform.record_directory(work),
            passwords=platform.passwords,
            tokens=platform.tokens,
            clock=platform.clock,
        )
        await work.commit()
    yield platform
    await platform.close()


@contextmanager
def working(settings: Settings) -> Iterator[subprocess.Popen[bytes]]:
    """A worker in a process of its own, as `coachway worker` starts it."""
    environment = python_environment() | {
        "COACHWAY_DATABASE_URL": settings.database_url,
        "COACHWAY_REDIS_URL": settings.redis_url,
        "COACHWAY_JWT_SECRET": settings.jwt_secret,
        "COACHWAY_ENCRYPTION_KEY": settings.encryption_key,
        "COACHWAY_DATA_DIR": str(settings.data_dir),
        "COACHWAY_EVENT_RETRY_SECONDS": "1",
        "COACHWAY_LOG_LEVEL": "error",
    }
    command = [sys.executable, "-m", "coachway.entrypoints.cli.main", "worker"]
    process = subprocess.Popen(command, env=environment, cwd=ROOT)
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()


async def happen(platform: Platform, numbers: range) -> None:
    async with platform.unit_of_work(SYSTEM) as work:
        for number in numbers:
            work.record(a_change(number))
        await work.commit()


async def counts(platform: Platform) -> dict[str, Any]:
    query = text(
        """
        SELECT (SELECT count(*) FROM platform.outbox WHERE done_at IS NULL) AS waiting,
               (SELECT count(*) FROM platform.handled_events WHERE handler = 'notifications.write') AS handled,
               count(*) AS messages, count(DISTINCT event_id) AS events,
               count(*) FILTER (WHERE status = 'sent') AS sent
        FROM notifications.notifications
        """
    )
    async with platform.engine.connect() as connection:
        return dict((await connection.execute(query)).mappings().one())


async def until(platform: Platform, holds: Callable[[dict[str, Any]], bool], *, seconds: float = 60) -> dict[str, Any]:
    deadline = time.monotonic() + seconds
    while not holds(found := await counts(platform)):
        assert time.monotonic() < deadline, found
        await asyncio.sleep(0.05)
    return found


def mails(settings: Settings) -> list[Path]:
    return sorted((settings.data_dir / "mail").glob("*.eml"))


def everything_is_done(found: dict[str, Any], number: int = EVENTS) -> bool:
    return bool(found["sent"] == number and found["waiting"] == 0)


async def test_a_killed_worker_loses_nothing_and_doubles_nothing(live: Platform) -> None:
    await happen(live, range(1, EVENTS + 1))
    with working(live.settings) as first:
        await until(live, lambda found: found["messages"] >= EVENTS // 5)
        os.kill(first.pid, signal.SIGKILL)
        first.wait()
    halfway = await counts(live)
    assert halfway["sent"] < EVENTS, "it was killed in the middle"
    with working(live.settings):
        found = await until(live, everything_is_done)
    assert (found["messages"], found["events"]) == (EVENTS, EVENTS)
    assert len(mails(live.settings)) == EVENTS


async def test_two_workers_share_the_work_and_a_broker_that_forgets_everything_changes_nothing(live: Platform) -> None:
    with working(live.settings), working(live.settings):
        await happen(live, range(1, EVENTS + 1))
        await until(live, lambda found: found["messages"] >= 1)
        await live.valkey.flushall()
        await until(live, lambda found: found["waiting"] == 0)
        # Attempts whose message the broker forgot are made again once they are taken for lost: do not wait for that.
        async with live.engine.begin() as connection:
            await connection.execute(
                text("UPDATE notifications.notifications SET next_attempt_at = now() WHERE status = 'sending'")
            )
        found = await until(live, everything_is_done)
    assert (found["messages"], found["events"]) == (EVENTS, EVENTS)
    assert len(mails(live.settings)) == EVENTS


async def test_a_worker_that_is_asked_to_end_ends_what_it_is_at(live: Platform) -> None:
    with working(live.settings) as worker:
        await happen(live, range(1, EVENTS + 1))
        await until(live, lambda found: found["messages"] >= 5)
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(20) == 0
    assert gone(worker.pid)
    found = await counts(live)
    assert found["handled"] == found["messages"]
    with working(live.settings):
        found = await until(live, everything_is_done)
    assert found["messages"] == EVENTS
