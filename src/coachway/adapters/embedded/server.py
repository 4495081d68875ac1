"""What both embedded servers have in common: a locked folder, a child process in it, a log."""

from __future__ import annotations

import signal
import subprocess
import sys
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import ClassVar, Self

from coachway.adapters.embedded.accounts import account_for
from coachway.adapters.embedded.errors import FolderUnusable, ServerFailed
from coachway.adapters.embedded.folders import FolderLock, address_folder, make_folder
from coachway.adapters.embedded.logs import appending, telling_line
from coachway.adapters.embedded.process import clear_out, spawn, stop, wait_until


class EmbeddedServer(ABC):
    """A server that runs in its own folder for as long as this process does.

    The server's working directory is the folder, and it names it and its socket relative to that: so neither spaces,
    nor length, nor closed folders above it are in its way.
    """

    name: ClassVar[str]
    socket_name: ClassVar[str]
    _end_signal: ClassVar[signal.Signals]

    def __init__(self, folder: Path, *, log: Path | None = None, fast: bool = False) -> None:
        """Fast gives up surviving a crash of the machine; it is for tests. The log is beside the folder by default."""
        self.folder = folder.absolute()
        self.log = log or self.folder.with_name(f"{self.folder.name}.log")
        self.fast = fast
        self.account = account_for(self.folder)
        self._lock = FolderLock(self.folder.with_name(f"{self.folder.name}.lock"))
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        try:
            self.launch()
            self.wait_until_ready()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def launch(self) -> None:
        """Prepare the folder and start the server, without waiting for it. Raises EmbeddedError."""
        try:
            self.folder.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise FolderUnusable(f"{self.folder.parent} cannot be made: {error.strerror}") from error
        self._lock.acquire()
        clear_out(self.folder)
        self._prepare()
        self._process = self._spawn(self._arguments(), signal=self._end_signal)

    def wait_until_ready(self, *, seconds: float = 60.0) -> None:
        """Wait until it takes connections. Raises ServerFailed, with the line of the log that says most."""
        process = self._process
        if process is None:
            raise ServerFailed(f"{self.name} was not started")
        wait_until(lambda: self._is_ready() or process.poll() is not None, seconds=seconds)
        if process.poll() is not None:
            raise ServerFailed(f"{self.name} ended at its start ({self.last_words()}); its log is {self.log}")
        if not self._is_ready():
            raise ServerFailed(f"{self.name} was not ready within {seconds:.0f} s; its log is {self.log}")

    def restart(self) -> None:
        """Start it again after it ended by itself. Raises EmbeddedError."""
        clear_out(self.folder)
        self._prepare()
        self._process = self._spawn(self._arguments(), signal=self._end_signal)
        self.wait_until_ready()

    def stop(self, *, patience: float = 20.0) -> None:
        """End it cleanly, by force after patience (seconds); harmless where it does not run."""
        if self._process is not None:
            stop(self._process, self._end_signal, patience)
            self._process = None
        self._lock.release()

    @property
    def pid(self) -> int:
        """The server's main process. Raises ServerFailed where it was not started."""
        if self._process is None:
            raise ServerFailed(f"{self.name} was not started")
        return self._process.pid

    def exit_code(self) -> int | None:
        """How it ended, a signal as a negative number; None while it runs."""
        return self._process.poll() if self._process else None

    def has_ended(self) -> bool:
        """Whether it ended by itself."""
        return self.exit_code() is not None

    @property
    @abstractmethod
    def url(self) -> str:
        """Where clients of ours connect."""

    @property
    def address(self) -> Path:
        """The folder under which clients reach its socket: short enough for one, without odd characters."""
        return address_folder(self.folder, self.socket_name)

    def last_words(self) -> str:
        """The line of its log that most likely says why it ended."""
        return telling_line(self.log)

    @abstractmethod
    def _prepare(self) -> None:
        """Make the folder ready to start in."""

    @abstractmethod
    def _arguments(self) -> Sequence[str]:
        """The command line, for the folder as working directory."""

    @abstractmethod
    def _is_ready(self) -> bool:
        """Whether it takes connections."""

    def _environment(self) -> Mapping[str, str]:
        """Nothing of ours: neither a locale nor PG* variables nor secrets may reach a server."""
        return {"PATH": "/usr/bin:/bin", "TZ": "UTC", "LC_ALL": "C"}

    def _make_folder(self, path: Path) -> None:
        make_folder(path, owner=self.account)

    def _spawn(self, arguments: Sequence[str], *, signal: signal.Signals) -> subprocess.Popen[bytes]:
        with appending(self.log) as output:
            return spawn(
                arguments,
                folder=self.folder,
                environment=self._environment(),
                output=output,
                account=self.account,
                when_orphaned=signal,
            )


def own_working_directory(folder: Path) -> str:
    """A name for a process's working directory that needs no passage through the folders above it."""
    return "/proc/self/cwd" if sys.platform.startswith("linux") else str(folder)
