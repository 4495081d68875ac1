"""The supervisor restarts what ends, and gives up with a reason when that is no use."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import pytest

from coachway.adapters.embedded.logs import LARGEST_BYTES, keep_small
from coachway.adapters.embedded.program import Program
from coachway.adapters.embedded.supervisor import MOST_RESTARTS, GaveUp, Supervisor
from tests.processes import kill


def python(code: str, log: Path) -> Program:
    """A child that runs this code."""
    return Program("helper", [sys.executable, "-c", code], environment=dict(os.environ), log=log)


def test_a_killed_child_is_started_again(tmp_path: Path) -> None:
    told: list[str] = []
    supervisor = Supervisor(told.append)
    child = python("import time; time.sleep(60)", tmp_path / "log")
    child.launch()
    supervisor.keep(child)
    first = child.pid
    kill(first)
    try:
        assert supervisor.watch(lambda: child.pid != first, seconds=10)
        assert told == ["helper ended, killed by SIGKILL; starting it again"]
    finally:
        child.stop()


def test_a_child_that_refuses_its_settings_is_not_tried_again(tmp_path: Path) -> None:
    supervisor = Supervisor(print)
    child = python("import sys; print('error: no such port'); sys.exit(2)", tmp_path / "log")
    child.launch()
    supervisor.keep(child)
    with pytest.raises(GaveUp, match="helper cannot start: error: no such port"):
        supervisor.watch(seconds=10)


def test_a_crash_loop_ends_the_whole_with_its_reason(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("coachway.adapters.embedded.supervisor.LONGEST_PAUSE_SECONDS", 0.0)
    told: list[str] = []
    supervisor = Supervisor(told.append)
    child = python("raise SystemExit('MemoryError: too little')", tmp_path / "log")
    child.launch()
    supervisor.keep(child)
    with pytest.raises(GaveUp, match=rf"helper ended {MOST_RESTARTS} times .*MemoryError: too little"):
        supervisor.watch(seconds=20)
    assert len(told) == MOST_RESTARTS - 1


def test_a_log_that_grew_too_large_is_moved_aside_under_its_writer(tmp_path: Path) -> None:
    log = tmp_path / "api.log"
    child = python("import sys, time\nwhile True: print('x' * 99, flush=True); time.sleep(0.01)", log)
    child.launch()
    try:
        os.truncate(log, LARGEST_BYTES + 1)
        keep_small(log)
        assert (tmp_path / "api.log.1").stat().st_size > LARGEST_BYTES
        deadline = time.monotonic() + 5
        while log.stat().st_size == 0 and time.monotonic() < deadline:
            time.sleep(0.02)
        assert 0 < log.stat().st_size < LARGEST_BYTES
    finally:
        child.stop()
