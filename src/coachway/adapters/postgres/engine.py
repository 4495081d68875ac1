"""Engines: one a process and event loop, made from the settings by the composition root."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from advanced_alchemy.config import EngineConfig, SQLAlchemyAsyncConfig
from sqlalchemy import URL, make_url
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

# How much longer we wait than the database itself, which may hang, or be behind a network that lost it.
GRACE_SECONDS: Final = 5.0


def async_url(url: str) -> URL:
    """The address as the asyncpg driver of SQLAlchemy wants it, whatever PostgreSQL scheme it was written with."""
    return make_url(url).set(drivername="postgresql+asyncpg")


def create_engine(url: str, *, pool_size: int = 20, statement_timeout_seconds: int = 30) -> AsyncEngine:
    """A pooled engine whose statements are given up after the time-out."""
    config = SQLAlchemyAsyncConfig(
        connection_string=async_url(url).render_as_string(hide_password=False),
        engine_config=EngineConfig(
            pool_size=pool_size,
            max_overflow=0,
            pool_timeout=10,
            # What a statement was given may be a secret; errors are logged with their statement.
            hide_parameters=True,
            pool_recycle=1800,
            connect_args={
                "timeout": 5,
                "command_timeout": statement_timeout_seconds + GRACE_SECONDS,
                "server_settings": {
                    "application_name": "coachway",
                    "timezone": "UTC",
                    "jit": "off",
                    "statement_timeout": str(statement_timeout_seconds * 1000),
                    "lock_timeout": str(statement_timeout_seconds * 1000 // 2),
                    "idle_in_transaction_session_timeout": "60000",
                },
            },
        ),
    )
    return config.get_engine()


@asynccontextmanager
async def statements_given_up_after(connection: AsyncConnection, seconds: float) -> AsyncIterator[None]:
    """Inside, a statement of this connection is given up earlier than the engine's own time-out."""
    # An integer of ours, never a caller's text: SET takes no parameters.
    await connection.exec_driver_sql(f"SET statement_timeout = {int(seconds * 1000)}")
    try:
        yield
    finally:
        if not connection.invalidated:
            await connection.exec_driver_sql("RESET statement_timeout")
