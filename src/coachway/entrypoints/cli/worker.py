"""`coachway worker`: one process of the background work."""

from __future__ import annotations

import click

from coachway.entrypoints.cli.failing import one_clear_line
from coachway.entrypoints.cli.supervised import process_settings, supervised


@click.command()
@supervised
def worker(is_supervised: bool) -> None:
    """Deliver events and notifications, in one process; start as many as the work needs."""
    settings = process_settings("worker", is_supervised=is_supervised)
    from coachway.adapters.dramatiq.broker import BrokerError  # noqa: PLC0415 (loaded only by who works)
    from coachway.entrypoints.worker.main import run  # noqa: PLC0415

    with one_clear_line(BrokerError):
        run(settings)
