"""When a change needs approval, who may give it, and in which order approvers answer."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coachway.domain.changes.approval import ApprovalPolicy
from coachway.domain.changes.events import ApprovalWasDecided, ChangeWasRejected
from coachway.domain.changes.model.approvals import ApprovalDecision, ApprovalStatus
from coachway.domain.changes.model.draft import CaseDraft
from coachway.domain.changes.model.history import HistoryAction
from coachway.domain.changes.model.values import (
    ChangePriority,
    ChangeType,
    Impact,
    ImpactLevel,
    PriceProposal,
    ProposedChange,
    Stakes,
)
from coachway.domain.changes.state_machine import ChangeStatus
from coachway.domain.kernel.actor import Actor, Role
from coachway.domain.kernel.errors import Conflict, Forbidden, RuleViolated
from coachway.domain.kernel.money import Money
from tests.builders.changes import (
    ADMIN,
    AGENT,
    MANAGER,
    OTHER_AGENT,
    a_case,
    a_case_under_review,
    a_draft,
    an_approval,
)
from tests.fakes.clock import MONDAY_MORNING

POLICY = ApprovalPolicy()
YES, NO = ApprovalDecision.APPROVED, ApprovalDecision.REJECTED


def stakes(
    *,
    change_type: ChangeType = ChangeType.OTHER,
    priority: ChangePriority = ChangePriority.MEDIUM,
    level: ImpactLevel = ImpactLevel.MINIMAL,
    affects_pricing: bool = False,
    difference: str | None = None,
) -> Stakes:
    pricing = PriceProposal(Money.of(1000), None if difference is None else Money.of(1000) + Money.of(difference))
    return Stakes(change_type, priority, Impact(level=level, affects_pricing=affects_pricing), pricing)


@pytest.mark.parametrize(
    ("what", "required"),
    [
        (stakes(), False),
        (stakes(change_type=ChangeType.CANCELLATION), True),
        (stakes(affects_pricing=True), True),
        (stakes(difference="499.99"), False),
        (stakes(difference="500.00"), True),
        (stakes(difference="-500.00"), True),
        (stakes(priority=ChangePriority.LOW), False),
        (stakes(priority=ChangePriority.HIGH), True),
        (stakes(priority=ChangePriority.URGENT), True),
        (stakes(level=ImpactLevel.MODERATE), False),
        (stakes(level=ImpactLevel.SIGNIFICANT), True),
        (stakes(level=ImpactLevel.MAJOR), True),
    ],
)
def test_each_reason_alone_makes_approval_required(what: Stakes, required: bool) -> None:
    assert POLICY.is_required(what) is required


def test_the_threshold_is_a_setting() -> None:
    assert ApprovalPolicy(threshold=Money.of(100)).is_required(stakes(difference="100"))


@pytest.mark.parametrize(
    ("what", "agent_may"),
    [
        (stakes(), True),
        (stakes(affects_pricing=True, difference="300"), True),
        (stakes(priority=ChangePriority.HIGH, difference="-499.99"), True),
        (stakes(difference="500"), False),
        (stakes(change_type=ChangeType.CANCELLATION), False),
        (stakes(priority=ChangePriority.URGENT), False),
        (stakes(affects_pricing=True), False),  # nobody knows yet what it will cost
    ],
)
def test_an_agent_approves_small_things_and_a_manager_all(what: Stakes, agent_may: bool) -> None:
    POLICY.check_may_approve(what, requested_by=99, actor=MANAGER)
    POLICY.check_may_approve(what, requested_by=99, actor=ADMIN)
    if agent_may:
        POLICY.check_may_approve(what, requested_by=99, actor=AGENT)
        return
    with pytest.raises(Forbidden) as refused:
        POLICY.check_may_approve(what, requested_by=99, actor=AGENT)
    assert refused.value.code == "manager_approval_needed"


@given(difference=st.decimals(-10_000, 10_000, places=2), threshold=st.integers(0, 5000))
def test_whatever_needs_a_manager_for_its_price_needs_approval(difference: Decimal, threshold: int) -> None:
    policy = ApprovalPolicy(threshold=Money.of(threshold))
    what = stakes(difference=str(difference))
    assert policy.needs_manager(what) is policy.is_required(what)


def test_nobody_approves_their_own_request() -> None:
    case = a_case_under_review(by=MANAGER)
    with pytest.raises(Forbidden) as refused:
        case.approve("fine", policy=POLICY, by=MANAGER, at=MONDAY_MORNING)
    assert refused.value.code == "own_request"


def test_the_person_named_as_requester_counts_and_not_who_typed_it_in() -> None:
    case = a_case_under_review(by=ADMIN.naming(5, "Manager Mia"))
    with pytest.raises(Forbidden):
        case.approve("fine", policy=POLICY, by=MANAGER, at=MONDAY_MORNING)
    case.approve("fine", policy=POLICY, by=ADMIN, at=MONDAY_MORNING)
    assert case.status is ChangeStatus.APPROVED


def test_an_approval_needs_words() -> None:
    with pytest.raises(RuleViolated) as refused:
        a_case_under_review().approve(" ", policy=POLICY, by=MANAGER, at=MONDAY_MORNING)
    assert [failure.field for failure in refused.value.fields] == ["approval_notes"]


def test_a_minor_change_is_approved_by_the_system_where_the_setting_says_so() -> None:
    draft = a_draft(level=ImpactLevel.MINIMAL, affects_pricing=False, proposed=None)
    case = a_case(draft, policy=ApprovalPolicy(auto_approve_minor=True))
    assert case.status is ChangeStatus.APPROVED
    assert [(entry.action, entry.system_generated) for entry in case.new_history] == [
        (HistoryAction.CREATED, False),
        (HistoryAction.MOVED_TO_REVIEW, True),
        (HistoryAction.APPROVED, True),
    ]
    assert a_case(draft).status is ChangeStatus.PENDING


def test_a_change_of_more_than_minimal_impact_is_never_approved_by_the_system() -> None:
    draft = a_draft(level=ImpactLevel.MODERATE, affects_pricing=False, proposed=None)
    assert a_case(draft, policy=ApprovalPolicy(auto_approve_minor=True)).status is ChangeStatus.PENDING


def test_approving_waits_for_every_required_approval_of_every_level() -> None:
    case = a_case_under_review()
    case.request_approval(an_approval(1, approver_id=14), by=MANAGER, at=MONDAY_MORNING)
    case.request_approval(an_approval(2, approver_id=15, level=2), by=MANAGER, at=MONDAY_MORNING)
    case.request_approval(an_approval(3, approver_id=16, required=False), by=MANAGER, at=MONDAY_MORNING)
    with pytest.raises(Conflict, match="Approver 14") as refused:
        case.approve("fine", policy=POLICY, by=MANAGER, at=MONDAY_MORNING)
    assert refused.value.code == "approvals_outstanding"

    def answers(approval_id: int, approver_id: int) -> None:
        by = Actor(role=Role.AGENT, user_id=approver_id, name="A")
        case.answer_approval(approval_id, YES, notes="yes", conditions=None, by=by, at=MONDAY_MORNING)

    with pytest.raises(Conflict, match=r"^Level 1 must approve first") as out_of_order:
        answers(2, 15)
    assert out_of_order.value.code == "approval_out_of_order"
    answers(1, 14)
    with pytest.raises(Conflict):
        case.approve("fine", policy=POLICY, by=MANAGER, at=MONDAY_MORNING)
    answers(2, 15)
    case.approve("fine", policy=POLICY, by=MANAGER, at=MONDAY_MORNING)
    assert case.status is ChangeStatus.APPROVED


def test_one_required_refusal_rejects_the_case_and_an_optional_one_does_not() -> None:
    case = a_case_under_review()
    case.request_approval(an_approval(1, approver_id=14, required=False), by=MANAGER, at=MONDAY_MORNING)
    case.request_approval(an_approval(2, approver_id=5), by=MANAGER, at=MONDAY_MORNING)
    case.answer_approval(1, NO, notes="rather not", conditions=None, by=OTHER_AGENT, at=MONDAY_MORNING)
    assert case.status.value == "under_review"
    case.collect_events()
    case.answer_approval(2, NO, notes="too dear", conditions=None, by=MANAGER, at=MONDAY_MORNING)
    assert case.status.value == "rejected"
    assert case.rejection is not None
    assert case.rejection.notes == "too dear"
    assert [type(event) for event in case.collect_events()] == [ApprovalWasDecided, ChangeWasRejected]


def test_only_the_approver_or_an_admin_answers_and_only_once() -> None:
    case = a_case_under_review()
    case.request_approval(an_approval(1, approver_id=14), by=MANAGER, at=MONDAY_MORNING)
    with pytest.raises(Forbidden):
        case.answer_approval(1, YES, notes="yes", conditions=None, by=MANAGER, at=MONDAY_MORNING)
    case.answer_approval(1, YES, notes="yes", conditions="with a second driver", by=ADMIN, at=MONDAY_MORNING)
    entry = case.new_history[-1]
    assert (entry.action, entry.action_by) == (HistoryAction.APPROVAL_GIVEN, ADMIN.user_id)
    with pytest.raises(Conflict) as refused:
        case.answer_approval(1, NO, notes="no", conditions=None, by=OTHER_AGENT, at=MONDAY_MORNING)
    assert refused.value.code == "approval_decided"


def test_answers_wait_for_the_review() -> None:
    case = a_case()
    case.request_approval(an_approval(1, approver_id=14), by=MANAGER, at=MONDAY_MORNING)
    with pytest.raises(Conflict) as refused:
        case.answer_approval(1, YES, notes="yes", conditions=None, by=OTHER_AGENT, at=MONDAY_MORNING)
    assert refused.value.code == "case_not_under_review"


def test_the_requester_is_not_asked_and_nobody_is_asked_twice() -> None:
    case = a_case()
    with pytest.raises(RuleViolated):
        case.request_approval(an_approval(1, approver_id=4), by=MANAGER, at=MONDAY_MORNING)
    case.request_approval(an_approval(1, approver_id=14), by=MANAGER, at=MONDAY_MORNING)
    with pytest.raises(Conflict):
        case.request_approval(an_approval(2, approver_id=14), by=MANAGER, at=MONDAY_MORNING)


def test_an_edit_voids_what_was_given_and_asks_again() -> None:
    case = a_case_under_review()
    case.request_approval(an_approval(1, approver_id=14), by=MANAGER, at=MONDAY_MORNING)
    case.answer_approval(1, YES, notes="yes", conditions=None, by=OTHER_AGENT, at=MONDAY_MORNING)
    assert case.edit(a_draft(proposed=2900), policy=POLICY, by=AGENT, at=MONDAY_MORNING)
    (given_before,) = case.answered_approvals()
    case.ask_again(given_before, new_id=2, by=AGENT, at=MONDAY_MORNING)
    assert [each.status for each in case.approvals] == [ApprovalStatus.VOID, ApprovalStatus.PENDING]
    with pytest.raises(Conflict):
        case.approve("fine", policy=POLICY, by=MANAGER, at=MONDAY_MORNING)


def a_quiet_draft(*changes: ProposedChange, proposed: int | None = None) -> CaseDraft:
    """One that says of itself that it touches no price."""
    return a_draft(
        level=ImpactLevel.MINIMAL, affects_pricing=False, current=2500, proposed=proposed, proposed_changes=changes
    )


@pytest.mark.parametrize("field", ["base_cost", "mileage_cost", "additional_fees", "total_cost"])
def test_a_price_among_the_proposed_fields_needs_approval_and_a_manager_where_it_is_large(field: str) -> None:
    draft = a_quiet_draft(ProposedChange(field, "2500.00", "9000.00"))
    assert POLICY.is_required(draft.stakes)
    case = a_case_under_review(draft)
    assert POLICY.needs_manager(case.stakes)
    with pytest.raises(Forbidden) as refused:
        case.approve("Fine", policy=POLICY, by=OTHER_AGENT, at=MONDAY_MORNING)
    assert refused.value.code == "manager_approval_needed"


@pytest.mark.parametrize(("after", "needed"), [("2999.99", False), ("3000.00", True), ("2000.00", True), (None, True)])
def test_a_proposed_total_weighs_what_it_changes_the_total_by(after: str | None, needed: bool) -> None:
    assert POLICY.needs_manager(a_quiet_draft(ProposedChange("total_cost", "2500.00", after)).stakes) is needed


def test_a_proposed_price_is_weighed_against_the_total_that_is_to_change() -> None:
    small = a_quiet_draft(ProposedChange("total_cost", "9000.00", "2600.00"), proposed=2600)
    assert POLICY.needs_manager(small.stakes)


def test_a_trifle_that_moves_a_price_is_not_approved_by_the_system() -> None:
    willing = ApprovalPolicy(auto_approve_minor=True)
    assert willing.approves_by_itself(a_quiet_draft(ProposedChange("notes", None, "x")).stakes)
    assert not willing.approves_by_itself(a_quiet_draft(ProposedChange("total_cost", "2500.00", "2500.01")).stakes)
