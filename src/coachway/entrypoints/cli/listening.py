"""The API's listening socket, opened by whoever starts the API so that it outlives the process that answers on it."""

from __future__ import annotations

import errno
import socket
from typing import Final

import click

from coachway.entrypoints.cli.failing import CannotStart

PORT: Final = click.IntRange(0, 65535)
"""A port as a command takes it: beyond, the system would quietly take another."""


def listen(host: str, port: int) -> socket.socket:
    """A socket that takes connections from now on; they wait until somebody answers. Port 0 takes any free one.

    Raises CannotStart.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listening = socket.socket(family, kind, protocol)
    except OSError as error:
        raise CannotStart(_explained(error, host, port)) from error
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(2048)
    except OSError as error:
        listening.close()
        raise CannotStart(_explained(error, host, port)) from error
    return listening


def url_of(listening: socket.socket) -> str:
    """The address under which a client on this machine reaches it."""
    host, port = listening.getsockname()[:2]
    if host in ("0.0.0.0", "::"):  # noqa: S104 (a comparison)
        host = "127.0.0.1"
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _explained(error: OSError, host: str, port: int) -> str:
    if isinstance(error, socket.gaierror):
        return f"{host} is not an address of this machine: {error.strerror}"
    if error.errno == errno.EADDRINUSE:
        return f"port {port} on {host} is taken by another program; choose one with --port, or 0 for any free one"
    if error.errno == errno.EACCES:
        return f"port {port} needs more rights than this user has; choose one above 1023 with --port"
    return f"{host}:{port} cannot be listened on: {error.strerror}"
