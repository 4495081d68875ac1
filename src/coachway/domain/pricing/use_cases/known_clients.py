"""Whether the clients that rules and trips name are there."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from coachway.domain.pricing.ports import ClientLookup


async def unknown_clients(named: Iterable[object], clients: ClientLookup) -> Collection[object]:
    """Those of the ids that are no client's; None names nobody. Asks once, and not at all where nobody is named."""
    wanted = {client_id for client_id in named if isinstance(client_id, int)}
    return wanted - set(await clients.known(wanted)) if wanted else ()
