"""Quotes whose time is over."""

from __future__ import annotations

from typing import Final

from coachway.domain.kernel.clock import Clock
from coachway.domain.pricing.ports import PricingUnitOfWork

AT_A_TIME: Final = 200


async def expire_quotes(*, uow: PricingUnitOfWork, clock: Clock) -> int:
    """Expire some drafts and sent quotes whose time is over, and say how many: call again until none is left.

    An answer that comes too late is refused without this; it is for lists, and for who waits for `quote.expired`.
    """
    overdue = await uow.quotes.overdue(clock.now(), AT_A_TIME)
    for quote in overdue:
        quote.expire(at=clock.now())
    await uow.flush()
    return len(overdue)
