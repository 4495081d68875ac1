"""Leads: `/api/v1/sales/leads`."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import fields
from datetime import date
from typing import Annotated, Final

from litestar import Controller, get, post, put
from litestar.di import Provide
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter
from msgspec import UNSET, UnsetType

from coachway.domain.kernel.money import Money
from coachway.domain.kernel.paging import Page, PageRequest
from coachway.domain.sales.model import LeadSource, LeadStatus
from coachway.domain.sales.ports import LeadFilter
from coachway.domain.sales.use_cases.create_lead import Enquiry
from coachway.domain.sales.use_cases.update_lead import UpdateLead, update_lead
from coachway.domain.sales.views import LeadView, Pipeline
from coachway.entrypoints.api.moments import since, until
from coachway.entrypoints.api.operation import CurrentOperation, Operation
from coachway.entrypoints.api.paging import Paging
from coachway.entrypoints.api.sales.lead_desk import Leads, provide_lead_desk
from coachway.entrypoints.api.tables import Format, as_answer, begun, table, wants_csv
from coachway.entrypoints.api.wire import Body

EXPORTED: Final = tuple(field.name for field in fields(LeadView))
EXPORTED_AT_ONCE: Final = 1000


class LeadFields(Body):
    """Who asks for what trip; an e-mail address or a phone number is needed."""

    first_name: str
    last_name: str = ""
    email: str | None = None
    phone: str | None = None
    trip_details: str | None = None
    estimated_passengers: int | None = None
    estimated_trip_date: date | None = None
    pickup_location: str | None = None
    dropoff_location: str | None = None
    estimated_value: Money | None = None


class NewLead(LeadFields):
    """An enquiry, and how it reached the office."""

    source: LeadSource = LeadSource.WEB


class LeadChanges(Body):
    """What to change of a lead; what is not sent stays, null clears."""

    first_name: str | UnsetType = UNSET
    last_name: str | UnsetType = UNSET
    email: str | UnsetType | None = UNSET
    phone: str | UnsetType | None = UNSET
    trip_details: str | UnsetType | None = UNSET
    estimated_passengers: int | UnsetType | None = UNSET
    estimated_trip_date: date | UnsetType | None = UNSET
    pickup_location: str | UnsetType | None = UNSET
    dropoff_location: str | UnsetType | None = UNSET
    estimated_value: Money | UnsetType | None = UNSET
    source: LeadSource | UnsetType = UNSET
    status: LeadStatus | UnsetType = UNSET


class LeadController(Controller):
    path = "/api/v1/sales/leads"
    tags = ["sales"]
    dependencies = {"desk": Provide(provide_lead_desk)}

    @post(operation_id="create_lead")
    async def create_lead(self, data: JSONBody[NewLead], operation: Operation, desk: Leads) -> LeadView:
        """Create a lead and assign it fairly."""
        enquiry = Enquiry.read(
            data.sent("source"), source=data.source, brought_by=operation.actor, region=operation.settings.region
        )
        return await desk.ask(enquiry, operation)

    @get(operation_id="list_leads", opt={"also_csv": True})
    async def list_leads(
        self,
        *,
        operation: Operation,
        paging: Paging,
        status: FromQuery[LeadStatus | None] = None,
        source: FromQuery[LeadSource | None] = None,
        assigned_to_agent_id: FromQuery[int | None] = None,
        unassigned: Annotated[
            bool | None, QueryParameter(description="Only leads that nobody has, or somebody.")
        ] = None,
        q: Annotated[str | None, QueryParameter(description="Part of name, e-mail, phone or trip details.")] = None,
        created_from: Annotated[str | None, QueryParameter(description="A date or moment, inclusive.")] = None,
        created_to: Annotated[str | None, QueryParameter(description="A date or moment, inclusive.")] = None,
        format_: Format = None,
    ) -> list[LeadView]:
        """Leads, newest first; as CSV all that the filters let through, or a page where `limit` or `cursor` is sent."""
        wanted = LeadFilter(
            status=status,
            source=source,
            assigned_to_agent_id=assigned_to_agent_id,
            unassigned=unassigned,
            q=q,
            created_from=since("created_from", created_from, operation.calendar),
            created_before=until("created_to", created_to, operation.calendar),
        )
        if wants_csv(operation.request, format_):
            today = operation.calendar.day_of(operation.clock.now())
            chunks = await begun(_exported(operation, wanted, paging))
            return as_answer(table(chunks, EXPORTED, file_name=f"leads-{today.isoformat()}.csv"))
        async with operation.reading() as reads:
            return operation.page(await reads.sales.leads(wanted, paging))

    @get("/my-leads", operation_id="list_my_leads")
    async def list_my_leads(
        self,
        operation: Operation,
        paging: Paging,
        agent_id: Annotated[int | None, QueryParameter(description="Whose; one's own unless said.")] = None,
        status: FromQuery[LeadStatus | None] = None,
    ) -> list[LeadView]:
        """One agent's leads, newest first."""
        whose = agent_id if agent_id is not None else operation.actor.user_id
        async with operation.reading() as reads:
            return operation.page(
                await reads.sales.leads(LeadFilter(assigned_to_agent_id=whose, status=status), paging)
            )

    @get("/pipeline", operation_id="get_pipeline")
    async def get_pipeline(self, operation: Operation) -> Pipeline:
        """Each status with how many leads are there, what they may bring, and the newest of them."""
        async with operation.reading() as reads:
            return await reads.sales.pipeline()

    @get("/{lead_id:int}", operation_id="get_lead")
    async def get_lead(self, lead_id: FromPath[int], operation: Operation) -> LeadView:
        """One lead."""
        async with operation.reading() as reads:
            return await reads.sales.lead(lead_id)

    @put("/{lead_id:int}", operation_id="update_lead")
    async def update_lead(self, lead_id: FromPath[int], data: JSONBody[LeadChanges], operation: Operation) -> LeadView:
        """Change what was sent; an agent changes only their own leads and those that nobody has."""
        command = UpdateLead(lead_id=lead_id, changes=data.sent(), expected_version=operation.expected_version)
        async with operation.transaction() as work:
            lead = await update_lead(
                command, actor=operation.actor, uow=work, clock=operation.clock, region=operation.settings.region
            )
            return LeadView.of(lead)


async def _exported(
    operation: CurrentOperation, wanted: LeadFilter, paging: PageRequest
) -> AsyncIterator[list[LeadView]]:
    """The leads in chunks: each is read by a connection of its own, for a slow reader must not keep one.

    Keyset pages hold each lead once, also when others are added meanwhile.
    """
    if {"limit", "cursor"} & operation.request.query_params.keys():
        async with operation.reading() as reads:
            yield operation.page(await reads.sales.leads(wanted, paging))
        return
    request = PageRequest(limit=EXPORTED_AT_ONCE, count=paging.count)
    while True:
        async with operation.reading() as reads:
            page = await reads.sales.leads(wanted, request)
        yield operation.page(Page(page.items, None, page.total))
        if page.next_after is None:
            return
        request = PageRequest(limit=EXPORTED_AT_ONCE, after=page.next_after)
