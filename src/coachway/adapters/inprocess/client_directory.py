"""The clients, as sales know them, in the same transaction."""

from __future__ import annotations

from collections.abc import Sequence

from coachway.domain.clients.ports import ClientsReads, ClientsUnitOfWork
from coachway.domain.clients.use_cases.manage_clients import CreateClient, find_or_create_client
from coachway.domain.clients.views import ClientContact
from coachway.domain.kernel.clock import Clock
from coachway.domain.kernel.errors import NotFound
from coachway.domain.sales.model import Contact
from coachway.domain.sales.neighbours import ClientToRegister, KnownClient


class InProcessClientDirectory:
    def __init__(self, *, uow: ClientsUnitOfWork, reads: ClientsReads, clock: Clock, region: str) -> None:
        self._uow = uow
        self._reads = reads
        self._clock = clock
        self._region = region

    async def find_each(self, contacts: Sequence[Contact]) -> list[KnownClient | None]:
        found = await self._reads.contacts_like([(contact.email, contact.phone) for contact in contacts])
        return [_known(contact) for contact in found]

    async def get(self, client_id: int) -> KnownClient | None:
        try:
            client = await self._uow.clients.get(client_id)  # locked, so that nobody merges them away meanwhile
        except NotFound:
            return None
        client.require_not_merged()
        return KnownClient(client.id, client.name, client.assigned_agent_id)

    async def find_or_register(self, person: ClientToRegister) -> KnownClient:
        made = await self._uow.clients_of_leads.of(person.lead_id)
        # Who was merged since then is whom they were merged into.
        again = None if made is None else await self._reads.contact(made)
        if again is not None:
            return KnownClient(again.client_id, again.name, again.assigned_agent_id)
        details = {
            "first_name": person.first_name,
            "last_name": person.last_name,
            "email": person.email,
            "phone": person.phone,
            "assigned_agent_id": person.assigned_agent_id,
        }
        client = await find_or_create_client(
            CreateClient(details=details), uow=self._uow, clock=self._clock, region=self._region
        )
        await self._uow.clients_of_leads.note(person.lead_id, client.id)
        return KnownClient(client.id, client.name, client.assigned_agent_id)


def _known(contact: ClientContact | None) -> KnownClient | None:
    return None if contact is None else KnownClient(contact.client_id, contact.name, contact.assigned_agent_id)
