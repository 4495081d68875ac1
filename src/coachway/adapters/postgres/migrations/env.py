"""Alembic's entry: runs on the connection that `migrate.py` hands over, or on one of its own for the command line."""

from __future__ import annotations

import asyncio
import os
from typing import Any

from alembic import context
from sqlalchemy import Connection, Text

from coachway.adapters.postgres.engine import create_engine
from coachway.adapters.postgres.migrate import PATIENCE_SECONDS, hold_migration_lock
from coachway.adapters.postgres.schema import metadata
from coachway.adapters.postgres.types import EncryptedText

SCHEMAS = {table.schema for table in metadata.tables.values()}


def include_name(name: str | None, kind: str, parents: Any) -> bool:
    return name in SCHEMAS if kind == "schema" else True


def compare_type(_context: Any, _column: Any, _meta: Any, reflected: Any, described: Any) -> bool | None:
    """Encrypted text lies in the database as plain text's type; the rest Alembic compares itself."""
    return False if isinstance(described, EncryptedText) and isinstance(reflected, Text) else None


def run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=metadata,
        version_table_schema="platform",
        include_schemas=True,
        include_name=include_name,
        include_object=lambda _object, name, kind, _reflected, _other: (
            not (kind == "table" and name == "alembic_version")
        ),
        compare_type=compare_type,
        compare_server_default=False,
        transaction_per_migration=False,
    )
    with context.begin_transaction():
        context.run_migrations()


async def run_from_the_command_line() -> None:
    engine = create_engine(os.environ["COACHWAY_DATABASE_URL"], pool_size=1, statement_timeout_seconds=PATIENCE_SECONDS)
    async with engine.connect() as connection:
        await hold_migration_lock(connection)
        await connection.run_sync(run)
        await connection.commit()
    await engine.dispose()


given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    asyncio.run(run_from_the_command_line())
