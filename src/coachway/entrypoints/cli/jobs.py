"""`coachway jobs`: the work in the background, and what it gave up on."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

import click

from coachway.entrypoints.cli.failing import CannotStart
from coachway.entrypoints.cli.on_platform import on_platform

if TYPE_CHECKING:
    from coachway.adapters.postgres.job_runs import JobRun
    from coachway.entrypoints.bootstrap import Platform
    from coachway.entrypoints.dead_letters import DeadLetters


@click.group()
def jobs() -> None:
    """Look after the work in the background."""


@jobs.command("list")
def list_jobs() -> None:
    """List the periodic jobs, and the events and notifications that were given up."""
    runs, dead = on_platform(_look)
    click.echo("Periodic jobs:")
    for run in runs:
        well = "well" if not run.failures_in_a_row else f"{run.failures_in_a_row} failures in a row: {run.last_error}"
        click.echo(f"  {run.name:<32} last done {_moment(run.last_finished_at)}  {well}")
    click.echo("Given up (requeue with `coachway jobs requeue WHICH …` or `--all`):")
    for event in dead.events:
        told = f"{event.name}, {event.attempts} attempts until {_moment(event.dead_at)}: {event.last_error}"
        click.echo(f"  event:{event.id}  {told}")
    for letter in dead.notifications:
        told = (
            f"{letter.notification_type} to {letter.recipient_email}, {letter.attempts} attempts: {letter.last_error}"
        )
        click.echo(f"  notification:{letter.id}  {told}")
    if not dead.events and not dead.notifications:
        click.echo("  nothing")


@jobs.command()
@click.argument("which", nargs=-1, metavar="[event:ID | notification:ID] …")
@click.option("--all", "everything", is_flag=True, help="All that was given up.")
def requeue(which: Sequence[str], everything: bool) -> None:
    """Try again what was given up, as `coachway jobs list` names it."""
    if bool(which) == everything:
        raise CannotStart("name what to requeue, or say --all")
    events = None if everything else _numbers(which, "event")
    notifications = None if everything else _numbers(which, "notification")
    known = len(events or ()) + len(notifications or ())
    if not everything and known != len(which):
        raise CannotStart("say which as event:ID or notification:ID")
    done = on_platform(lambda platform: _requeue(platform, events, notifications))
    click.echo(f"Requeued: {', '.join(done) or 'nothing'}")
    if not everything and len(done) < known:
        raise CannotStart("the others were not given up, or are not there")


def _numbers(which: Sequence[str], kind: str) -> list[int]:
    named = (each.partition(":") for each in which)
    return [int(number) for name, _, number in named if name == kind and number.isdecimal()]


async def _look(platform: Platform) -> tuple[list[JobRun], DeadLetters]:
    from coachway.adapters.postgres.job_runs import job_runs  # noqa: PLC0415
    from coachway.entrypoints.dead_letters import find_dead_letters  # noqa: PLC0415

    async with platform.engine.connect() as connection:
        runs = await job_runs(connection)
    return runs, await find_dead_letters(platform)


async def _requeue(
    platform: Platform, events: Collection[int] | None, notifications: Collection[int] | None
) -> list[str]:
    from coachway.entrypoints.dead_letters import requeue_events, requeue_notifications  # noqa: PLC0415

    return [
        *(f"event:{each}" for each in await requeue_events(platform, events)),
        *(f"notification:{each}" for each in await requeue_notifications(platform, notifications)),
    ]


def _moment(at: datetime | None) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S} UTC" if at else "never"
