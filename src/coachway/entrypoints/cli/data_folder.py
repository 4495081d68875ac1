"""The data folder of `coachway up`: servers' files, secrets, logs, mails, and the addresses that tools need."""

from __future__ import annotations

import base64
import json
import os
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path

from coachway.adapters.embedded.errors import FolderUnusable
from coachway.adapters.embedded.folders import FolderLock

ADMIN_EMAIL = "admin@localhost"


@dataclass(frozen=True, kw_only=True)
class Secrets:
    """What is drawn once and must stay: losing the encryption key loses the encrypted fields."""

    jwt_secret: str
    encryption_key: str
    admin_password: str

    @classmethod
    def draw(cls) -> Secrets:
        """New ones, from the system's randomness."""
        return cls(
            jwt_secret=secrets.token_urlsafe(48),
            encryption_key=base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
            admin_password=secrets.token_urlsafe(15),
        )


@dataclass(frozen=True, kw_only=True)
class Endpoints:
    """Where a platform that is up can be reached."""

    api: str
    database_url: str
    redis_url: str


class DataFolder:
    """One folder, held by one `coachway up` at a time."""

    def __init__(self, path: Path) -> None:
        self.path = path.absolute()
        self.postgres = self.path / "postgres"
        self.valkey = self.path / "valkey"
        self.logs = self.path / "logs"
        self.secrets_file = self.path / "secrets.json"
        self.endpoints_file = self.path / "endpoints.json"
        self._lock = FolderLock(self.path / "lock")

    def open(self) -> None:
        """Make it where it is not, and hold it. Raises FolderInUse or FolderUnusable."""
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._lock.acquire()
            self.logs.mkdir(mode=0o700, exist_ok=True)
            self.endpoints_file.unlink(missing_ok=True)  # of a run that was killed
        except OSError as error:
            raise FolderUnusable(f"{self.path} cannot be made or written: {error.strerror}") from error

    def close(self) -> None:
        """Let go of it; the endpoints no longer hold."""
        self.endpoints_file.unlink(missing_ok=True)
        self._lock.release()

    def secrets(self) -> Secrets:
        """The folder's secrets, drawn at its first use. Raises FolderUnusable where the file cannot be read."""
        if not self.secrets_file.exists():
            drawn = Secrets.draw()
            _write_private(self.secrets_file, asdict(drawn))
            return drawn
        found = _read_private(self.secrets_file)
        try:
            return Secrets(**found)
        except TypeError as error:
            raise FolderUnusable(f"{self.secrets_file} is not what `coachway up` wrote: {error}") from error

    def publish(self, endpoints: Endpoints) -> None:
        """Write down where the platform is."""
        _write_private(self.endpoints_file, asdict(endpoints))

    def endpoints(self) -> Endpoints | None:
        """Where the platform of this folder is; None where none is up. Raises FolderUnusable."""
        if not self.endpoints_file.exists():
            return None
        return Endpoints(**_read_private(self.endpoints_file))


def _write_private(path: Path, content: dict[str, str]) -> None:
    """Whole or not at all, and never readable by others, not even for a moment."""
    fresh = path.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump(content, file, indent=2)
        file.write("\n")
        file.flush()
        os.fsync(file.fileno())
    fresh.rename(path)


def _read_private(path: Path) -> dict[str, str]:
    try:
        found: dict[str, str] = json.loads(path.read_text())
    except (OSError, ValueError) as error:
        raise FolderUnusable(f"{path} cannot be read: {error}") from error
    return found
