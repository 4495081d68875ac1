"""Leads that come in by themselves: from a web form, or many in a file."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Annotated, Literal

from litestar import Controller, post
from litestar.openapi.spec import OpenAPIMediaType, OpenAPIType, RequestBody, Schema
from litestar.openapi.spec import Operation as OperationSpec
from litestar.params import JSONBody, QueryParameter

from coachway.domain.sales.lead_file import MOST_ROWS, RejectedRow, read_lead_file
from coachway.domain.sales.model import LeadSource
from coachway.domain.sales.use_cases.create_lead import Enquiry, create_leads
from coachway.domain.sales.use_cases.import_leads import ImportLeads, import_leads
from coachway.entrypoints.api.operation import Operation
from coachway.entrypoints.api.sales.leads import LeadFields
from coachway.entrypoints.api.tables import CSV, csv_body

LARGEST_FILE = 8 * 1024 * 1024


class WebEnquiry(LeadFields):
    """What a web form sends. `website` is a field that people do not see: whoever fills it in is a program."""

    source: Literal["web"] = "web"
    website: str | None = None


@dataclass(frozen=True, slots=True)
class TakenIn:
    """By what the sender may name their enquiry."""

    reference: str


@dataclass(frozen=True, slots=True)
class ImportReport:
    """How many leads a file made (of a dry run: would have made), and each row that made none, with the reason."""

    created: int
    rejected: int
    dry_run: bool
    errors: list[RejectedRow]


@dataclass
class LeadFileOperation(OperationSpec):
    """The body is the file itself, which the framework cannot know."""

    def __post_init__(self) -> None:
        example = "first_name,last_name,email,estimated_passengers\nAda,Fox,ada.fox@example.com,40\n"
        self.request_body = RequestBody(
            description=f"At most {MOST_ROWS} rows in UTF-8, under a header that names fields of a lead.",
            content={CSV: OpenAPIMediaType(schema=Schema(type=OpenAPIType.STRING), example=example)},
            required=True,
        )


class LeadIntakeController(Controller):
    path = "/api/v1/sales/leads"
    tags = ["sales"]

    @post("/intake", operation_id="take_in_lead")
    async def take_in_lead(self, data: JSONBody[WebEnquiry], operation: Operation) -> TakenIn:
        """Take an enquiry from a web form, open to all; it is assigned as any other lead."""
        platform = operation.platform
        answer = TakenIn(platform.tokens.reference())
        async with operation.transaction() as work:
            if not data.website:
                enquiry = Enquiry.read(
                    data.sent("source", "website"),
                    source=LeadSource.WEB,
                    brought_by=operation.actor,
                    region=operation.settings.region,
                    reference=answer.reference,
                )
                await create_leads(
                    [enquiry],
                    uow=work,
                    agents=platform.agents(work.reads),
                    clients=platform.clients_for_sales(work),
                    calendar=operation.calendar,
                    clock=operation.clock,
                )
            return work.answer(answer)

    @post(
        "/import",
        operation_id="import_leads",
        status_code=200,
        request_max_body_size=LARGEST_FILE,
        operation_class=LeadFileOperation,
    )
    async def import_leads(
        self,
        operation: Operation,
        dry_run: Annotated[
            bool, QueryParameter(description="Whether to look through the file and keep nothing.")
        ] = False,
    ) -> ImportReport:
        """Make a lead of each row that can be one, assigned fairly and all in one go; report the others by line."""
        platform = operation.platform
        # Thousands of rows take their time: other requests are answered meanwhile.
        file = await asyncio.to_thread(
            read_lead_file, await csv_body(operation.request), region=operation.settings.region
        )
        report = ImportReport(len(file.rows), len(file.rejected), dry_run, list(file.rejected))
        async with operation.transaction() as work:
            if not dry_run:
                await import_leads(
                    ImportLeads(rows=file.rows),
                    uow=work,
                    agents=platform.agents(work.reads),
                    clients=platform.clients_for_sales(work),
                    calendar=operation.calendar,
                    clock=operation.clock,
                )
            return work.answer(report)
