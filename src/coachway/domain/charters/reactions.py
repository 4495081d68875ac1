"""What charters do about what happens elsewhere."""

from __future__ import annotations

from coachway.domain.charters.ports import ChartersUnitOfWork, ClientDirectory
from coachway.domain.clients.events import ClientWasUpdated
from coachway.domain.kernel.errors import Conflict


async def when_a_client_was_updated_take_over_its_name(
    event: ClientWasUpdated, *, uow: ChartersUnitOfWork, clients: ClientDirectory
) -> None:
    """Charters are found by their client's name, so each keeps it; twice does no harm."""
    try:
        client = await clients.find(event.client_id)
    except Conflict:
        return  # merged meanwhile: its charters are another client's, and tell that one's name
    if client is not None:
        await uow.charters.rename_client(client.id, client.name)
