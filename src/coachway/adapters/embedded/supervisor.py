"""Keeps a handful of child processes running, and says why when it no longer can."""

from __future__ import annotations

import math
import signal
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Final, Protocol

from coachway.adapters.embedded.errors import EmbeddedError
from coachway.adapters.embedded.logs import keep_small

POLL_SECONDS: Final = 0.1
MOST_RESTARTS: Final = 5
WITHIN_SECONDS: Final = 60.0
LONGEST_PAUSE_SECONDS: Final = 8.0
CANNOT_START: Final = 2  # the exit code with which our programs refuse their settings
_SECONDS_BETWEEN_LOG_CHECKS: Final = 60.0
_ENDINGS: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Part(Protocol):
    """What is kept running: an embedded server or one of our own programs."""

    @property
    def name(self) -> str: ...

    @property
    def log(self) -> Path: ...

    def restart(self) -> None: ...

    def exit_code(self) -> int | None: ...

    def last_words(self) -> str: ...


class GaveUp(Exception):
    """A part cannot be kept running; the message says which and why."""


class Supervisor:
    """Watches parts, in the main thread, until a signal asks to end or a part cannot be kept running."""

    def __init__(self, tell: Callable[[str], None]) -> None:
        """`tell` is given a line for people when a part had to be started again."""
        self.is_ending = False
        self._is_watching = False
        self._tell = tell
        self._watched: list[_Watched] = []
        self._logs_checked = time.monotonic()

    def catch_signals(self) -> None:
        """From now on, Ctrl-C, a polite kill and a closed terminal end a watch, and interrupt anything else."""
        for each in _ENDINGS:
            signal.signal(each, self._ask_to_end)

    def keep(self, part: Part) -> None:
        """Watch this part too, which runs by now."""
        self._watched.append(_Watched(part))

    def watch(self, until: Callable[[], bool] = lambda: False, *, seconds: float = math.inf) -> bool:
        """Keep all parts running until something is so: True; or asked to end, or out of time: False. Raises GaveUp."""
        deadline = time.monotonic() + seconds
        self._is_watching = True
        try:
            while not self.is_ending and time.monotonic() < deadline:
                for each in self._watched:
                    self._look_after(each)
                if until():
                    return True
                self._keep_logs_small()
                time.sleep(POLL_SECONDS)
        finally:
            self._is_watching = False
        return False

    def _look_after(self, watched: _Watched) -> None:
        part, code = watched.part, watched.part.exit_code()
        if code is None:
            return
        if watched.due_at is None:
            reason = _how_it_ended(code)
            if code == CANNOT_START:
                raise GaveUp(f"{part.name} cannot start: {part.last_words()}")
            pause = watched.note_end(time.monotonic())
            if pause is None:
                raise GaveUp(
                    f"{part.name} ended {MOST_RESTARTS} times within {WITHIN_SECONDS:.0f} s, last {reason}: "
                    f"{part.last_words()} (log: {part.log})"
                )
            self._tell(f"{part.name} ended, {reason}; starting it again")
        if watched.due_at is not None and time.monotonic() >= watched.due_at:
            watched.due_at = None
            try:
                part.restart()
            except EmbeddedError as error:
                if part.exit_code() is None:
                    raise GaveUp(str(error)) from error

    def _keep_logs_small(self) -> None:
        now = time.monotonic()
        if now - self._logs_checked > _SECONDS_BETWEEN_LOG_CHECKS:
            self._logs_checked = now
            for each in self._watched:
                keep_small(each.part.log)

    def _ask_to_end(self, _signal: int, _frame: FrameType | None) -> None:
        asked_before, self.is_ending = self.is_ending, True
        if asked_before or not self._is_watching:
            raise KeyboardInterrupt  # whoever asks twice does not want to wait for anything any more


class _Watched:
    """A part, and when it ended lately."""

    def __init__(self, part: Part) -> None:
        self.part = part
        self.due_at: float | None = None
        self._ends: deque[float] = deque(maxlen=MOST_RESTARTS)

    def note_end(self, now: float) -> float | None:
        """How long to wait before the restart: at first not at all, then ever longer; None when it is too often."""
        self._ends.append(now)
        recent = sum(1 for end in self._ends if now - end < WITHIN_SECONDS)
        if recent >= MOST_RESTARTS:
            return None
        pause = 0.0 if recent == 1 else min(LONGEST_PAUSE_SECONDS, 0.5 * 2 ** (recent - 2))
        self.due_at = now + pause
        return pause


def _how_it_ended(code: int) -> str:
    if code < 0:
        return f"killed by {signal.Signals(-code).name}"
    return f"with exit code {code}"
