"""What can be wrong with an installation, each finding with what to do about it."""

from __future__ import annotations

import asyncio
import difflib
import os
import time
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from urllib.parse import urlsplit

import phonenumbers
from redis.asyncio import Redis
from redis.exceptions import RedisError
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from coachway.adapters.http.service import HttpService
from coachway.adapters.postgres.engine import create_engine
from coachway.adapters.postgres.migrate import current_revision
from coachway.adapters.postgres.migrations import newest_revision
from coachway.adapters.postgres.types import Keyring
from coachway.entrypoints.settings import SHORTEST_JWT_SECRET, Settings, documentation, unknown_variables

OLDEST_POSTGRES: Final = 160_000
MOST_SKEW_SECONDS: Final = 5.0
_PATIENCE_SECONDS: Final = 5.0


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at; `remedy` is empty where it is well."""

    about: str
    found: str
    remedy: str = ""

    @property
    def is_well(self) -> bool:
        return not self.remedy


async def examine(settings: Settings) -> AsyncIterator[Finding]:
    """Look at the settings, the data folder and every dependency, one after the other."""
    yield _spelling(os.environ)
    yield _region(settings)
    yield _jwt_secret(settings)
    yield _encryption_key(settings)
    yield _data_folder(settings)
    async for finding in _database(settings):
        yield finding
    async for finding in _valkey("cache", settings.redis_url, "COACHWAY_REDIS_URL"):
        yield finding
    if settings.broker_url:
        async for finding in _valkey("broker", settings.broker_url, "COACHWAY_BROKER_URL"):
            yield finding
    yield await _mail(settings)
    without = "no COACHWAY_GEOCODER_URL: stops are looked up among the towns that we know ourselves"
    yield await _service("geocoder", settings.geocoder_url, "COACHWAY_GEOCODER_URL", without)
    without = "no COACHWAY_ROUTING_URL: distances are estimated from the great circle"
    yield await _service("router", settings.routing_url, "COACHWAY_ROUTING_URL", without)


def _spelling(environment: Mapping[str, str]) -> Finding:
    """A misspelt variable is nobody's: its setting quietly keeps the default."""
    unknown = unknown_variables(environment)
    if not unknown:
        return Finding("settings", "every COACHWAY_ variable is one of ours")
    known = [row.variable for row in documentation()]
    meant = [difflib.get_close_matches(name, known, n=1) for name in unknown]
    hints = [f"{name} to {near[0]}" for name, near in zip(unknown, meant, strict=True) if near]
    remedy = f"correct {', '.join(hints)}" if hints else "remove them, or see `coachway settings` for what there is"
    return Finding("settings", f"there is no setting {', '.join(unknown)}", remedy)


def _region(settings: Settings) -> Finding:
    if settings.region in phonenumbers.SUPPORTED_REGIONS:
        return Finding("region", settings.region)
    remedy = "set COACHWAY_REGION to a country's two capital letters, such as US"
    return Finding("region", f"{settings.region} has no phone numbers", remedy)


def _jwt_secret(settings: Settings) -> Finding:
    if len(settings.jwt_secret) >= SHORTEST_JWT_SECRET:
        return Finding("token key", f"{len(settings.jwt_secret)} characters")
    return Finding(
        "token key",
        f"{len(settings.jwt_secret)} characters",
        f"set COACHWAY_JWT_SECRET to {SHORTEST_JWT_SECRET} random characters or more, the same in every process",
    )


def _encryption_key(settings: Settings) -> Finding:
    try:
        Keyring().use(*settings.encryption_key.split(","))
    except ValueError:
        return Finding(
            "encryption key",
            "malformed" if settings.encryption_key else "not set",
            "set COACHWAY_ENCRYPTION_KEY to 32 random bytes in URL-safe base 64, the same in every process",
        )
    return Finding("encryption key", "well-formed")


def _data_folder(settings: Settings) -> Finding:
    folder = settings.data_dir.absolute()
    nearest = next(place for place in (folder, *folder.parents) if place.exists())
    if nearest.is_dir() and os.access(nearest, os.W_OK | os.X_OK):
        return Finding("data folder", f"{folder} can be written")
    return Finding(
        "data folder", f"{nearest} cannot be written", "set COACHWAY_DATA_DIR to a folder that this user may write"
    )


async def _database(settings: Settings) -> AsyncIterator[Finding]:
    about = "database"
    if not settings.database_url:
        yield Finding(about, "not set", "set COACHWAY_DATABASE_URL, or use `coachway up`, which brings its own")
        return
    engine = create_engine(settings.database_url, pool_size=1)
    try:
        started = time.perf_counter()
        async with engine.connect() as connection:
            yield Finding(about, f"answers in {(time.perf_counter() - started) * 1000:.0f} ms")
            for look in (_version, _schema, _connections, _clock):
                yield await look(connection, settings)
    except (OSError, SQLAlchemyError) as error:
        yield Finding(about, _reason(error), "start it, or correct COACHWAY_DATABASE_URL")
    finally:
        await engine.dispose()


