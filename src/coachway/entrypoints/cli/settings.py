"""`coachway settings`: everything that can be set."""

from __future__ import annotations

from collections.abc import Sequence

import click

from coachway.entrypoints.settings import SettingDoc, documentation


@click.command()
@click.option("--markdown", is_flag=True, help="As the page that is kept in docs/settings.md.")
def settings(markdown: bool) -> None:
    """List every setting with its default and its meaning."""
    rows = documentation()
    if markdown:
        click.echo(_page(rows), nl=False)
        return
    width = max(len(row.variable) for row in rows)
    defaults = max(len(row.default) for row in rows)
    for row in rows:
        click.echo(f"{row.variable:<{width}}  {row.default or '-':<{defaults}}  {row.meaning}")


def _page(rows: Sequence[SettingDoc]) -> str:
    table = [
        f"| `{row.variable}` | {f'`{row.default}`' if row.default else ''} "
        f"| {row.meaning}{' Secret: never logged.' if row.secret else ''} |"
        for row in rows
    ]
    heading = ["# Settings", "", "Environment variables. One that is empty counts as not set.", ""]
    return "\n".join([*heading, "| variable | default | meaning |", "|---|---|---|", *table, ""])
