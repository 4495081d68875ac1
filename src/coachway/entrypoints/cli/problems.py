"""`coachway problems`: everything that can be refused."""

from __future__ import annotations

import click


@click.command()
def problems() -> None:
    """List every problem code of the API with its status and its meaning, as the page kept in docs/problems.md."""
    from coachway.entrypoints.api.problem_codes import as_markdown  # noqa: PLC0415 (loads the whole API)

    click.echo(as_markdown(), nl=False)
