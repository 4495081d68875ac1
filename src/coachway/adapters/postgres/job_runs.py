"""How the periodic jobs fare: one row a job, for whoever looks after the platform."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from coachway.adapters.postgres.platform_tables import jobs
from coachway.adapters.postgres.session import Executor


async def note_job_done(db: Executor, name: str, *, started_at: datetime, finished_at: datetime) -> None:
    row = {"name": name, "last_started_at": started_at, "last_finished_at": finished_at, "failures_in_a_row": 0}
    await db.execute(
        insert(jobs)
        .values(row | {"last_error": None})
        .on_conflict_do_update(index_elements=["name"], set_=row | {"last_error": None})
    )


async def note_job_failure(db: Executor, name: str, error: str, *, started_at: datetime, failed_at: datetime) -> None:
    row = {"name": name, "last_started_at": started_at, "last_failed_at": failed_at, "last_error": error[:2000]}
    await db.execute(
        insert(jobs)
        .values(row | {"failures_in_a_row": 1})
        .on_conflict_do_update(index_elements=["name"], set_=row | {"failures_in_a_row": jobs.c.failures_in_a_row + 1})
    )


@dataclass(frozen=True, slots=True)
class JobRun:
    """How a periodic job fared lately; `last_error` is of its last failure in a row, None when it last did well."""

    name: str
    last_started_at: datetime | None
    last_finished_at: datetime | None
    failures_in_a_row: int
    last_error: str | None


async def job_runs(db: Executor) -> list[JobRun]:
    """Every job that ever ran, by name."""
    columns = (jobs.c.name, jobs.c.last_started_at, jobs.c.last_finished_at, jobs.c.failures_in_a_row)
    rows = await db.execute(select(*columns, jobs.c.last_error).order_by(jobs.c.name))
    return [JobRun(*row) for row in rows]
