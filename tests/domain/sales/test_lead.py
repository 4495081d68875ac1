"""A lead's life: its fields, its statuses, and what freezes it."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coachway.domain.kernel.actor import Actor, Role
from coachway.domain.kernel.errors import Conflict, Forbidden, RuleViolated
from coachway.domain.kernel.money import Money
from coachway.domain.sales.events import LeadWasAssigned, LeadWasConverted
from coachway.domain.sales.model import IN_WORK, TRANSITIONS, ActivityType, LeadStatus, read_enquiry
from coachway.domain.sales.visibility import require_may_write
from tests.builders.sales import build_lead
from tests.fakes.clock import MONDAY_MORNING as NOW

LATER = NOW + timedelta(hours=1)


def test_contact_data_is_kept_in_one_form() -> None:
    lead = build_lead(first_name=" Ann ", email=" Ann@Example.COM ", phone="(212) 555-0123")
    assert (lead.contact.first_name, lead.contact.email, lead.contact.phone) == (
        "Ann",
        "ann@example.com",
        "+12125550123",
    )


def test_every_bad_field_is_named() -> None:
    with pytest.raises(RuleViolated) as refused:
        read_enquiry(
            {
                "first_name": " ",
                "email": "nobody",
                "phone": "12",
                "estimated_passengers": 0,
                "estimated_value": Money.of("-1"),
            },
            region="US",
        )
    assert {failure.field for failure in refused.value.fields} == {
        "first_name",
        "email",
        "phone",
        "estimated_passengers",
        "estimated_value",
    }


def test_a_lead_that_nobody_could_answer_is_refused() -> None:
    with pytest.raises(RuleViolated) as refused:
        read_enquiry({"first_name": "Bob", "email": "", "phone": None}, region="US")
    assert [failure.field for failure in refused.value.fields] == ["email"]


@given(st.lists(st.sampled_from([status for status in LeadStatus if status is not LeadStatus.CONVERTED]), max_size=12))
def test_no_path_leaves_the_table_of_transitions(path: list[LeadStatus]) -> None:
    lead = build_lead()
    for wanted in path:
        before = lead.status
        with suppress(Conflict):
            lead.move_to(wanted, at=LATER)
        assert lead.status in ({wanted} if wanted in TRANSITIONS[before] or wanted is before else {before})


def test_steps_are_skipped_and_taken_back_among_the_four() -> None:
    for status in IN_WORK:
        assert IN_WORK - {status} <= TRANSITIONS[status]
        assert LeadStatus.DEAD in TRANSITIONS[status]
    assert TRANSITIONS[LeadStatus.DEAD] == {LeadStatus.CONTACTED}


@pytest.mark.parametrize("status", [status for status in LeadStatus if status is not LeadStatus.CONVERTED])
def test_nobody_sets_converted(status: LeadStatus) -> None:
    lead = build_lead()
    lead.status = status
    with pytest.raises(Conflict):
        lead.move_to(LeadStatus.CONVERTED, at=NOW)


@pytest.mark.parametrize("answer", [ActivityType.CALL, ActivityType.EMAIL, ActivityType.MEETING])
def test_the_first_answer_is_noted_once_and_moves_a_new_lead(answer: ActivityType) -> None:
    lead = build_lead()
    assert lead.respond(answer, at=NOW) == "new → contacted"
    assert lead.respond(ActivityType.CALL, at=LATER) is None
    assert (lead.status, lead.first_response_at) == (LeadStatus.CONTACTED, NOW)


def test_a_note_is_no_answer() -> None:
    lead = build_lead()
    assert lead.respond(ActivityType.NOTE, at=NOW) is None
    assert (lead.status, lead.first_response_at) == (LeadStatus.NEW, None)


def test_an_answer_to_a_lead_further_on_moves_nothing() -> None:
    lead = build_lead()
    lead.move_to(LeadStatus.QUALIFIED, at=NOW)
    assert lead.respond(ActivityType.CALL, at=LATER) is None
    assert (lead.status, lead.first_response_at) == (LeadStatus.QUALIFIED, LATER)


def test_a_converted_lead_is_frozen_and_names_its_charter() -> None:
    lead = build_lead()
    lead.convert(client_id=3, charter_id=9, at=NOW)
    assert (lead.status, lead.conversion_date) == (LeadStatus.CONVERTED, NOW)
    for attempt in (
        lambda: lead.convert(client_id=3, charter_id=10, at=LATER),
        lambda: lead.update({"first_name": "Al"}, region="US", at=LATER),
        lambda: lead.assign_to(5, at=LATER),
    ):
        with pytest.raises(Conflict) as refused:
            attempt()
        assert refused.value.code == "lead_converted"
        assert refused.value.extra["charter_id"] == 9
    with pytest.raises(Conflict, match="Allowed: nothing"):
        lead.move_to(LeadStatus.CONTACTED, at=LATER)
    assert [event.charter_id for event in lead.collect_events() if isinstance(event, LeadWasConverted)] == [9]


def test_a_dead_lead_is_not_converted() -> None:
    lead = build_lead()
    lead.move_to(LeadStatus.DEAD, at=NOW)
    with pytest.raises(Conflict) as refused:
        lead.convert(client_id=3, charter_id=9, at=NOW)
    assert refused.value.code == "lead_dead"


def test_a_merged_lead_does_not_come_back() -> None:
    lead = build_lead()
    lead.move_to(LeadStatus.DEAD, at=NOW)
    lead.merged_into_lead_id = 5
    with pytest.raises(Conflict) as refused:
        lead.move_to(LeadStatus.CONTACTED, at=LATER)
    assert refused.value.code == "lead_merged"


def test_null_clears_a_field_but_not_the_last_way_to_answer() -> None:
    lead = build_lead(phone="+12125550123", trip_details="To the sea")
    lead.update({"trip_details": None, "email": None}, region="US", at=LATER)
    assert (lead.trip.trip_details, lead.contact.email) == (None, None)
    with pytest.raises(RuleViolated):
        lead.update({"phone": None}, region="US", at=LATER)


def test_assigning_tells_who_has_it_now_and_who_had_it() -> None:
    lead = build_lead(7)
    lead.assign_to(1, at=NOW)
    lead.assign_to(1, at=LATER)
    lead.assign_to(2, at=LATER)
    told = [event for event in lead.collect_events() if isinstance(event, LeadWasAssigned)]
    assert [(event.lead_id, event.agent_id, event.previous_agent_id) for event in told] == [(7, 1, None), (7, 2, 1)]
    assert lead.assigned_at == LATER


def test_an_agent_writes_only_their_own_and_unassigned_leads() -> None:
    lead = build_lead()
    agent = Actor(role=Role.AGENT, user_id=4)
    require_may_write(agent, lead)
    lead.assign_to(5, at=NOW)
    with pytest.raises(Forbidden):
        require_may_write(agent, lead)
    require_may_write(Actor(role=Role.MANAGER, user_id=6), lead)
    require_may_write(Actor(role=Role.AGENT, user_id=5), lead)


def test_a_lead_is_no_duplicate_of_itself() -> None:
    lead = build_lead(3)
    lead.note_duplicates((5, 3, 1), at=NOW)
    lead.note_duplicates((5,), at=LATER)
    assert (lead.duplicate_lead_ids, lead.updated_at) == ((1, 5), NOW)