async def _version(connection: AsyncConnection, _: Settings) -> Finding:
    number = int(await _setting(connection, "server_version_num"))
    version = f"PostgreSQL {await _setting(connection, 'server_version')}"
    if number >= OLDEST_POSTGRES:
        return Finding("database version", version)
    return Finding("database version", version, f"use PostgreSQL {OLDEST_POSTGRES // 10_000} or newer")


async def _schema(connection: AsyncConnection, _: Settings) -> Finding:
    found = await current_revision(connection) or "none"
    if found == newest_revision():
        return Finding("schema", found)
    return Finding("schema", f"{found}, but {newest_revision()} is wanted", "run `coachway migrate`")


async def _connections(connection: AsyncConnection, settings: Settings) -> Finding:
    room = int(await _setting(connection, "max_connections"))
    wanted = 3 * settings.database_pool_size
    found = f"{room} connections at most, {settings.database_pool_size} a process"
    if room >= wanted:
        return Finding("database room", found)
    return Finding(
        "database room", found, f"raise max_connections to {wanted} or more, or lower COACHWAY_DATABASE_POOL_SIZE"
    )


async def _clock(connection: AsyncConnection, _: Settings) -> Finding:
    theirs = (await connection.execute(text("SELECT clock_timestamp()"))).scalar_one()
    skew = abs((datetime.now(UTC) - theirs).total_seconds())
    if skew <= MOST_SKEW_SECONDS:
        return Finding("clocks", f"ours and the database's are {skew:.1f} s apart")
    return Finding("clocks", f"ours and the database's are {skew:.0f} s apart", "let both follow a time server")


async def _setting(connection: AsyncConnection, name: str) -> str:
    return str((await connection.execute(text("SELECT current_setting(:name)"), {"name": name})).scalar_one())


async def _valkey(about: str, url: str, variable: str) -> AsyncIterator[Finding]:
    if not url:
        yield Finding(about, "not set", f"set {variable}, or use `coachway up`, which brings its own")
        return
    try:
        client = Redis.from_url(url, socket_timeout=_PATIENCE_SECONDS, socket_connect_timeout=_PATIENCE_SECONDS)
    except ValueError as error:
        yield Finding(about, str(error), f"correct {variable}")
        return
    try:
        started = time.perf_counter()
        facts = await client.info()
        yield Finding(about, f"answers in {(time.perf_counter() - started) * 1000:.0f} ms")
        if facts["aof_enabled"]:
            yield Finding(f"{about} keeps its data", "appendonly yes")
        else:
            yield Finding(
                f"{about} keeps its data", "appendonly no", "set `appendonly yes`, or queued work may be lost"
            )
        policy = facts["maxmemory_policy"]
        if policy == "noeviction":
            yield Finding(f"{about} evicts nothing", policy)
        else:
            yield Finding(f"{about} evicts nothing", policy, "set `maxmemory-policy noeviction`")
    except (OSError, RedisError) as error:
        yield Finding(about, _reason(error), f"start it, or correct {variable}")
    finally:
        await client.aclose()


async def _mail(settings: Settings) -> Finding:
    if not settings.smtp_url:
        return Finding("mail", "no COACHWAY_SMTP_URL: mails become .eml files in the data folder")
    return await _reached("mail", settings.smtp_url, "COACHWAY_SMTP_URL", port=25)


async def _service(about: str, url: str, variable: str, without: str) -> Finding:
    """Only whether it can be reached: a question would count against what we may ask of it."""
    if not url:
        return Finding(about, without)
    try:
        HttpService(about, url, timeout_seconds=_PATIENCE_SECONDS)
    except ValueError as error:
        return Finding(about, "malformed", f"correct {variable}: {error}")
    return await _reached(about, url, variable, port=443 if url.startswith("https:") else 80)


async def _reached(about: str, url: str, variable: str, *, port: int) -> Finding:
    place = urlsplit(url)
    try:
        async with asyncio.timeout(_PATIENCE_SECONDS):
            _, writer = await asyncio.open_connection(place.hostname, place.port or port)
            writer.close()
            await writer.wait_closed()
    except (OSError, ValueError) as error:
        return Finding(
            about, f"{place.hostname} cannot be reached: {_reason(error)}", f"start it, or correct {variable}"
        )
    return Finding(about, f"{place.hostname} takes connections")


def _reason(error: Exception) -> str:
    lines = str(error).splitlines() or [type(error).__name__]
    return lines[0]
