"""Which clients there are, as pricing asks, read in the same transaction."""

from __future__ import annotations

from collections.abc import Collection

from coachway.domain.clients.ports import ClientsReads


class InProcessClientLookup:
    def __init__(self, clients: ClientsReads) -> None:
        self._clients = clients

    async def known(self, client_ids: Collection[int]) -> Collection[int]:
        return await self._clients.known(client_ids)
