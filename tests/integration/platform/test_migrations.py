"""The migrations make exactly the tables that the code describes."""

from __future__ import annotations

from coachway.adapters.postgres.migrate import check, current_revision, migrate
from coachway.adapters.postgres.migrations import newest_revision
from coachway.entrypoints.bootstrap import Platform


async def test_the_migrated_schema_is_the_one_in_the_code(platform: Platform) -> None:
    await check(platform.engine)


async def test_migrating_again_does_nothing(platform: Platform) -> None:
    assert await migrate(platform.engine) is False
    async with platform.engine.connect() as connection:
        assert await current_revision(connection) == newest_revision()
