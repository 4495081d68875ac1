"""The quotes of a charter that wait for an answer, as its edits see them, in the same transaction."""

from __future__ import annotations

from coachway.domain.kernel.clock import Clock
from coachway.domain.pricing.ports import PricingUnitOfWork


class InProcessSentQuotes:
    def __init__(self, uow: PricingUnitOfWork, clock: Clock) -> None:
        self._uow = uow
        self._clock = clock

    async def expire(self, charter_id: int) -> None:
        for quote in await self._uow.quotes.live_of_charter(charter_id):
            quote.expire(at=self._clock.now())
