"""What vendors do about what happens elsewhere."""

from __future__ import annotations

from coachway.domain.charters.events import CharterWasCancelled
from coachway.domain.kernel.clock import Clock
from coachway.domain.vendors.ports import VendorsUnitOfWork


async def when_a_charter_was_cancelled_end_its_bids(
    event: CharterWasCancelled, *, uow: VendorsUnitOfWork, clock: Clock
) -> None:
    """Nobody waits for the answer to a bid that can no longer win; twice does no harm."""
    now = clock.now()
    live = await uow.bids.live_of_charter(event.charter_id)
    contacts = await uow.vendors.contacts({bid.vendor_id for bid in live})
    for bid in live:
        contact = contacts[bid.vendor_id]
        if not bid.expire(vendor=contact, at=now):
            bid.withdraw(reason="The charter was cancelled.", vendor=contact, by=None, at=now)
