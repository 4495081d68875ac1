"""The command line, `coachway`. Each command lies in a module of its own that is imported only when it is called."""

from __future__ import annotations

import importlib
from typing import Final

import click

COMMANDS: Final = {
    "up": "up:up",
    "serve": "serve:serve",
    "worker": "worker:worker",
    "scheduler": "scheduler:scheduler",
    "migrate": "migrate:migrate",
    "doctor": "doctor:doctor",
    "reencrypt": "reencrypt:reencrypt",
    "users": "users:users",
    "jobs": "jobs:jobs",
    "audit": "audit:audit",
    "openapi": "openapi:openapi",
    "settings": "settings:settings",
    "problems": "problems:problems",
    "demo": "demo:demo",
}


class Commands(click.Group):
    """A group that knows its commands by name and imports the one that is wanted."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        command = getattr(importlib.import_module(f"coachway.entrypoints.cli.{module}"), name)
        assert isinstance(command, click.Command)  # noqa: S101 (the table above says so)
        return command


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="coachway", message="%(prog)s %(version)s")
def main() -> None:
    """CoachWay: the system that charter-bus brokers run their business on.

    `coachway up` starts all of it on this machine. Settings are environment variables, see `coachway settings`.
    """


if __name__ == "__main__":
    main(prog_name="coachway")
