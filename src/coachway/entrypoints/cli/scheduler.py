"""`coachway scheduler`: the periodic jobs."""

from __future__ import annotations

import click

from coachway.entrypoints.cli.failing import one_clear_line
from coachway.entrypoints.cli.supervised import process_settings, supervised


@click.command()
@supervised
def scheduler(is_supervised: bool) -> None:
    """Run the periodic jobs; of several schedulers one leads, and another takes over when it is gone."""
    settings = process_settings("scheduler", is_supervised=is_supervised)
    from coachway.entrypoints.worker.scheduler import run  # noqa: PLC0415 (loaded only by who schedules)

    with one_clear_line():
        run(settings)
