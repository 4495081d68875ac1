"""Working on a lead: assigning it by hand, its activities, merging and converting it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from litestar import Controller, get, post
from litestar.params import FromPath, JSONBody
from msgspec import UNSET, UnsetType

from coachway.domain.charters.views import CharterView
from coachway.domain.clients.views import ClientView
from coachway.domain.flows.convert_lead import ConvertLead, convert_lead
from coachway.domain.sales.model import ActivityType
from coachway.domain.sales.use_cases.assign_lead import AssignLead, assign_lead
from coachway.domain.sales.use_cases.merge_leads import MergeLeads, merge_leads
from coachway.domain.sales.use_cases.update_lead import LogActivity, log_activity
from coachway.domain.sales.views import LeadActivityView, LeadView
from coachway.entrypoints.api.operation import Operation
from coachway.entrypoints.api.paging import Paging
from coachway.entrypoints.api.wire import Body


class HandAssignment(Body):
    """Who is to have the lead; `expected_agent_id` (null: nobody) is who must have it for that to happen."""

    agent_id: int
    expected_agent_id: int | UnsetType | None = UNSET


class NewActivity(Body):
    """What was done; `performed_by` is the bearer, unless an admin or a service names another user."""

    activity_type: ActivityType
    details: str = ""
    performed_by: int | None = None


class DuplicateLead(Body):
    """Another lead about the same wish of the same person."""

    duplicate_lead_id: int


class Conversion(Body):
    """What the lead does not say, or says wrongly; `client_id` where it is known who the client is."""

    trip_date: date | None = None
    passengers: int | None = None
    vehicle_type: str | None = None
    client_id: int | None = None


@dataclass(frozen=True, slots=True)
class ConvertedLead:
    """A lead with the client and the charter that it has become."""

    lead: LeadView
    client: ClientView
    charter: CharterView


class LeadWorkController(Controller):
    path = "/api/v1/sales/leads/{lead_id:int}"
    tags = ["sales"]

    @post("/assign", operation_id="assign_lead", status_code=200)
    async def assign_lead(
        self, lead_id: FromPath[int], data: JSONBody[HandAssignment], operation: Operation
    ) -> LeadView:
        """Give a lead to an agent by hand; 409 when it has moved to somebody else meanwhile."""
        expected = data.expected_agent_id
        command = AssignLead(
            lead_id=lead_id,
            agent_id=data.agent_id,
            expects_agent=expected is not UNSET,
            expected_agent_id=None if isinstance(expected, UnsetType) else expected,
            expected_version=operation.expected_version,
        )
        async with operation.transaction() as work:
            lead = await assign_lead(
                command,
                uow=work,
                agents=operation.platform.agents(work.reads),
                calendar=operation.calendar,
                clock=operation.clock,
            )
            return work.answer(LeadView.of(lead))

    @post("/activities", operation_id="log_lead_activity")
    async def log_lead_activity(
        self, lead_id: FromPath[int], data: JSONBody[NewActivity], operation: Operation
    ) -> LeadActivityView:
        """Log what was done; the first call, e-mail or meeting is the lead's first response."""
        command = LogActivity(
            lead_id=lead_id,
            activity_type=data.activity_type,
            details=data.details,
            performed_by=data.performed_by,
            expected_version=operation.expected_version,
        )
        async with operation.transaction() as work:
            activity = await log_activity(
                command,
                actor=operation.actor,
                uow=work,
                agents=operation.platform.agents(work.reads),
                clock=operation.clock,
            )
            return work.answer(LeadActivityView.of(activity))

    @get("/activities", operation_id="list_lead_activities")
    async def list_lead_activities(
        self, lead_id: FromPath[int], operation: Operation, paging: Paging
    ) -> list[LeadActivityView]:
        """What was done about a lead, and about those that were merged into it, newest first."""
        async with operation.reading() as reads:
            return operation.page(await reads.sales.activities(lead_id, paging))

    @post("/merge", operation_id="merge_leads", status_code=200)
    async def merge_leads(
        self, lead_id: FromPath[int], data: JSONBody[DuplicateLead], operation: Operation
    ) -> LeadView:
        """Let a duplicate end in this lead, which takes over what it lacks; 409 when either is converted or merged."""
        command = MergeLeads(
            lead_id=lead_id,
            duplicate_lead_id=data.duplicate_lead_id,
            expected_version=operation.expected_version,
        )
        async with operation.transaction() as work:
            lead = await merge_leads(command, actor=operation.actor, uow=work, clock=operation.clock)
            return work.answer(LeadView.of(lead))

    @post("/convert", operation_id="convert_lead", status_code=200)
    async def convert_lead(
        self, lead_id: FromPath[int], operation: Operation, data: JSONBody[Conversion | None] = None
    ) -> ConvertedLead:
        """Make the lead a client with a charter in `quote`, all or nothing; 409 names the charter when it was done."""
        platform = operation.platform
        said = data or Conversion()
        command = ConvertLead(
            lead_id=lead_id,
            trip_date=said.trip_date,
            passengers=said.passengers,
            vehicle_type=said.vehicle_type,
            client_id=said.client_id,
            expected_version=operation.expected_version,
        )
        async with operation.transaction() as work:
            lead = await convert_lead(
                command,
                actor=operation.actor,
                uow=work,
                clients=platform.clients_for_sales(work),
                charters=platform.charters_for_sales(work),
                clock=operation.clock,
            )
            client_id, charter_id = lead.converted_client_id or 0, lead.converted_charter_id or 0
            return work.answer(
                ConvertedLead(
                    lead=LeadView.of(lead),
                    client=await work.reads.clients.client(client_id, actor=operation.actor),
                    charter=await work.reads.charters.charter(charter_id, actor=operation.actor),
                )
            )
