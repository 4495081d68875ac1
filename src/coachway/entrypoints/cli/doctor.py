"""`coachway doctor`: what is wrong here, and how to mend it."""

from __future__ import annotations

import asyncio
import sys

import click

from coachway.entrypoints.cli.tools import known_settings
from coachway.entrypoints.settings import Settings


@click.command()
def doctor() -> None:
    """Check the configuration and every dependency, and say how to mend what is wrong; exit code 1 if anything is."""
    sys.exit(0 if asyncio.run(_tell(known_settings())) else 1)


async def _tell(settings: Settings) -> bool:
    from coachway.entrypoints.doctor import examine  # noqa: PLC0415 (help need not load it)

    all_well = True
    async for finding in examine(settings):
        all_well = all_well and finding.is_well
        click.echo(f"{'ok ' if finding.is_well else 'BAD'}  {finding.about}: {finding.found}")
        if not finding.is_well:
            click.echo(f"     -> {finding.remedy}")
    return all_well
