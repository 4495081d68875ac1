"""`coachway up` starts on any machine, ends without a trace, and says clearly why it cannot start."""

from __future__ import annotations

import os
import shutil
import signal
import socket
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import asyncpg
import pytest
import pytest_asyncio

from coachway.adapters.embedded.accounts import Account
from coachway.adapters.embedded.process import wait_until
from tests.e2e.upping import coachway_up, refused
from tests.processes import as_root
from tests.servers import Servers


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with a space in its name, warm after the first test that uses it."""
    return tmp_path_factory.mktemp("data folder")


@pytest.mark.parametrize(
    ("by", "code"),
    [(signal.SIGINT, 0), (signal.SIGTERM, 0), (signal.SIGKILL, -signal.SIGKILL)],
    ids=str,
)
def test_it_ends_with_everything_that_it_started(folder: Path, by: signal.Signals, code: int) -> None:
    with coachway_up(folder) as up:
        assert up.health()["status"] == "healthy"
        assert up.sign_in()
        assert up.end(by) == (code, [])


def test_it_can_be_asked_to_end_while_it_still_starts(tmp_path: Path) -> None:
    with coachway_up(tmp_path, waiting=False) as up:
        assert wait_until(lambda: "postgres" in up.parts(), seconds=20)
        assert up.end(signal.SIGINT) == (0, [])


def test_what_is_secret_is_readable_by_its_owner_only(folder: Path) -> None:
    with coachway_up(folder) as up:
        for name in ("secrets.json", "endpoints.json"):
            assert (folder / name).stat().st_mode & 0o777 == 0o600
        assert set(up.endpoints) == {"api", "database_url", "redis_url"}
        before = up.secrets
        message = refused(folder)
        assert str(folder) in message
        assert f"in use by process {up.process.pid}" in message
    with coachway_up(folder) as up:
        assert up.secrets == before


def test_a_taken_port_is_told_in_one_line(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert f"port {port} on 127.0.0.1 is taken" in refused(tmp_path, "--port", port)


def test_a_folder_that_cannot_be_written_is_told_in_one_line(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o500)
    place = Path("/proc/coachway") if os.geteuid() == 0 else closed / "data"  # nothing else stops root
    assert "cannot be made or written" in refused(place)


@pytest_asyncio.fixture
async def named_database(servers: Servers) -> AsyncIterator[str]:
    """An empty database on a server that is not ours to start."""
    administrator = await asyncpg.connect(servers.postgres.dsn)
    await administrator.execute("CREATE DATABASE named_for_up")
    yield servers.postgres.dsn_of("named_for_up")
    await administrator.execute("DROP DATABASE named_for_up WITH (FORCE)")
    await administrator.close()


def test_servers_that_are_named_are_used_and_none_is_started(
    tmp_path: Path, servers: Servers, named_database: str
) -> None:
    given = {
        "COACHWAY_DATABASE_URL": named_database,
        "COACHWAY_REDIS_URL": servers.valkey.url_of(15),
        "COACHWAY_CLOCK_OFFSET": "P3D",
    }
    with coachway_up(tmp_path, environment=given) as up:
        assert not {"postgres", "valkey"} & set(up.parts())
        assert up.endpoints["database_url"] == given["COACHWAY_DATABASE_URL"]
        assert up.endpoints["redis_url"] == given["COACHWAY_REDIS_URL"]
        ahead = datetime.fromisoformat(up.health()["timestamp"]) - datetime.now(UTC)
        assert abs(ahead - timedelta(days=3)) < timedelta(minutes=1)


@pytest.fixture
def nameless() -> Iterator[tuple[Account, Path]]:
    """An ordinary user, unknown to the password file, with a folder that they can reach."""
    account = Account(54_321, 54_321)
    folder = Path("/tmp") / f"coachway nameless {os.getpid()}"  # pytest's own folders are closed to others
    folder.mkdir()
    os.chown(folder, account.uid, account.gid)
    yield account, folder
    shutil.rmtree(folder)


@as_root
def test_an_ordinary_user_needs_no_rights(nameless: tuple[Account, Path]) -> None:
    account, folder = nameless
    with coachway_up(folder / "data", account=account) as up:
        assert up.health()["status"] == "healthy"
        assert up.end(signal.SIGINT) == (0, [])
