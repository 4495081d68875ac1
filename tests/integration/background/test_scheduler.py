"""The scheduler: one leader, the platform's own clock, and failures that somebody can see."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import insert, select, text

from coachway.adapters.postgres.platform_tables import idempotency_keys, jobs, outbox
from coachway.entrypoints.bootstrap import Platform
from coachway.entrypoints.worker.schedule import JOBS, Job
from coachway.entrypoints.worker.scheduler import LEASE_LASTS, Scheduler
from tests.background import drain
from tests.fakes.clock import SteerableClock
from tests.integration.background.test_event_delivery import happen


class Counter:
    def __init__(self, every: timedelta = timedelta(minutes=1)) -> None:
        self.runs = 0
        self.fails = False
        self.job = Job("count", every, self.run)

    async def run(self, platform: Platform) -> None:
        self.runs += 1
        if self.fails:
            raise RuntimeError("broken")


async def tick(scheduler: Scheduler) -> None:
    await scheduler.tick()
    await scheduler.idle()


async def row(platform: Platform, name: str = "count") -> Any:
    async with platform.engine.connect() as connection:
        return (await connection.execute(select(jobs).where(jobs.c.name == name))).one()


async def test_a_job_runs_when_the_platforms_clock_says_so(platform: Platform, clock: SteerableClock) -> None:
    counter = Counter()
    scheduler = Scheduler(platform, [counter.job], holder="a")
    await tick(scheduler)
    await tick(scheduler)
    assert counter.runs == 1
    clock.advance(minutes=1)
    await tick(scheduler)
    assert counter.runs == 2
    assert (await row(platform)).last_finished_at == clock.now()


async def test_only_the_leader_ticks_and_another_takes_over_when_it_is_gone(
    platform: Platform, clock: SteerableClock
) -> None:
    first, second = Counter(), Counter()
    leader = Scheduler(platform, [first.job], holder="a")
    other = Scheduler(platform, [second.job], holder="b")
    await tick(leader)
    await tick(other)
    assert (first.runs, second.runs) == (1, 0)
    clock.advance(seconds=LEASE_LASTS.total_seconds())
    await tick(other)
    assert second.runs == 1
    await tick(leader)
    assert first.runs == 1, "whoever comes back finds the lease taken"


async def test_a_leader_that_ends_lets_another_lead_at_once(platform: Platform) -> None:
    first, second = Counter(), Counter()
    leader = Scheduler(platform, [first.job], holder="a")
    await tick(leader)
    await leader.end()
    await tick(Scheduler(platform, [second.job], holder="b"))
    assert second.runs == 1


async def test_a_failing_job_is_visible_and_stops_nothing(platform: Platform, clock: SteerableClock) -> None:
    broken, steady = Counter(), Counter()
    broken.fails = True
    scheduler = Scheduler(platform, [broken.job, Job("steady", timedelta(minutes=1), steady.run)], holder="a")
    for _ in range(2):
        await tick(scheduler)
        clock.advance(minutes=1)
    assert (broken.runs, steady.runs) == (2, 2)
    failed = await row(platform)
    assert (failed.failures_in_a_row, failed.last_error) == (2, "RuntimeError: broken")
    broken.fails = False
    await tick(scheduler)
    mended = await row(platform)
    assert (mended.failures_in_a_row, mended.last_error) == (0, None)


async def test_every_job_of_the_platform_runs_on_an_empty_one(platform: Platform) -> None:
    scheduler = Scheduler(platform, JOBS, holder="a")
    await tick(scheduler)
    for job in JOBS:
        assert (await row(platform, job.name)).last_error is None


async def test_what_has_served_its_time_is_thrown_away(platform: Platform, clock: SteerableClock) -> None:
    await happen(platform)
    await drain(platform)
    async with platform.engine.begin() as connection:
        key = {"principal": "p", "key": "k", "fingerprint": "f", "status": 201, "headers": {}, "body": b""}
        await connection.execute(insert(idempotency_keys).values(key | {"expires_at": clock.now()}))
    clock.advance(days=8)
    await happen(platform)
    await tick(Scheduler(platform, JOBS, holder="a"))
    async with platform.engine.connect() as connection:
        assert (await connection.execute(select(idempotency_keys))).all() == []
        assert len((await connection.execute(select(outbox))).all()) == 1, "what is not done stays"
        assert (await connection.execute(text("SELECT count(*) FROM platform.handled_events"))).scalar_one() == 0
