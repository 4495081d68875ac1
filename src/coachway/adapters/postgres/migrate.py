"""Bringing a database to the newest schema: one migrator at a time, however many processes start together."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from sqlalchemy import Connection, text
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from coachway.adapters.postgres.engine import create_engine
from coachway.adapters.postgres.migrations import newest_revision

_MIGRATIONS: Final = Path(__file__).parent / "migrations"
PATIENCE_SECONDS: Final = 600
_LOCK: Final = 6_227_020_800  # any number that nothing else in the database locks


async def current_revision(connection: AsyncConnection) -> str | None:
    """The revision the database is at; None where there is no schema yet."""
    try:
        found = await connection.execute(text("SELECT version_num FROM platform.alembic_version"))
    except ProgrammingError:
        await connection.rollback()
        return None
    version: str | None = found.scalar_one_or_none()
    await connection.rollback()
    return version


async def hold_migration_lock(connection: AsyncConnection) -> None:
    """Wait for other migrators, then hold the lock as long as the transaction; lock waits of the DDL are bounded."""
    await connection.execute(text("SET LOCAL lock_timeout = 0"))
    await connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
    await connection.execute(text("SET LOCAL lock_timeout = '10s'"))
    await connection.execute(text("CREATE SCHEMA IF NOT EXISTS platform"))


async def migrate(engine: AsyncEngine, *, to: str = "head") -> bool:
    """Bring the database to a revision (the newest by default); says whether there was anything to do."""
    async with engine.connect() as connection:
        if to == "head" and await current_revision(connection) == newest_revision():
            return False
    # An engine of its own: changing a large table takes longer than any request may.
    url = engine.url.render_as_string(hide_password=False)
    patient = create_engine(url, pool_size=1, statement_timeout_seconds=PATIENCE_SECONDS)
    try:
        async with patient.connect() as connection:
            await hold_migration_lock(connection)
            await connection.run_sync(_upgrade, to)
            await connection.commit()
    finally:
        await patient.dispose()
    return True


async def check(engine: AsyncEngine) -> None:
    """Raise alembic.util.CommandError where tables in the code and in the database differ."""
    async with engine.connect() as connection:
        await connection.run_sync(_check)


def _config(connection: Connection) -> object:
    # Alembic takes 0.1 s to import, which a start with nothing to migrate need not pay.
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def _upgrade(connection: Connection, to: str) -> None:
    from alembic import command  # noqa: PLC0415

    command.upgrade(_config(connection), to)  # type: ignore[arg-type]


def _check(connection: Connection) -> None:
    from alembic import command  # noqa: PLC0415

    command.check(_config(connection))  # type: ignore[arg-type]
