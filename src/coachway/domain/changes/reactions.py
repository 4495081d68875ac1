"""What change cases do about what happens elsewhere."""

from __future__ import annotations

from coachway.domain.changes.ports import ChangesUnitOfWork
from coachway.domain.charters.events import CharterWasAwarded


async def when_a_charter_was_awarded_show_its_cases_to_the_vendor(
    event: CharterWasAwarded, *, uow: ChangesUnitOfWork
) -> None:
    """Cases that were asked for before the award are the vendor's to see and to hear of from now on."""
    for case in await uow.change_cases.open_of_charter(event.charter_id):
        case.vendor_id = event.vendor_id
    await uow.flush()
