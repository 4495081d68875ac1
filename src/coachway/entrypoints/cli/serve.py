"""`coachway serve`: one process of the API."""

from __future__ import annotations

import gc
import socket
from contextlib import suppress

import click

from coachway.domain.kernel.errors import RuleViolated
from coachway.entrypoints.cli.failing import one_clear_line
from coachway.entrypoints.cli.listening import PORT, listen
from coachway.entrypoints.cli.supervised import process_settings, supervised
from coachway.entrypoints.settings import Settings

GRACEFUL_SECONDS = 10


@click.command()
@click.option("--port", type=PORT, default=8000, show_default=True, help="Port to listen on; 0 takes any free one.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--descriptor", type=int, hidden=True, help="A socket that listens already.")
@supervised
def serve(port: int, host: str, descriptor: int | None, is_supervised: bool) -> None:
    """Serve the HTTP API, in one process; start as many as there are cores, behind a load balancer."""
    settings = process_settings("api", is_supervised=is_supervised)
    listening = listen(host, port) if descriptor is None else socket.socket(fileno=descriptor)
    import uvloop  # noqa: PLC0415 (commands that only tell something need not load the web)

    with listening, one_clear_line(RuleViolated), suppress(KeyboardInterrupt):  # uvicorn has ended cleanly by then
        uvloop.run(answer(settings, listening))


async def answer(settings: Settings, listening: socket.socket) -> None:
    """Answer requests that come in on the socket, until a signal asks to end."""
    import uvicorn  # noqa: PLC0415

    from coachway.entrypoints.api.app import create_app  # noqa: PLC0415
    from coachway.entrypoints.bootstrap import build_platform  # noqa: PLC0415
    from coachway.entrypoints.start_up import ensure_first_admin  # noqa: PLC0415

    platform = build_platform(settings)
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
    # What is here now stays: no collection needs to walk through it again.
    gc.collect()
    gc.freeze()
    await uvicorn.Server(config).serve(sockets=[listening])
