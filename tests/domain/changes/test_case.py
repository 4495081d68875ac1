"""The case itself: prices, edits, what it tells others."""

from __future__ import annotations

from dataclasses import replace

import pytest

from coachway.domain.changes.approval import ApprovalPolicy
from coachway.domain.changes.case_numbers import case_number
from coachway.domain.changes.events import ChangeWasApproved, ChangeWasCreated, ChangeWasImplemented
from coachway.domain.changes.model.history import HistoryAction
from coachway.domain.changes.model.values import PriceProposal
from coachway.domain.changes.state_machine import ChangeStatus
from coachway.domain.kernel.actor import Origin
from coachway.domain.kernel.errors import Conflict, RuleViolated
from coachway.domain.kernel.money import Money
from tests.builders.changes import ADMIN, AGENT, MANAGER, a_case, a_case_under_review, a_draft
from tests.fakes.clock import MONDAY_MORNING

POLICY = ApprovalPolicy()


def test_the_price_difference_is_proposed_less_current() -> None:
    assert PriceProposal(Money.of(2500), Money.of(2800)).difference == Money.of(300)
    assert PriceProposal(Money.of(2500), Money.of(2000)).difference == Money.of(-500)
    assert PriceProposal(None, Money.of(2000)).difference is None


@pytest.mark.parametrize(
    ("count", "number"), [(1, "CHG-2026-0001"), (9999, "CHG-2026-9999"), (10000, "CHG-2026-10000")]
)
def test_case_numbers_have_four_digits_and_grow_past_them(count: int, number: str) -> None:
    assert case_number(2026, count) == number


def test_a_new_case_is_pending_and_says_so_in_history_and_event() -> None:
    origin = Origin(request_id="r", ip_address="198.51.100.7", user_agent="curl/8")
    case = a_case(by=replace(ADMIN, origin=origin).naming(10, "Jane Smith"))
    assert case.status is ChangeStatus.PENDING
    assert case.requires_approval
    (entry,) = case.new_history
    assert (entry.action, entry.action_by, entry.action_by_name) == (HistoryAction.CREATED, 10, "Jane Smith")
    assert (entry.entered_by, entry.ip_address, entry.user_agent) == (1, "198.51.100.7", "curl/8")
    assert (entry.previous_status, entry.new_status) == (None, ChangeStatus.PENDING)
    assert entry.notes == "Change case created: Increase passenger count for company event"
    (event,) = case.collect_events()
    assert isinstance(event, ChangeWasCreated)
    assert (event.requested_by, event.affects_vendor, event.price_difference) == (10, True, Money.of(300))


def test_an_edit_keeps_each_field_before_and_after() -> None:
    case = a_case()
    changed = case.draft.with_changes({"proposed_price": Money.of(3100), "impact_level": "major", "title": "Bigger"})
    assert case.edit(changed, policy=POLICY, by=AGENT, at=MONDAY_MORNING)
    assert case.new_history[-1].field_changes == {
        "title": {"before": "Increase passenger count for company event", "after": "Bigger"},
        "impact_level": {"before": "moderate", "after": "major"},
        "proposed_price": {"before": "2800.00", "after": "3100.00"},
    }
    assert case.pricing.difference == Money.of(600)


def test_an_edit_that_changes_nothing_leaves_no_trace() -> None:
    case = a_case()
    assert not case.edit(a_draft(), policy=POLICY, by=AGENT, at=MONDAY_MORNING)
    assert len(case.new_history) == 1


def test_an_edit_decides_anew_whether_approval_is_required() -> None:
    case = a_case(a_draft(affects_pricing=False, proposed=None))
    assert not case.requires_approval
    case.edit(a_draft(affects_pricing=False, proposed=3000), policy=POLICY, by=AGENT, at=MONDAY_MORNING)
    assert case.requires_approval


def test_a_decided_case_is_not_edited() -> None:
    case = a_case_under_review()
    case.approve("fine", policy=POLICY, by=MANAGER, at=MONDAY_MORNING)
    with pytest.raises(Conflict) as refused:
        case.edit(a_draft(proposed=1), policy=POLICY, by=AGENT, at=MONDAY_MORNING)
    assert refused.value.code == "case_not_editable"


def test_every_bad_field_is_named_at_once() -> None:
    with pytest.raises(RuleViolated) as refused:
        a_draft(title=" ", tags=[""], proposed=-1)
    assert [failure.field for failure in refused.value.fields] == ["title", "proposed_price", "tags"]


def test_implementing_tells_the_charter_s_revision() -> None:
    case = a_case_under_review()
    case.approve("fine", policy=POLICY, by=MANAGER, at=MONDAY_MORNING)
    applied = {"passengers": {"before": 40, "after": 48}}
    case.implement("done", charter_revision=7, vendor_id=3, applied=applied, by=AGENT, at=MONDAY_MORNING)
    assert (case.status, case.completed_at, case.charter_revision) == (ChangeStatus.IMPLEMENTED, MONDAY_MORNING, 7)
    assert case.new_history[-1].field_changes == applied
    *_, approved, implemented = case.collect_events()
    assert isinstance(approved, ChangeWasApproved)
    assert isinstance(implemented, ChangeWasImplemented)
    assert implemented.charter_revision == 7


def test_what_was_not_approved_cannot_be_implemented() -> None:
    with pytest.raises(Conflict, match="Cannot move from 'under_review' to 'implemented'"):
        a_case_under_review().implement(
            "done", charter_revision=2, vendor_id=3, applied={}, by=AGENT, at=MONDAY_MORNING
        )


def test_cancelling_keeps_the_reason() -> None:
    case = a_case()
    case.cancel("not needed", by=AGENT, at=MONDAY_MORNING)
    assert case.cancellation is not None
    assert (case.cancellation.notes, case.completed_at) == ("not needed", MONDAY_MORNING)
    with pytest.raises(Conflict, match="Allowed: nothing"):
        case.move_to_review(by=AGENT, at=MONDAY_MORNING)
