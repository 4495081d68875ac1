"""The statements that the product sends, as its driver gets them, so that the limit cannot but run the same SQL."""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable
from typing import Any

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncConnection

from coachway.adapters.postgres.engine import create_engine

Statement = tuple[str, tuple[Any, ...]]


async def statements_of(read: Callable[[AsyncConnection], Awaitable[object]]) -> list[Statement]:
    """Run a read of the product once; each statement of it with its parameters."""
    sent: list[Statement] = []
    engine = create_engine(os.environ["COACHWAY_DATABASE_URL"], pool_size=1)

    @event.listens_for(engine.sync_engine, "before_cursor_execute")
    def keep(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: object) -> None:
        sent.append((statement, tuple(parameters)))

    async with engine.connect() as connection:
        await read(connection)
    await engine.dispose()
    return sent
