"""What sales do when two clients become one."""

from __future__ import annotations

from datetime import datetime

from coachway.domain.sales.ports import SalesUnitOfWork


async def follow_client_merge(duplicate_id: int, survivor_id: int, *, uow: SalesUnitOfWork, at: datetime) -> None:
    """Leads of the duplicate, leads converted for it, and the links in its mails are the survivor's.

    What the duplicate did not want to be mailed, the survivor is not mailed either.
    """
    # Whoever locks several leads holds the roster, so that no two of them can wait for each other.
    await uow.rosters.lock()
    await uow.leads.hand_over_client(duplicate_id, survivor_id, at=at)
    said = await uow.email_preferences.said(duplicate_id)
    if said is not None:
        (await uow.email_preferences.of(survivor_id, at=at)).honour(said, at=at)
    await uow.email_preferences.hand_over_links(duplicate_id, survivor_id)
    await uow.flush()
