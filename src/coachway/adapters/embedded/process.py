"""Starting and ending child processes that must not outlive us."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import IO, Final

from coachway.adapters.embedded.accounts import Account

_PR_SET_PDEATHSIG: Final = 1
_POLL_SECONDS: Final = 0.005


def spawn(
    arguments: Sequence[str],
    *,
    folder: Path,
    environment: Mapping[str, str],
    given: int = subprocess.DEVNULL,
    output: IO[bytes] | int | None = None,
    account: Account | None = None,
    when_orphaned: signal.Signals = signal.SIGKILL,
    descriptors: Collection[int] = (),
) -> subprocess.Popen[bytes]:
    """Start a program in a folder, in a session of its own so that Ctrl-C reaches only us.

    On Linux the kernel sends it `when_orphaned` as soon as the thread that called this ends, however it ends:
    call it from a thread that lives as long as the program shall, normally the main one.
    Without `output` it writes where we write.
    """
    return subprocess.Popen(  # noqa: S603 (the programs are ours)
        arguments,
        cwd=folder,  # entered before the account is changed: folders above it may be closed to that account
        env=dict(environment),
        stdin=given,
        stdout=output,
        stderr=None if output is None else subprocess.STDOUT,
        user=account.uid if account else None,
        group=account.gid if account else None,
        extra_groups=[] if account else None,
        umask=0o077,
        start_new_session=True,
        pass_fds=tuple(descriptors),
        preexec_fn=_tether(when_orphaned),  # noqa: PLW1509 (one system call; nothing of Python's is locked)
    )


def stop(process: subprocess.Popen[bytes], by: signal.Signals, patience: float) -> int:
    """End a process: ask with a signal, and kill it once patience (seconds) has run out. Answers its exit code."""
    if process.poll() is None:
        process.send_signal(by)
        try:
            process.wait(patience)
        except subprocess.TimeoutExpired:
            process.kill()
    return process.wait()


def wait_until(done: Callable[[], bool], *, seconds: float) -> bool:
    """Look again and again until something is so; False when the seconds have passed and it is not."""
    deadline = time.monotonic() + seconds
    while not done():
        if time.monotonic() > deadline:
            return False
        time.sleep(_POLL_SECONDS)
    return True


def processes_in(folder: Path) -> list[int]:
    """The processes, other than ours, whose working directory this is; none where /proc cannot say."""
    wanted = str(folder.resolve())
    found = []
    for entry in Path("/proc").glob("[0-9]*/cwd"):
        try:
            where = str(entry.readlink())
        except OSError:
            continue  # gone meanwhile, or somebody else's
        pid = int(entry.parent.name)
        if where == wanted and pid != os.getpid():
            found.append(pid)
    return found


def clear_out(folder: Path, *, patience: float = 10.0) -> None:
    """End what an earlier run left behind in a server's folder; the caller holds the folder's lock."""
    rounds = ((None, 1.0), (signal.SIGTERM, 1.0), (signal.SIGQUIT, 1.0), (signal.SIGKILL, patience))
    for by, seconds in rounds:
        if by is not None:
            for pid in processes_in(folder):
                _signal(pid, by)
        if wait_until(lambda: not processes_in(folder), seconds=seconds):
            return


def _signal(pid: int, by: signal.Signals) -> None:
    try:
        os.kill(pid, by)
    except ProcessLookupError:
        return  # it ended by itself


def _tether(by: signal.Signals) -> Callable[[], None] | None:
    """What the child does before it becomes the program: ask the kernel to be told when its parent ends."""
    if not sys.platform.startswith("linux"):
        return None
    libc = ctypes.CDLL(None, use_errno=True)  # loaded here: after the fork, only the bare call is safe
    parent = os.getpid()

    def tether() -> None:
        libc.prctl(_PR_SET_PDEATHSIG, int(by), 0, 0, 0)
        if os.getppid() != parent:  # it ended before the kernel was asked
            os._exit(1)

    return tether
