"""`coachway migrate`: the newest schema."""

from __future__ import annotations

import asyncio

import click

from coachway.entrypoints.cli.failing import CannotStart
from coachway.entrypoints.cli.tools import tool_settings
from coachway.entrypoints.settings import Settings


@click.command()
def migrate() -> None:
    """Bring the database to the newest schema; safe to run from many places at once."""
    settings = tool_settings()
    try:
        done = asyncio.run(_migrate(settings))
    except OSError as error:
        raise CannotStart(f"the database of COACHWAY_DATABASE_URL cannot be reached: {error}") from error
    click.echo("The schema is up to date now." if done else "The schema was up to date.")


async def _migrate(settings: Settings) -> bool:
    from coachway.adapters.postgres import migrate as schema  # noqa: PLC0415
    from coachway.adapters.postgres.engine import create_engine  # noqa: PLC0415

    engine = create_engine(settings.database_url, pool_size=1)
    try:
        return await schema.migrate(engine)
    finally:
        await engine.dispose()
