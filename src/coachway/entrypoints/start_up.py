"""What has to be so before a process of the platform begins its work: the schema, and somebody who can sign in."""

from __future__ import annotations

from coachway.adapters.postgres.migrate import current_revision, migrate
from coachway.adapters.postgres.migrations import newest_revision
from coachway.domain.identity.use_cases.manage_users import make_first_admin
from coachway.domain.kernel.actor import SYSTEM
from coachway.domain.kernel.errors import Conflict
from coachway.entrypoints.bootstrap import Platform, build_platform
from coachway.entrypoints.settings import Settings


class SchemaIsBehind(Exception):
    """The database has an older schema than the code needs."""


async def require_schema(platform: Platform) -> None:
    """Refuse to work on an older schema; a newer one is fine, it is there while a new version is rolled out."""
    async with platform.engine.connect() as connection:
        found = await current_revision(connection) or ""
    if found < newest_revision():
        raise SchemaIsBehind(
            f"the database's schema is {found or 'empty'} and {newest_revision()} is needed: run `coachway migrate`"
        )


async def ensure_first_admin(platform: Platform) -> bool:
    """Make the admin that the settings name, where they name one and there is none; says whether one was made.

    Raises RuleViolated where the address or the password cannot be used.
    """
    email, password = platform.settings.admin_email, platform.settings.admin_password
    if not (email and password):
        return False
    try:
        async with platform.unit_of_work(SYSTEM) as work:
            made = await make_first_admin(
                email, password, uow=work, passwords=platform.passwords, tokens=platform.tokens, clock=platform.clock
            )
            await work.commit()
    except Conflict:  # another process, started at the same moment, made it
        return False
    return made is not None


async def prepare(settings: Settings) -> bool:
    """Bring the schema up to date and make the first admin; says whether one was made."""
    platform = build_platform(settings)
    try:
        await migrate(platform.engine)
        return await ensure_first_admin(platform)
    finally:
        await platform.close()
