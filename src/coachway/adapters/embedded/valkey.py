"""Valkey as a child process."""

from __future__ import annotations

import signal
import socket
from collections.abc import Sequence
from urllib.parse import quote

from coachway.adapters.embedded.binaries import valkey_program
from coachway.adapters.embedded.server import EmbeddedServer


class EmbeddedValkey(EmbeddedServer):
    """Valkey 9 on a Unix socket. It writes each change down before it answers: what was queued survives a kill."""

    name = "Valkey"
    socket_name = "valkey.sock"
    _end_signal = signal.SIGTERM

    @property
    def url(self) -> str:
        """Database 0, for redis-py."""
        return self.url_of(0)

    def url_of(self, database: int) -> str:
        """One of its databases, 0 to 15."""
        return f"unix://{quote(str(self.address / self.socket_name))}?db={database}"

    def _prepare(self) -> None:
        self._make_folder(self.folder)
        (self.folder / self.socket_name).unlink(missing_ok=True)

    def _arguments(self) -> Sequence[str]:
        listen = ["--port", "0", "--unixsocket", self.socket_name, "--unixsocketperm", "700"]
        keep = ["--appendonly", "no" if self.fast else "yes", "--save", "", "--dir", "."]
        behave = ["--daemonize", "no", "--maxmemory-policy", "noeviction", "--locale-collate", "C"]
        return [str(valkey_program(self.account)), *listen, *keep, *behave]

    def _is_ready(self) -> bool:
        try:
            with socket.socket(socket.AF_UNIX) as client:
                client.settimeout(1.0)
                client.connect(str(self.address / self.socket_name))
                client.sendall(b"PING\r\n")
                return client.recv(16).startswith(b"+PONG")  # while it loads its file it answers -LOADING
        except OSError:
            return False
