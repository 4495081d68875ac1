"""What the repositories of every context stand on."""

from __future__ import annotations

from typing import TypeAlias

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

# What reads run on: a connection of their own, or the session of a unit of work whose writes they must see.
Executor: TypeAlias = AsyncConnection | AsyncSession


class Repositories:
    """The base of each context's mixin of repositories into the unit of work."""

    session: AsyncSession
