"""One of our own programs as a child process."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from coachway.adapters.embedded.errors import ServerFailed
from coachway.adapters.embedded.logs import appending, telling_line
from coachway.adapters.embedded.process import spawn, stop


class Program:
    """A child process with a name and a log, that can be started again."""

    def __init__(
        self,
        name: str,
        arguments: Sequence[str],
        *,
        environment: Mapping[str, str],
        log: Path,
        descriptors: Collection[int] = (),
    ) -> None:
        """Descriptors stay open in the child under the same numbers."""
        self.name = name
        self.log = log
        self._arguments = arguments
        self._environment = environment
        self._descriptors = descriptors
        self._process: subprocess.Popen[bytes] | None = None

    def launch(self) -> None:
        """Start it, without waiting for it to be of use."""
        with appending(self.log) as output:
            self._process = spawn(
                self._arguments,
                folder=Path.cwd(),
                environment=self._environment,
                output=output,
                descriptors=self._descriptors,
            )

    def restart(self) -> None:
        """Start it again after it ended."""
        self.launch()

    @property
    def pid(self) -> int:
        """Its process. Raises ServerFailed where it was not started."""
        if self._process is None:
            raise ServerFailed(f"{self.name} was not started")
        return self._process.pid

    def exit_code(self) -> int | None:
        """How it ended, a signal as a negative number; None while it runs."""
        return self._process.poll() if self._process else None

    def ask_to_end(self) -> None:
        """Say that it shall end, without waiting."""
        if self._process and self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)

    def stop(self, *, patience: float = 20.0) -> None:
        """End it, by force after patience (seconds); harmless where it does not run."""
        if self._process is not None:
            stop(self._process, signal.SIGTERM, patience)
            self._process = None

    def last_words(self) -> str:
        """The line of its log that most likely says why it ended."""
        return telling_line(self.log)


def stop_all(programs: Sequence[Program]) -> None:
    """End them together, each in its own time."""
    for program in programs:
        program.ask_to_end()
    for program in programs:
        program.stop()
