"""`coachway openapi`: the schema of the API."""

from __future__ import annotations

import json

import click


@click.command()
def openapi() -> None:
    """Print the OpenAPI 3.1 schema as JSON; needs no server."""
    from coachway.entrypoints.api.app import create_litestar  # noqa: PLC0415 (loads the whole API)
    from coachway.entrypoints.api.docs import schema_of  # noqa: PLC0415

    click.echo(json.dumps(schema_of(create_litestar()), indent=2, ensure_ascii=False))
