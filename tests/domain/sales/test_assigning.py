"""Who gets a lead, in which order of reasons: the use cases, with nothing behind them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coachway.domain.kernel.actor import SYSTEM
from coachway.domain.kernel.clock import BusinessCalendar
from coachway.domain.kernel.errors import Conflict, RuleViolated
from coachway.domain.sales.model import Lead, LeadSource
from coachway.domain.sales.neighbours import KnownClient
from coachway.domain.sales.use_cases.assign_lead import AssignLead, assign_lead
from coachway.domain.sales.use_cases.assignment_rules import (
    CreateAssignmentRule,
    UpdateAssignmentRule,
    create_assignment_rule,
    reset_quotas_and_hand_out_waiting_leads,
    update_assignment_rule,
)
from coachway.domain.sales.use_cases.create_lead import Enquiry, create_leads
from coachway.domain.sales.use_cases.update_lead import UpdateLead, update_lead
from tests.fakes.clock import SteerableClock
from tests.fakes.sales import FakeAgents, FakeClients, FakeSalesUnitOfWork


class Desk:
    """An office in memory."""

    def __init__(self) -> None:
        self.uow, self.agents, self.clients = FakeSalesUnitOfWork(), FakeAgents(), FakeClients()
        self.clock, self.calendar = SteerableClock(), BusinessCalendar()

    @property
    def ports(self) -> dict[str, Any]:
        return {
            "uow": self.uow,
            "agents": self.agents,
            "clients": self.clients,
            "calendar": self.calendar,
            "clock": self.clock,
        }

    async def hire(self, **terms: Any) -> int:
        (agent,) = self.agents.hire("Somebody")
        await create_assignment_rule(CreateAssignmentRule(agent_id=agent, **terms), **self.ports)
        return agent

    async def take(self, email: str | None = None) -> Lead:
        values = {"first_name": "Ann", "email": email or f"{len(self.uow.leads.by_id)}@example.com"}
        enquiry = Enquiry.read(values, source=LeadSource.WEB, brought_by=SYSTEM, region="US")
        (lead,) = await create_leads([enquiry], **self.ports)
        return lead

    async def take_together(self, emails: Sequence[str]) -> list[Lead]:
        enquiries = [
            Enquiry.read({"first_name": "Ann", "email": email}, source=LeadSource.WEB, brought_by=SYSTEM, region="US")
            for email in emails
        ]
        return await create_leads(enquiries, **self.ports)

    async def change(self, agent: int, **changes: Any) -> None:
        rules = self.uow.assignment_rules.by_id.values()
        (rule_id,) = (rule.id for rule in rules if rule.agent_id == agent)
        await update_assignment_rule(UpdateAssignmentRule(rule_id=rule_id, changes=changes), **self.ports)


@pytest.fixture
def desk() -> Desk:
    return Desk()


async def test_a_client_goes_before_a_duplicate_and_a_duplicate_before_the_rotation(desk: Desk) -> None:
    first, second, third = [await desk.hire() for _ in range(3)]
    lead = await desk.take("twice@example.com")
    assert lead.assigned_to_agent_id == first
    assert (await desk.take("twice@example.com")).assigned_to_agent_id == first
    desk.clients.known.append(("twice@example.com", KnownClient(9, "Ann", third)))
    again = await desk.take("twice@example.com")
    assert (again.assigned_to_agent_id, again.existing_client_id) == (third, 9)
    assert (await desk.take()).assigned_to_agent_id == second


@pytest.mark.parametrize("absence", [{"is_active": False}, {"unavailable_until": SteerableClock().now().date()}])
async def test_who_is_absent_is_passed_over_though_they_know_the_customer(desk: Desk, absence: Any) -> None:
    first, second = await desk.hire(), await desk.hire()
    await desk.take("twice@example.com")
    await desk.change(first, **absence)
    assert (await desk.take("twice@example.com")).assigned_to_agent_id == second


async def test_a_disabled_agent_is_passed_over_everywhere(desk: Desk) -> None:
    first, second = await desk.hire(), await desk.hire()
    desk.clients.known.append(("stone@example.com", KnownClient(9, "Stone", first)))
    desk.agents.disable(first)
    assert {(await desk.take(email)).assigned_to_agent_id for email in ("stone@example.com", None)} == {second}


async def test_waiting_leads_are_handed_out_before_the_lead_that_finds_room(desk: Desk) -> None:
    agent = await desk.hire(max_leads_per_day=1)
    leads = [await desk.take() for _ in range(3)]
    desk.clock.advance(days=1)
    newest = await desk.take()
    assert [lead.assigned_to_agent_id for lead in [*leads, newest]] == [agent, agent, None, None]


async def test_a_waiting_lead_still_goes_to_who_knows_the_customer(desk: Desk) -> None:
    away = SteerableClock().now().date()
    knows, other = await desk.hire(unavailable_until=away), await desk.hire(max_leads_per_day=0)
    desk.clients.known.append(("stone@example.com", KnownClient(9, "Stone", knows)))
    lead = await desk.take("stone@example.com")
    assert lead.assigned_to_agent_id is None
    desk.clock.advance(days=1)
    await desk.change(other, max_leads_per_day=5)
    assert lead.assigned_to_agent_id == knows


async def test_leads_that_were_closed_while_waiting_are_left_alone(desk: Desk) -> None:
    lead = await desk.take()
    command = UpdateLead(lead_id=lead.id, changes={"status": type(lead.status).DEAD})
    await update_lead(command, actor=SYSTEM, uow=desk.uow, clock=desk.clock, region="US")
    await desk.hire()
    assert lead.assigned_to_agent_id is None


async def test_the_job_goes_on_until_the_queue_is_empty_or_nobody_has_room(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("coachway.domain.sales.use_cases.hand_out.HAND_OUT_AT_ONCE", 2)
    leads = [await desk.take() for _ in range(5)]
    agent = await desk.hire(max_leads_per_day=4)
    more: list[bool] = []
    while not more or more[-1]:
        more.append(await reset_quotas_and_hand_out_waiting_leads(**desk.ports))
    assert [lead.assigned_to_agent_id for lead in leads] == [agent] * 4 + [None]
    desk.clock.advance(days=1)
    assert not await reset_quotas_and_hand_out_waiting_leads(**desk.ports)
    assert leads[-1].assigned_to_agent_id == agent


async def test_a_newer_lead_does_not_overtake_a_queue_that_is_too_long_for_one_transaction(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("coachway.domain.sales.use_cases.hand_out.HAND_OUT_AT_ONCE", 2)
    agent = await desk.hire(max_leads_per_day=0)
    leads = [await desk.take() for _ in range(4)]
    await desk.change(agent, max_leads_per_day=None)
    newest = await desk.take()
    assert [lead.assigned_to_agent_id for lead in [*leads, newest]] == [agent] * 4 + [None]


async def test_assigning_by_hand_expects_who_has_it(desk: Desk) -> None:
    first, second = await desk.hire(), await desk.hire()
    lead = await desk.take()
    ports = {name: desk.ports[name] for name in ("uow", "agents", "calendar", "clock")}
    wrong = AssignLead(lead_id=lead.id, agent_id=second, expects_agent=True, expected_agent_id=None)
    with pytest.raises(Conflict) as refused:
        await assign_lead(wrong, **ports)
    assert refused.value.extra["assigned_to_agent_id"] == first
    await assign_lead(AssignLead(lead_id=lead.id, agent_id=second), **ports)
    assert lead.assigned_to_agent_id == second
    desk.agents.disable(first)
    with pytest.raises(RuleViolated):
        await assign_lead(AssignLead(lead_id=lead.id, agent_id=first), **ports)


async def test_a_midnight_between_two_processes_grants_no_quota_twice(desk: Desk) -> None:
    agent = await desk.hire(max_leads_per_day=1)
    desk.clock.advance(days=1)
    assert (await desk.take()).assigned_to_agent_id == agent
    desk.clock.set(desk.clock.now() - timedelta(days=1))
    assert (await desk.take()).assigned_to_agent_id is None


@settings(max_examples=60)
@given(
    quotas=st.lists(st.one_of(st.none(), st.integers(0, 4)), max_size=4),
    weights=st.lists(st.integers(1, 9), min_size=4, max_size=4),
    people=st.lists(st.integers(0, 6), min_size=1, max_size=12),
)
async def test_leads_taken_together_go_where_they_had_gone_one_by_one(
    quotas: list[int | None], weights: list[int], people: list[int]
) -> None:
    together, one_by_one = Desk(), Desk()
    for desk in (together, one_by_one):
        agents = [
            await desk.hire(weight=weight, max_leads_per_day=quota)
            for weight, quota in zip(weights, quotas, strict=False)
        ]
        desk.clients.known += [("0@example.com", KnownClient(9, "Stone", agent)) for agent in agents[-1:]]
    emails = [f"{person}@example.com" for person in people]
    taken = await together.take_together(emails)
    alone = [await one_by_one.take(email) for email in emails]
    for lead, other in zip(taken, alone, strict=True):
        assert lead.assigned_to_agent_id == other.assigned_to_agent_id
        assert lead.duplicate_lead_ids == other.duplicate_lead_ids
