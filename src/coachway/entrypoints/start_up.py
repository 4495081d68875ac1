"""What has to be so before the platform takes its first request: the schema, and somebody who can sign in."""

from __future__ import annotations

from coachway.adapters.postgres.migrate import migrate
from coachway.domain.identity.use_cases.manage_users import make_first_admin
from coachway.domain.kernel.actor import SYSTEM
from coachway.domain.kernel.errors import Conflict
from coachway.entrypoints.bootstrap import Platform, build_platform
from coachway.entrypoints.settings import Settings


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
