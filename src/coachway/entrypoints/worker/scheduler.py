"""The scheduler process: one leader at a time runs the periodic jobs, by the platform's own clock."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

import structlog

from coachway.adapters.postgres.job_runs import note_job_done, note_job_failure
from coachway.adapters.postgres.leases import give_up_lease, take_lease
from coachway.domain.portals.reactions import ADMIN
from coachway.entrypoints.bootstrap import Platform, build_platform
from coachway.entrypoints.settings import Settings
from coachway.entrypoints.worker.pausing import pause, stop_on_signals
from coachway.entrypoints.worker.schedule import JOBS, Job
from coachway.entrypoints.worker.telling import in_one_line

LEASE: Final = "scheduler"
LEASE_LASTS: Final = timedelta(seconds=10)
SUCCESS_IS_NOTED_EVERY: Final = timedelta(seconds=10)
"""A job that runs twice a second need not write so each time; a failure, and the first success after it, is at once."""

TICK_SECONDS: Final = 0.2
LAST_JOBS_END_WITHIN_SECONDS: Final = 10.0

_log = structlog.get_logger(__name__)


def run(settings: Settings) -> None:
    """Tick until SIGTERM or SIGINT. Raises SettingsError."""
    asyncio.run(_run(settings))


async def _run(settings: Settings) -> None:
    stop = stop_on_signals()
    platform = build_platform(settings)
    scheduler = Scheduler(platform, JOBS, holder=f"{socket.gethostname()}:{os.getpid()}")
    _log.info("scheduler_started", jobs=[job.name for job in JOBS])
    try:
        while not stop.is_set():
            await scheduler.tick()
            await pause(TICK_SECONDS, stop)
    finally:
        await scheduler.end()
        await platform.close()
        _log.info("scheduler_ended")


class Scheduler:
    """Starts each job that is due, unless it still runs; every job may also run twice, late, or in two places."""

    def __init__(self, platform: Platform, jobs: Sequence[Job], *, holder: str) -> None:
        self._platform = platform
        self._jobs = jobs
        self._holder = holder
        self._leads_until: datetime | None = None
        self._due: dict[str, datetime] = {}
        self._running: dict[str, asyncio.Task[None]] = {}
        self._noted: dict[str, datetime] = {}
        self._failing: set[str] = set()

    async def tick(self) -> None:
        """One look at the clock. A database that is down is logged and asked again."""
        try:
            if not await self._leads():
                return
        except Exception:
            _log.warning("scheduler_cannot_lead", exc_info=True)
            self._leads_until = None
            return
        now = self._platform.clock.now()
        self._running = {name: task for name, task in self._running.items() if not task.done()}
        for job in self._jobs:
            if job.name not in self._running and self._due.get(job.name, now) <= now:
                self._due[job.name] = now + job.every
                self._running[job.name] = asyncio.create_task(self._run(job, now), name=job.name)

    async def idle(self) -> None:
        """Wait for the jobs under way."""
        await asyncio.gather(*self._running.values())

    async def end(self) -> None:
        """Give the jobs under way a little time, then let somebody else lead."""
        try:
            async with asyncio.timeout(LAST_JOBS_END_WITHIN_SECONDS):
                await self.idle()
            if self._leads_until is not None:
                async with self._platform.engine.begin() as connection:
                    await give_up_lease(connection, LEASE, self._holder)
        except Exception:
            _log.warning("scheduler_ended_hard", exc_info=True)

    async def _leads(self) -> bool:
        """Whether we lead; the lease is prolonged in good time."""
        now = self._platform.clock.now()
        if self._leads_until is not None and now < self._leads_until - LEASE_LASTS / 2:
            return True
        async with self._platform.engine.begin() as connection:
            taken = await take_lease(connection, LEASE, self._holder, at=now, lasts=LEASE_LASTS)
        self._leads_until = now + LEASE_LASTS if taken else None
        return taken

    async def _run(self, job: Job, started_at: datetime) -> None:
        try:
            await job.run(self._platform)
            if started_at >= self._noted.get(job.name, started_at):
                await self._note_success(job, started_at)
        except Exception as error:
            _log.error("job_failed", job=job.name, exc_info=True)
            await self._note_failure(job, in_one_line(error), started_at)

    async def _note_success(self, job: Job, started_at: datetime) -> None:
        async with self._platform.engine.begin() as connection:
            await note_job_done(connection, job.name, started_at=started_at, finished_at=self._platform.clock.now())
        self._noted[job.name] = started_at + SUCCESS_IS_NOTED_EVERY
        if job.name in self._failing:
            self._failing.remove(job.name)
            await self._platform.dashboards.outdate([ADMIN])

    async def _note_failure(self, job: Job, error: str, started_at: datetime) -> None:
        """Where the admins see it; their dashboard is made anew when a job begins to fail."""
        self._noted.pop(job.name, None)
        try:
            async with self._platform.engine.begin() as connection:
                await note_job_failure(
                    connection, job.name, error, started_at=started_at, failed_at=self._platform.clock.now()
                )
            if job.name not in self._failing:
                self._failing.add(job.name)
                await self._platform.dashboards.outdate([ADMIN])
        except Exception:
            _log.warning("job_failure_not_noted", job=job.name, exc_info=True)
