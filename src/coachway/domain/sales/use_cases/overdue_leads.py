"""Leads that wait too long for their first answer."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from coachway.domain.kernel.clock import BusinessCalendar, Clock
from coachway.domain.sales.events import LeadResponseIsOverdue
from coachway.domain.sales.ports import SalesUnitOfWork

AT_A_TIME: Final = 500


async def raise_overdue_leads(
    *, uow: SalesUnitOfWork, calendar: BusinessCalendar, clock: Clock, allowed: timedelta
) -> bool:
    """Tell of some leads that are `new` for longer than is allowed, in business hours; answers whether more may be.

    Each is told of once, however often, late, or in how many places at once this runs.
    """
    now = clock.now()
    overdue = await uow.leads.note_overdue(
        created_before=calendar.working_time_ago(now, allowed), at=now, limit=AT_A_TIME
    )
    for lead in overdue:
        uow.record(
            LeadResponseIsOverdue(
                lead_id=lead.id, lead_name=lead.name, agent_id=lead.agent_id, created_at=lead.created_at
            )
        )
    return len(overdue) == AT_A_TIME
