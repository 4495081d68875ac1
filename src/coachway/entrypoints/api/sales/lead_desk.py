"""Where leads are taken in: whoever assigns one holds the one rotation until their transaction has ended."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

from litestar import Request
from litestar.di import NamedDependency

from coachway.adapters.postgres.unit_of_work import PostgresUnitOfWork
from coachway.domain.sales.use_cases.create_lead import Enquiry, create_leads
from coachway.domain.sales.views import LeadView
from coachway.entrypoints.api.desk import Desk
from coachway.entrypoints.bootstrap import Platform

LeadDesk: TypeAlias = Desk[Enquiry, LeadView]


async def take_leads(platform: Platform, work: PostgresUnitOfWork, enquiries: Sequence[Enquiry]) -> list[LeadView]:
    """The new leads, in the order in which they were asked for."""
    leads = await create_leads(
        enquiries,
        uow=work,
        agents=platform.agents(work.reads),
        clients=platform.clients_for_sales(work),
        calendar=platform.calendar,
        clock=platform.clock,
    )
    return [LeadView.of(lead) for lead in leads]


Leads = NamedDependency[LeadDesk]


async def provide_lead_desk(request: Request[Any, Any, Any]) -> LeadDesk:
    """The desk of this process."""
    desk: LeadDesk = request.app.state.lead_desk
    return desk
