"""The clients, as charters know them, read in the same transaction."""

from __future__ import annotations

from coachway.domain.charters.ports import ClientSummary
from coachway.domain.clients.ports import ClientsReads


class InProcessClientSummaries:
    def __init__(self, clients: ClientsReads) -> None:
        self._clients = clients

    async def find(self, client_id: int) -> ClientSummary | None:
        client = await self._clients.named(client_id)
        return None if client is None else ClientSummary(client.client_id, client.name, client.assigned_agent_id)
