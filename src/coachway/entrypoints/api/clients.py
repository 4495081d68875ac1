"""Clients: `/api/v1/clients`."""

from __future__ import annotations

from typing import Annotated, Any

from litestar import Controller, get, post, put
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter
from msgspec import UNSET, UnsetType

from coachway.domain.charters.ports import CharterFilter
from coachway.domain.charters.views import CharterView
from coachway.domain.clients.model import ClientType, PaymentTerms
from coachway.domain.clients.ports import ClientFilter
from coachway.domain.clients.use_cases.manage_clients import (
    CreateClient,
    UpdateClient,
    create_client,
    update_client,
)
from coachway.domain.clients.views import ClientView
from coachway.domain.flows.merge_clients import MergeClients, merge_clients
from coachway.entrypoints.api.health import context_health
from coachway.entrypoints.api.operation import Operation
from coachway.entrypoints.api.paging import Paging
from coachway.entrypoints.api.wire import Body


class ClientChanges(Body):
    """What to change of a client; what is not sent stays, null clears."""

    client_type: ClientType | UnsetType = UNSET
    first_name: str | UnsetType | None = UNSET
    last_name: str | UnsetType | None = UNSET
    company_name: str | UnsetType | None = UNSET
    email: str | UnsetType | None = UNSET
    phone: str | UnsetType | None = UNSET
    address_line1: str | UnsetType | None = UNSET
    address_line2: str | UnsetType | None = UNSET
    city: str | UnsetType | None = UNSET
    state: str | UnsetType | None = UNSET
    zip_code: str | UnsetType | None = UNSET
    country: str | UnsetType = UNSET
    payment_terms: PaymentTerms | UnsetType = UNSET
    assigned_agent_id: int | UnsetType | None = UNSET
    notes: str | UnsetType | None = UNSET
    is_active: bool | UnsetType = UNSET


class NewClient(ClientChanges):
    """A client: a person's name or a company's is needed; individual, prepaid and active unless said."""


class DuplicateClient(Body):
    """Another record of the same client."""

    duplicate_client_id: int


class ClientController(Controller):
    path = "/api/v1/clients"
    tags = ["clients"]

    @post(operation_id="create_client")
    async def create_client(self, data: JSONBody[NewClient], operation: Operation) -> ClientView:
        """Create a client."""
        async with operation.transaction() as work:
            client = await create_client(
                CreateClient(details=data.sent()),
                uow=work,
                agents=operation.platform.agents(work.reads),
                clock=operation.clock,
                region=operation.settings.region,
            )
            return work.answer(await work.reads.clients.client(client.id, actor=operation.actor))

    @get(operation_id="list_clients")
    async def list_clients(
        self,
        operation: Operation,
        paging: Paging,
        q: Annotated[str | None, QueryParameter(description="Part of name, company, e-mail or phone.")] = None,
        client_type: FromQuery[ClientType | None] = None,
        is_active: FromQuery[bool | None] = None,
    ) -> list[ClientView]:
        """Clients, newest first."""
        async with operation.reading() as reads:
            return operation.page(await reads.clients.clients(ClientFilter(q, client_type, is_active), paging))

    @get("/{client_id:int}", operation_id="get_client")
    async def get_client(self, client_id: FromPath[int], operation: Operation) -> ClientView:
        """One client."""
        async with operation.reading() as reads:
            return await reads.clients.client(client_id, actor=operation.actor)

    @put("/{client_id:int}", operation_id="update_client")
    async def update_client(
        self, client_id: FromPath[int], data: JSONBody[ClientChanges], operation: Operation
    ) -> ClientView:
        """Change what was sent; a client may change how they are called and reached."""
        command = UpdateClient(client_id=client_id, changes=data.sent(), expected_version=operation.expected_version)
        async with operation.transaction() as work:
            await update_client(
                command,
                actor=operation.actor,
                uow=work,
                agents=operation.platform.agents(work.reads),
                clock=operation.clock,
                region=operation.settings.region,
            )
            return await work.reads.clients.client(client_id, actor=operation.actor)

    @post("/{client_id:int}/merge", operation_id="merge_clients", status_code=200)
    async def merge_clients(
        self, client_id: FromPath[int], data: JSONBody[DuplicateClient], operation: Operation
    ) -> ClientView:
        """Move everything of a duplicate to this client; the duplicate stays as an inactive record that names it."""
        command = MergeClients(
            client_id=client_id,
            duplicate_client_id=data.duplicate_client_id,
            expected_version=operation.expected_version,
        )
        async with operation.transaction() as work:
            contexts = operation.platform.kept_for_clients(work)
            await merge_clients(command, uow=work, contexts=contexts, clock=operation.clock)
            return work.answer(await work.reads.clients.client(client_id, actor=operation.actor))

    @get("/{client_id:int}/charters", operation_id="list_client_charters")
    async def list_client_charters(
        self, client_id: FromPath[int], operation: Operation, paging: Paging
    ) -> list[CharterView]:
        """A client's charters, newest first."""
        async with operation.reading() as reads:
            await reads.clients.client(client_id, actor=operation.actor)
            return operation.page(
                await reads.charters.charters(CharterFilter(client_id=client_id), paging, actor=operation.actor)
            )


HANDLERS: list[Any] = [context_health("clients", "/api/v1/clients", "clients_health"), ClientController]
