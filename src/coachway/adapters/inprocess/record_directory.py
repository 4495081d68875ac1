"""The records of clients and vendors, as identity asks for them, read in the same transaction."""

from __future__ import annotations

from coachway.domain.clients.ports import ClientsReads
from coachway.domain.identity.ports import RecordedContact
from coachway.domain.vendors.model.vendor import TURNED_AWAY
from coachway.domain.vendors.ports import VendorRepository


class InProcessRecordDirectory:
    def __init__(self, *, clients: ClientsReads, vendors: VendorRepository) -> None:
        self._clients = clients
        self._vendors = vendors

    async def client(self, client_id: int) -> RecordedContact | None:
        found = await self._clients.named(client_id)
        return RecordedContact(found.name, found.email) if found else None

    async def vendor(self, vendor_id: int) -> RecordedContact | None:
        for found in await self._vendors.several([vendor_id]):
            return RecordedContact(found.name, found.email, found.status in TURNED_AWAY)
        return None
