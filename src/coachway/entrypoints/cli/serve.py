"""`coachway serve`: one process of the API."""

from __future__ import annotations

import socket

import click

from coachway.entrypoints.cli.failing import CannotStart, one_clear_line
from coachway.entrypoints.cli.listening import listen
from coachway.entrypoints.cli.supervised import process_settings, supervised
from coachway.entrypoints.settings import Settings

GRACEFUL_SECONDS = 10


@click.command()
@click.option("--port", default=8000, show_default=True, help="Port to listen on; 0 takes any free one.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--descriptor", type=int, hidden=True, help="A socket that listens already.")
@supervised
def serve(port: int, host: str, descriptor: int | None, is_supervised: bool) -> None:
    """Serve the HTTP API, in one process; start as many as there are cores, behind a load balancer."""
    settings = process_settings("api", is_supervised=is_supervised)
    listening = listen(host, port) if descriptor is None else socket.socket(fileno=descriptor)
    from coachway.domain.kernel.errors import RuleViolated  # noqa: PLC0415
    from coachway.entrypoints.start_up import SchemaIsBehind  # noqa: PLC0415

    with listening, one_clear_line(SchemaIsBehind, RuleViolated):
        try:
            import uvloop  # noqa: PLC0415 (see below)

            uvloop.run(answer(settings, listening))
        except KeyboardInterrupt:
            return  # uvicorn has ended cleanly and tells how it was asked to
        except OSError as error:
            raise CannotStart(f"the database of COACHWAY_DATABASE_URL cannot be reached: {error}") from error


async def answer(settings: Settings, listening: socket.socket) -> None:
    """Answer requests that come in on the socket, until a signal asks to end."""
    import uvicorn  # noqa: PLC0415 (commands that only tell something need not load the web)

    from coachway.entrypoints.api.app import create_app  # noqa: PLC0415
    from coachway.entrypoints.bootstrap import build_platform  # noqa: PLC0415
    from coachway.entrypoints.start_up import ensure_first_admin, require_schema  # noqa: PLC0415

    platform = build_platform(settings)
    await require_schema(platform)
    await ensure_first_admin(platform)
    config = uvicorn.Config(
        create_app(platform),
        access_log=False,  # our own log tells each request, with its id
        log_config=None,
        server_header=False,
        timeout_graceful_shutdown=GRACEFUL_SECONDS,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=settings.trusted_proxies,
    )
    await uvicorn.Server(config).serve(sockets=[listening])
