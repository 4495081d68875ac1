"""PostgreSQL as a child process."""

from __future__ import annotations

import shutil
import signal
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Final
from urllib.parse import quote

from coachway.adapters.embedded.binaries import postgres_programs, programs_to_initialise
from coachway.adapters.embedded.errors import ServerFailed
from coachway.adapters.embedded.logs import most_telling
from coachway.adapters.embedded.process import spawn
from coachway.adapters.embedded.server import EmbeddedServer, own_working_directory

USER: Final = "coachway"
DATABASE: Final = "coachway"

_INITDB: Final = (
    *("--encoding=UTF8", "--no-locale", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
    *(f"--username={USER}", "--auth=trust", "--no-instructions", "--no-sync"),
)
_SETTINGS: Final = {
    "listen_addresses": "",
    "unix_socket_directories": ".",
    "unix_socket_permissions": "0700",
    "cluster_name": "coachway",
    "max_connections": "200",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
    "log_error_verbosity": "terse",  # the details of a violated constraint are somebody's data, such as an address
    "jit": "off",  # our statements are short: compiling them costs more than it saves
}
_FAST_SETTINGS: Final = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "4GB",
}


class EmbeddedPostgres(EmbeddedServer):
    """PostgreSQL 18 on a Unix socket, with one database that is made at the first start."""

    name = "PostgreSQL"
    socket_name = ".s.PGSQL.5432"
    _end_signal = signal.SIGINT  # its fast shutdown: connections are ended, what was committed is written

    @property
    def url(self) -> str:
        """The database, for SQLAlchemy."""
        return self.url_of(DATABASE)

    @property
    def dsn(self) -> str:
        """The database, for asyncpg and whatever else speaks libpq's URLs."""
        return self.dsn_of(DATABASE)

    def url_of(self, database: str) -> str:
        """Another database of the same server, for SQLAlchemy."""
        return self.dsn_of(database).replace("postgresql://", "postgresql+asyncpg://", 1)

    def dsn_of(self, database: str) -> str:
        """Another database of the same server, as libpq's URL."""
        return f"postgresql://{USER}@/{quote(database)}?host={quote(str(self.address))}"

    def _prepare(self) -> None:
        # The lock is ours and nothing runs in the folder, so whatever process these name is a stranger with an old pid.
        for stale in ("postmaster.pid", f"{self.socket_name}.lock", self.socket_name):
            (self.folder / stale).unlink(missing_ok=True)
        if not (self.folder / "PG_VERSION").exists():
            self._initialise()

    def _initialise(self) -> None:
        """Make the cluster under another name and move it in place when it is whole: a half one never counts."""
        unfinished = self.folder.with_name(f"{self.folder.name}.unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        self._make_folder(unfinished)
        here = own_working_directory(unfinished)
        flush = f"fsync={'off' if self.fast else 'on'}"
        with programs_to_initialise(self.account) as programs:
            self._run([str(programs.initdb), *_INITDB, "-D", here], unfinished, programs.libraries)
            single = [str(programs.postgres), "--single", "-D", here, "-c", flush, "postgres"]
            self._run(single, unfinished, programs.libraries, statement=f"CREATE DATABASE {DATABASE}\n")
        if self.folder.exists():
            self.folder.rmdir()
        unfinished.rename(self.folder)

    def _run(self, arguments: list[str], folder: Path, libraries: Path, *, statement: str = "") -> None:
        process = spawn(
            arguments,
            folder=folder,
            environment={**self._environment(), "LD_LIBRARY_PATH": str(libraries)},
            given=subprocess.PIPE,
            output=subprocess.PIPE,
            account=self.account,
        )
        output, _ = process.communicate(statement.encode())
        if process.returncode != 0:
            raise ServerFailed(f"PostgreSQL's files cannot be made: {most_telling(output.decode(errors='replace'))}")

    def _arguments(self) -> Sequence[str]:
        settings = _SETTINGS | (_FAST_SETTINGS if self.fast else {})
        chosen = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        return [str(postgres_programs(self.account).postgres), "-D", own_working_directory(self.folder), *chosen]

    def _is_ready(self) -> bool:
        """Its last line there says so; it is what pg_ctl looks at too."""
        try:
            lines = (self.folder / "postmaster.pid").read_text().splitlines()
        except (FileNotFoundError, PermissionError):
            return False
        return len(lines) >= 8 and lines[7].strip() == "ready"
