"""Converting a lead, with clients and charters that are only noted."""

from __future__ import annotations

from datetime import date

import pytest

from coachway.domain.flows.convert_lead import ConvertLead, convert_lead
from coachway.domain.kernel.actor import Actor, Role
from coachway.domain.kernel.errors import Conflict, Forbidden, RuleViolated
from coachway.domain.sales.model import Lead
from coachway.domain.sales.neighbours import KnownClient
from tests.builders.sales import build_lead
from tests.fakes.clock import MONDAY_MORNING, SteerableClock
from tests.fakes.sales import FakeCharters, FakeClients, FakeSalesUnitOfWork

TRIP_DAY = date(2026, 5, 4)
MANAGER = Actor(role=Role.MANAGER, user_id=1)


class Office:
    def __init__(self, lead: Lead) -> None:
        self.uow, self.clients, self.charters = FakeSalesUnitOfWork(), FakeClients(), FakeCharters()
        self.uow.leads.add(lead)

    async def convert(self, command: ConvertLead, *, actor: Actor = MANAGER) -> Lead:
        return await convert_lead(
            command,
            actor=actor,
            uow=self.uow,
            clients=self.clients,
            charters=self.charters,
            clock=SteerableClock(),
        )


def known_lead() -> Lead:
    return build_lead(estimated_trip_date=TRIP_DAY, estimated_passengers=44, pickup_location="Boston")


async def test_the_trip_of_the_lead_is_opened_for_its_new_client() -> None:
    lead = known_lead()
    lead.assign_to(7, at=MONDAY_MORNING)
    office = Office(lead)
    await office.convert(ConvertLead(lead_id=1))
    (person,) = office.clients.registered
    (trip,) = office.charters.opened
    assert (person.first_name, person.email, person.assigned_agent_id) == ("Bob", "bob1@example.com", 7)
    assert (trip.agent_id, trip.trip_date, trip.passengers, trip.vehicle_type) == (7, TRIP_DAY, 44, "coach")
    assert (lead.converted_client_id, lead.converted_charter_id) == (1, 1)
    assert [activity.details for activity in office.uow.leads.activities] == ["new → converted"]


async def test_a_second_conversion_opens_nothing() -> None:
    office = Office(known_lead())
    await office.convert(ConvertLead(lead_id=1))
    with pytest.raises(Conflict) as refused:
        await office.convert(ConvertLead(lead_id=1))
    assert refused.value.extra["charter_id"] == 1
    assert len(office.charters.opened) == len(office.clients.registered) == 1


async def test_the_named_client_must_be_there() -> None:
    office = Office(known_lead())
    with pytest.raises(RuleViolated):
        await office.convert(ConvertLead(lead_id=1, client_id=5))
    office.clients.known.append(("else@example.com", KnownClient(5, "Else", None)))
    assert (await office.convert(ConvertLead(lead_id=1, client_id=5))).converted_client_id == 5


async def test_another_agents_lead_is_not_converted() -> None:
    lead = known_lead()
    lead.assign_to(7, at=MONDAY_MORNING)
    with pytest.raises(Forbidden):
        await Office(lead).convert(ConvertLead(lead_id=1), actor=Actor(role=Role.AGENT, user_id=8))
