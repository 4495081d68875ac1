"""`coachway settings`: everything that can be set."""

from __future__ import annotations

import click

from coachway.entrypoints.settings import documentation


@click.command()
def settings() -> None:
    """List every setting with its default and its meaning."""
    rows = documentation()
    width = max(len(row.variable) for row in rows)
    defaults = max(len(row.default) for row in rows)
    for row in rows:
        click.echo(f"{row.variable:<{width}}  {row.default or '-':<{defaults}}  {row.meaning}")
