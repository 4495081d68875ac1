"""What identity does about what happens elsewhere."""

from __future__ import annotations

from typing import Final

from coachway.domain.identity.model import UserStatus
from coachway.domain.identity.ports import IdentityUnitOfWork
from coachway.domain.identity.use_cases.end_sessions import end_sessions
from coachway.domain.kernel.clock import Clock
from coachway.domain.vendors.events import VendorStatusWasChanged

_TURNED_AWAY: Final = frozenset({"rejected", "banned"})


async def when_a_vendor_was_turned_away_close_its_logins(
    event: VendorStatusWasChanged, *, uow: IdentityUnitOfWork, clock: Clock
) -> None:
    """Users of a rejected or banned vendor may not sign in any more; twice does no harm."""
    if event.to_status not in _TURNED_AWAY:
        return
    for user in await uow.users.of_vendor(event.vendor_id):
        user.set_status(UserStatus.DISABLED, at=clock.now())
        await end_sessions(user.id, "user_disabled", uow=uow, clock=clock)
