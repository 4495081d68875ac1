"""`coachway up`: all of the platform on one machine, in the foreground."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from dataclasses import replace
from pathlib import Path

import click

from coachway.adapters.embedded.errors import EmbeddedError
from coachway.adapters.embedded.postgres import EmbeddedPostgres
from coachway.adapters.embedded.process import spawn, stop
from coachway.adapters.embedded.program import stop_all
from coachway.adapters.embedded.server import EmbeddedServer
from coachway.adapters.embedded.supervisor import GaveUp, Supervisor
from coachway.adapters.embedded.valkey import EmbeddedValkey
from coachway.adapters.postgres.migrations import newest_revision
from coachway.domain.kernel.errors import RuleViolated
from coachway.entrypoints.cli.children import COMMAND, environment_of, programs
from coachway.entrypoints.cli.data_folder import ADMIN_EMAIL, DataFolder, Endpoints
from coachway.entrypoints.cli.failing import CannotStart, Ended, one_clear_line, settings_or_fail, told
from coachway.entrypoints.cli.listening import PORT, listen, url_of
from coachway.entrypoints.cli.probing import DatabaseIsAway, health_of, schema_of
from coachway.entrypoints.settings import Settings

READY_WITHIN_SECONDS = 60.0


@click.command()
@click.option("--demo/--no-demo", default=False, help="Tell the demo story once everything runs.")
@click.option("--port", type=PORT, default=8000, show_default=True, help="Port of the API; 0 takes any free one.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address that the API listens on.")
@click.option("--data-dir", type=click.Path(path_type=Path), help="Data folder; COACHWAY_DATA_DIR by default.")
def up(demo: bool, port: int, host: str, data_dir: Path | None) -> None:
    """Start everything on this machine: PostgreSQL, Valkey, API, worker and scheduler. Ctrl-C ends it."""
    settings = settings_or_fail()
    folder = DataFolder(data_dir or settings.data_dir)
    with one_clear_line(EmbeddedError), suppress(KeyboardInterrupt), ExitStack() as closing:
        folder.open()
        closing.callback(folder.close)
        listening = closing.enter_context(listen(host, port))
        try:
            _run(settings, folder, listening, closing, demo=demo)
        except GaveUp as error:
            raise Ended(str(error)) from error


def _run(settings: Settings, folder: DataFolder, listening: socket.socket, closing: ExitStack, *, demo: bool) -> None:
    supervisor = Supervisor(tell=click.echo)
    supervisor.catch_signals()

    servers = _servers(settings, folder)
    for server in servers:
        closing.callback(server.stop)
        server.launch()
    for server in servers:
        server.wait_until_ready()
        supervisor.keep(server)

    api = url_of(listening)
    settings = _completed(settings, folder, servers, api)
    made_admin = asyncio.run(_prepare(settings))

    first, *others = children = programs(settings, logs=folder.logs, descriptor=listening.fileno())
    closing.callback(stop_all, children)
    first.launch()
    supervisor.keep(first)
    if not supervisor.watch(lambda: health_of(api).well, seconds=READY_WITHIN_SECONDS):
        _explain_or_end(supervisor, api)
        return
    for other in others:  # only now: started together on a small machine, they would keep the API from answering
        other.launch()
        supervisor.keep(other)

    folder.publish(Endpoints(api=api, database_url=settings.database_url, redis_url=settings.redis_url))
    _tell_where(settings, folder, api, made_admin=made_admin)
    if demo:
        _tell_story(settings, supervisor, closing)
    supervisor.watch()


def _servers(settings: Settings, folder: DataFolder) -> list[EmbeddedServer]:
    """Those that the settings name no address for."""
    servers: list[EmbeddedServer] = []
    if not settings.database_url:
        servers.append(EmbeddedPostgres(folder.postgres, log=folder.logs / "postgres.log"))
    if not settings.redis_url:
        servers.append(EmbeddedValkey(folder.valkey, log=folder.logs / "valkey.log"))
    return servers


def _completed(settings: Settings, folder: DataFolder, servers: Sequence[EmbeddedServer], api: str) -> Settings:
    """The settings, with what was not set taken from the folder and the servers."""
    kept = folder.secrets()
    urls = {server.name: server.url for server in servers}
    return replace(
        settings,
        data_dir=folder.path,
        database_url=settings.database_url or urls[EmbeddedPostgres.name],
        redis_url=settings.redis_url or urls[EmbeddedValkey.name],
        public_url=settings.public_url if os.environ.get("COACHWAY_PUBLIC_URL") else api,
        jwt_secret=settings.jwt_secret or kept.jwt_secret,
        encryption_key=settings.encryption_key or kept.encryption_key,
        admin_email=settings.admin_email or ADMIN_EMAIL,
        admin_password=settings.admin_password or kept.admin_password,
    )


async def _prepare(settings: Settings) -> bool:
    """Migrate and make the first admin; says whether one was made. Nothing much is loaded where it is done already."""
    with one_clear_line(DatabaseIsAway):
        if await schema_of(settings.database_url) == newest_revision():
            return False
    from coachway.entrypoints.start_up import prepare  # noqa: PLC0415 (takes a second to import)

    try:
        return await prepare(settings)
    except RuleViolated as error:
        raise CannotStart(f"the first admin cannot be made: {told(error)}") from error


def _tell_where(settings: Settings, folder: DataFolder, api: str, *, made_admin: bool) -> None:
    drawn = settings.admin_password == folder.secrets().admin_password
    if made_admin and drawn:
        sign_in = f"{settings.admin_email}, password {settings.admin_password} (kept in {folder.secrets_file})"
    elif drawn:
        sign_in = f"{settings.admin_email}, password in {folder.secrets_file}"
    else:
        sign_in = settings.admin_email
    click.echo("CoachWay is up. Ctrl-C ends it.")
    for label, value in {
        "API": f"{api}/api/v1",
        "docs": f"{api}/docs",
        "sign in": sign_in,
        "data": folder.path,
        "logs": folder.logs,
        "addresses": folder.endpoints_file,
    }.items():
        click.echo(f"  {label:<10}{value}")


def _tell_story(settings: Settings, supervisor: Supervisor, closing: ExitStack) -> None:
    """Run the demo beside the platform, writing where we write; should it fail, the platform stays."""
    story = spawn([*COMMAND, "demo"], folder=Path.cwd(), environment=environment_of(settings))
    closing.callback(stop, story, signal.SIGTERM, 1.0)
    supervisor.watch(lambda: story.poll() is not None)
    if story.poll():
        click.echo("coachway: the demo did not reach its end; the platform stays up.", err=True)


def _explain_or_end(supervisor: Supervisor, api: str) -> None:
    """Say why the API was not well in time, unless it was us who were asked to end."""
    if not supervisor.is_ending:
        raise GaveUp(f"the API was not healthy within {READY_WITHIN_SECONDS:.0f} s: {health_of(api).said}")
