"""Asking for a change, editing it and giving it up: who may, and what is made of what they send."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from coachway.domain.changes.approval import ApprovalPolicy
from coachway.domain.changes.model.approvals import Approval, ApprovalDecision, ApprovalStatus
from coachway.domain.changes.model.case import ChangeCase
from coachway.domain.changes.model.values import ChangeType, ProposedChange
from coachway.domain.changes.ports import Approver
from coachway.domain.changes.reactions import when_a_charter_was_awarded_show_its_cases_to_the_vendor
from coachway.domain.changes.state_machine import ChangeStatus
from coachway.domain.changes.use_cases.approvals import (
    AnswerApproval,
    RequestApproval,
    answer_approval,
    request_approval,
)
from coachway.domain.changes.use_cases.decide import DecideCase, cancel_case, review_case
from coachway.domain.changes.use_cases.edit_case import EditCase, edit_case
from coachway.domain.changes.use_cases.open_case import OpenCase, open_case
from coachway.domain.charters.events import CharterWasAwarded
from coachway.domain.kernel.actor import Actor, Role
from coachway.domain.kernel.clock import BusinessCalendar
from coachway.domain.kernel.errors import Conflict, Forbidden, NotFound, RuleViolated, VersionMismatch
from coachway.domain.kernel.money import Money
from tests.builders.changes import AGENT, CLIENT, MANAGER, OTHER_AGENT, VENDOR
from tests.fakes.changes import FakeChangesUnitOfWork, FakeCharterBook, InMemoryApprovers, charter_facts
from tests.fakes.clock import SteerableClock

ASKED: dict[str, dict[str, object]] = {"passenger_count": {"before": 40, "after": 48}}
POLICY = ApprovalPolicy()
STRANGER = Actor(role=Role.CLIENT, user_id=77, client_id=8)


class Desk:
    """Change cases on fakes."""

    def __init__(self) -> None:
        self.uow = FakeChangesUnitOfWork()
        self.book = FakeCharterBook(charter_facts(1), charter_facts(2, status="quote"), charter_facts(3, client_id=9))
        self.clock = SteerableClock()

    async def open(self, actor: Actor = AGENT, **fields: Any) -> ChangeCase:
        given: dict[str, Any] = {
            "charter_id": 1,
            "change_type": ChangeType.PASSENGER_COUNT_CHANGE,
            "title": "More people",
            "proposed_changes": ASKED,
            "tags": [],
            "attachments": [],
            "related_change_cases": [],
        }
        return await open_case(
            OpenCase(**given | fields),
            actor=actor,
            uow=self.uow,
            charters=self.book,
            policy=POLICY,
            clock=self.clock,
            calendar=BusinessCalendar(),
        )

    async def request(self, command: RequestApproval) -> Approval:
        approvers = InMemoryApprovers(
            Approver(OTHER_AGENT.user_id or 0, "Agent Bob", "agent"), Approver(CLIENT.user_id or 0, "Ada Fox", "client")
        )
        return await request_approval(command, actor=MANAGER, uow=self.uow, approvers=approvers, clock=self.clock)

    async def edit(self, case: ChangeCase, actor: Actor = AGENT, **command: Any) -> ChangeCase:
        return await edit_case(
            EditCase(case_id=case.id, **{"changes": {}} | command),
            actor=actor,
            uow=self.uow,
            charters=self.book,
            policy=POLICY,
            clock=self.clock,
        )


@pytest.fixture
def desk() -> Desk:
    return Desk()


async def test_a_case_takes_its_parties_price_and_before_from_the_charter(desk: Desk) -> None:
    case = await desk.open(proposed_changes={"passengers": {"after": 48}}, proposed_price=Money.of(2800))
    assert (case.client_id, case.vendor_id) == (2, 3)
    assert case.pricing.difference == Money.of(300)
    assert case.proposed_changes == (ProposedChange("passengers", 40, 48),)


async def test_passenger_count_is_taken_for_passengers(desk: Desk) -> None:
    case = await desk.open()
    assert case.proposed_changes == (ProposedChange("passengers", 40, 48),)


async def test_numbers_start_anew_each_business_year(desk: Desk) -> None:
    first, second = await desk.open(), await desk.open()
    assert (first.case_number, second.case_number) == ("CHG-2026-0001", "CHG-2026-0002")
    # New Year's Eve in New York, while it is 2027 in UTC already.
    desk.clock.advance(days=304, hours=13)
    assert desk.clock.now().year == 2027
    assert (await desk.open()).case_number == "CHG-2026-0003"
    desk.clock.advance(hours=2)
    assert (await desk.open()).case_number == "CHG-2027-0001"


async def test_a_charter_that_is_not_booked_has_no_cases(desk: Desk) -> None:
    with pytest.raises(Conflict) as refused:
        await desk.open(charter_id=2)
    assert refused.value.code == "charter_not_booked"


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"colour": {"before": 1, "after": 2}}, "proposed_changes.colour"),
        ({"passengers": {"before": 1}}, "proposed_changes.passengers"),
        ({"passengers": {"before": 40, "after": "many"}}, "proposed_changes.passengers.after"),
        ({"passengers": {"after": 1}, "passenger_count": {"after": 2}}, "proposed_changes.passenger_count"),
    ],
)
async def test_proposals_that_no_charter_can_take_are_named(desk: Desk, asked: dict[str, Any], field: str) -> None:
    with pytest.raises(RuleViolated) as refused:
        await desk.open(proposed_changes=asked)
    assert [failure.field for failure in refused.value.fields] == [field]


async def test_a_cancellation_proposes_that_the_charter_is_cancelled_and_nothing_else(desk: Desk) -> None:
    case = await desk.open(change_type=ChangeType.CANCELLATION, proposed_changes={})
    assert case.proposed_changes == (ProposedChange("status", "booked", "cancelled"),)
    with pytest.raises(RuleViolated):
        await desk.open(change_type=ChangeType.CANCELLATION)


async def test_parties_that_are_not_the_charter_s_are_refused(desk: Desk) -> None:
    with pytest.raises(RuleViolated) as refused:
        await desk.open(client_id=8, vendor_id=8)
    assert [failure.field for failure in refused.value.fields] == ["client_id", "vendor_id"]


async def test_a_related_case_must_exist(desk: Desk) -> None:
    first = await desk.open()
    assert (await desk.open(related_change_cases=[first.id])).related_change_cases == [first.id]
    with pytest.raises(RuleViolated, match="related_change_cases"):
        await desk.open(related_change_cases=[99])


async def test_the_charter_s_client_and_vendor_may_ask_and_others_find_no_charter(desk: Desk) -> None:
    for actor in (CLIENT, VENDOR):
        assert (await desk.open(actor)).request.by == actor.user_id
        with pytest.raises(NotFound):
            await desk.open(Actor(role=actor.role, user_id=77, client_id=8, vendor_id=8))


async def test_nobody_proposes_what_they_may_not_see(desk: Desk) -> None:
    with pytest.raises(RuleViolated, match="vendor_cost"):
        await desk.open(CLIENT, proposed_changes={"vendor_cost": {"after": 1}})
    with pytest.raises(RuleViolated, match="proposed_price"):
        await desk.open(VENDOR, proposed_price=Money.of(1))
    case = await desk.open(VENDOR, proposed_changes={"vendor_cost": {"after": 1900}})
    assert case.proposed_changes == (ProposedChange("vendor_cost", 1800, 1900),)


async def test_a_client_edits_and_cancels_their_own_request_until_it_is_taken_up(desk: Desk) -> None:
    own, staff_s = await desk.open(CLIENT), await desk.open()
    await desk.edit(own, CLIENT, changes={"title": "Even more people"})
    with pytest.raises(Forbidden):
        await desk.edit(staff_s, CLIENT, changes={"title": "Even more people"})
    await review_case(DecideCase(case_id=own.id), actor=MANAGER, uow=desk.uow, clock=desk.clock)
    cancel = DecideCase(case_id=own.id, words="no longer")
    with pytest.raises(Forbidden):
        await cancel_case(cancel, actor=CLIENT, uow=desk.uow, clock=desk.clock)
    with pytest.raises(NotFound):
        await cancel_case(cancel, actor=STRANGER, uow=desk.uow, clock=desk.clock)
    await cancel_case(cancel, actor=AGENT, uow=desk.uow, clock=desk.clock)
    assert own.status is ChangeStatus.CANCELLED


async def test_an_edit_of_an_old_version_is_refused(desk: Desk) -> None:
    case = await desk.open()
    with pytest.raises(VersionMismatch):
        await desk.edit(case, changes={"title": "x"}, expected_version=2)


async def test_a_case_that_becomes_a_cancellation_drops_its_other_proposals(desk: Desk) -> None:
    case = await desk.open()
    await desk.edit(case, changes={"change_type": ChangeType.CANCELLATION})
    assert case.proposed_changes == (ProposedChange("status", "booked", "cancelled"),)
    await desk.edit(case, changes={"change_type": ChangeType.OTHER}, proposed_changes=ASKED)
    assert [each.field for each in case.proposed_changes] == ["passengers"]


async def test_an_edit_under_review_asks_those_who_had_approved_again(desk: Desk) -> None:
    case = await desk.open()
    await review_case(DecideCase(case_id=case.id), actor=MANAGER, uow=desk.uow, clock=desk.clock)
    ask = RequestApproval(change_case_id=case.id, approver_id=14, approver_name="Agent Bob")
    approval = await desk.request(ask)
    answer = AnswerApproval(approval_id=approval.id, decision=ApprovalDecision.APPROVED, notes="yes")
    await answer_approval(answer, actor=OTHER_AGENT, uow=desk.uow, clock=desk.clock)
    await desk.edit(case, changes={"title": "x"})
    assert [(each.approver_id, each.status) for each in case.approvals] == [
        (14, ApprovalStatus.VOID),
        (14, ApprovalStatus.PENDING),
    ]


async def test_an_approval_is_asked_of_somebody_who_can_answer_by_their_own_name(desk: Desk) -> None:
    case = await desk.open()
    with pytest.raises(RuleViolated) as refused:
        await desk.request(RequestApproval(change_case_id=case.id, approver_id=4711))
    assert [each.field for each in refused.value.fields] == ["approver_id"]
    plain = await desk.request(RequestApproval(change_case_id=case.id, approver_id=14))
    assert (plain.approver_name, plain.approver_role) == ("Agent Bob", "agent")
    asked = RequestApproval(
        change_case_id=case.id, approver_id=CLIENT.user_id or 0, approver_name="Ms Fox", approver_role="teacher"
    )
    told = await desk.request(asked)
    assert (told.approver_name, told.approver_role) == ("Ms Fox", "teacher")


async def test_an_approval_is_not_there_for_other_clients(desk: Desk) -> None:
    case = await desk.open()
    ask = RequestApproval(change_case_id=case.id, approver_id=CLIENT.user_id or 0)
    approval = await desk.request(ask)
    await review_case(DecideCase(case_id=case.id), actor=MANAGER, uow=desk.uow, clock=desk.clock)
    answer = AnswerApproval(approval_id=approval.id, decision=ApprovalDecision.APPROVED, notes="yes")
    with pytest.raises(NotFound):
        await answer_approval(answer, actor=STRANGER, uow=desk.uow, clock=desk.clock)
    with pytest.raises(Forbidden):
        await answer_approval(answer, actor=VENDOR, uow=desk.uow, clock=desk.clock)
    await answer_approval(answer, actor=CLIENT, uow=desk.uow, clock=desk.clock)
    assert approval.status is ApprovalStatus.APPROVED


async def test_a_client_does_not_make_a_change_look_small(desk: Desk) -> None:
    with pytest.raises(RuleViolated, match="current_price"):
        await desk.open(CLIENT, current_price=Money.of(2800), proposed_price=Money.of(2800))
    case = await desk.open(CLIENT, current_price=Money.of(2500), proposed_price=Money.of(2800))
    with pytest.raises(RuleViolated, match="current_price"):
        await desk.edit(case, CLIENT, changes={"current_price": Money.of(2800)})


async def test_an_award_shows_open_cases_to_the_vendor(desk: Desk) -> None:
    open_one, cancelled = await desk.open(), await desk.open()
    cancelled.cancel("no", by=AGENT, at=desk.clock.now())
    awarded = CharterWasAwarded(
        charter_id=1, client_id=2, agent_id=None, vendor_id=9, trip_date=date(2026, 5, 1), vendor_cost=Money.of(1)
    )
    await when_a_charter_was_awarded_show_its_cases_to_the_vendor(awarded, uow=desk.uow)
    assert (open_one.vendor_id, cancelled.vendor_id) == (9, 3)
