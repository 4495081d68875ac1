"""`coachway openapi`: the schema of the API."""

from __future__ import annotations

import click
import msgspec


@click.command()
def openapi() -> None:
    """Print the OpenAPI 3.1 schema as JSON; needs no server."""
    from coachway.entrypoints.api.app import create_litestar  # noqa: PLC0415 (loads the whole API)
    from coachway.entrypoints.api.docs import schema_of  # noqa: PLC0415
    from coachway.entrypoints.api.wire import to_json  # noqa: PLC0415

    # By the wire's own encoder: defaults may be exact decimals.
    click.echo(msgspec.json.format(to_json(schema_of(create_litestar())), indent=2))
