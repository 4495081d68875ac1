"""The folder that a server keeps its data in: its lock, its owner, and a way to it that fits a socket's address."""

from __future__ import annotations

import fcntl
import hashlib
import os
import tempfile
from pathlib import Path
from typing import Final

from coachway.adapters.embedded.accounts import Account
from coachway.adapters.embedded.errors import FolderInUse, FolderUnusable

SOCKET_ADDRESS_BYTES: Final = 107  # sockaddr_un.sun_path on Linux, less its closing zero


class FolderLock:
    """Holds a folder for this process alone, until released or until the process ends, however it ends."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._descriptor: int | None = None

    def acquire(self) -> None:
        """Take the lock. Raises FolderInUse, naming the holder, or FolderUnusable."""
        try:
            descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise FolderUnusable(f"{self._path.parent} cannot be written: {error.strerror}") from error
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            holder = os.read(descriptor, 32).decode().strip()
            os.close(descriptor)
            raise FolderInUse(f"{self._path.parent} is in use by process {holder or 'unknown'}") from error
        os.ftruncate(descriptor, 0)
        os.write(descriptor, str(os.getpid()).encode())
        self._descriptor = descriptor

    def release(self) -> None:
        """Let go; harmless where the lock is not held."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


def make_folder(path: Path, *, mode: int = 0o700, owner: Account | None = None) -> None:
    """Make a folder and those above it, with this mode and owner. Raises FolderUnusable."""
    try:
        path.mkdir(parents=True, exist_ok=True)
        status = path.stat()
        if status.st_uid == os.geteuid() and status.st_mode & 0o777 != mode:
            path.chmod(mode)
        if owner and status.st_uid != owner.uid:
            os.chown(path, owner.uid, owner.gid)
    except OSError as error:
        raise FolderUnusable(f"{path} cannot be made or written: {error.strerror}") from error


def address_folder(folder: Path, socket_name: str) -> Path:
    """A way to the folder by which a client can name a socket in it: the folder, or a short link to it.

    The address of a socket has room for 107 bytes, and connection URLs read `:` and `,` in it as more hosts.
    Servers bind in their working directory, so only clients need this.
    """
    path = folder.resolve()
    plain = not set(str(path)) & set(":,%'\"")
    if plain and len(os.fsencode(path / socket_name)) <= SOCKET_ADDRESS_BYTES:
        return path
    links = _private_folder(Path(tempfile.gettempdir()) / f"coachway-{os.geteuid()}")
    link = links / hashlib.sha256(os.fsencode(path)).hexdigest()[:16]
    if not link.is_symlink() or link.readlink() != path:
        fresh = link.with_suffix(f".{os.getpid()}")
        fresh.symlink_to(path)
        fresh.rename(link)
    return link


def _private_folder(path: Path) -> Path:
    """A folder in the shared temporary folder that nobody else could have made or can write."""
    path.mkdir(mode=0o700, exist_ok=True)
    status = path.lstat()
    if path.is_symlink() or status.st_uid != os.geteuid() or status.st_mode & 0o077:
        raise FolderUnusable(f"{path} belongs to somebody else; remove it, or set TMPDIR to another folder")
    return path
