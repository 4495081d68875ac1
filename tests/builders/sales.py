"""Leads, agents and rosters for tests, with everything that a test does not care about."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from coachway.domain.sales.assignment import Course, Seat
from coachway.domain.sales.model import Lead, LeadSource, read_enquiry
from coachway.domain.sales.roster import Caseload, Place, Roster, Terms
from tests.fakes.clock import MONDAY_MORNING

MONDAY = date(2026, 3, 2)


def build_lead(lead_id: int = 1, *, at: datetime = MONDAY_MORNING, **values: Any) -> Lead:
    wanted = {"first_name": "Bob", "last_name": "Wilson", "email": f"bob{lead_id}@example.com"} | values
    contact, trip = read_enquiry(wanted, region="US")
    return Lead.create(lead_id=lead_id, contact=contact, trip=trip, source=LeadSource.WEB, at=at)


def build_terms(
    *,
    is_active: bool = True,
    weight: int = 1,
    quota: int | None = None,
    leave: tuple[date | None, date | None] = (None, None),
) -> Terms:
    return Terms(
        is_active=is_active,
        weight=weight,
        max_leads_per_day=quota,
        unavailable_from=leave[0],
        unavailable_until=leave[1],
    )


def build_roster(*terms: Terms, able: set[int] | None = None, day: date = MONDAY) -> Roster:
    """Agents 1, 2, … on these terms."""
    places = {
        agent: Place(agent, agent, f"Agent {agent}", each, Seat(agent), Caseload())
        for agent, each in enumerate(terms, start=1)
    }
    return Roster(course=Course(), places=places, able=set(places) if able is None else able, day=day)
