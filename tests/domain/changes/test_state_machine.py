"""The table of transitions, and that no path leaves it."""

from __future__ import annotations

import contextlib
from itertools import pairwise

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from coachway.domain.changes.approval import ApprovalPolicy
from coachway.domain.changes.model.approvals import ApprovalDecision
from coachway.domain.changes.model.case import ChangeCase
from coachway.domain.changes.state_machine import TRANSITIONS, ChangeStatus, check_transition, described
from coachway.domain.kernel.errors import Conflict, Forbidden, RuleViolated
from tests.builders.changes import ADMIN, AGENT, MANAGER, OTHER_AGENT, a_case, a_draft, an_approval
from tests.fakes.clock import MONDAY_MORNING

REPORTED = {
    ("pending", "under_review"), ("pending", "cancelled"),
    ("under_review", "approved"), ("under_review", "rejected"), ("under_review", "cancelled"),
    ("approved", "implemented"), ("approved", "cancelled"), ("rejected", "cancelled"),
}  # fmt: skip


def test_the_table_is_the_report_s() -> None:
    assert {(start.value, end.value) for start, ends in TRANSITIONS.items() for end in ends} == REPORTED


@pytest.mark.parametrize("start", ChangeStatus)
@pytest.mark.parametrize("end", ChangeStatus)
def test_every_move_is_either_in_the_table_or_refused(start: ChangeStatus, end: ChangeStatus) -> None:
    if (start.value, end.value) in REPORTED:
        check_transition(start, end)
        return
    with pytest.raises(Conflict, match=f"^Cannot move from '{start}' to '{end}'. Allowed: ") as refused:
        check_transition(start, end)
    assert refused.value.code == "illegal_transition"


def test_the_refusal_names_the_moves_in_order() -> None:
    with pytest.raises(Conflict) as refused:
        check_transition(ChangeStatus.PENDING, ChangeStatus.IMPLEMENTED)
    assert refused.value.detail == "Cannot move from 'pending' to 'implemented'. Allowed: under_review, cancelled"


def test_the_documentation_is_made_from_the_table() -> None:
    assert "pending → under_review or cancelled" in described()
    assert "implemented → (final)" in described()


class CaseLife(RuleBasedStateMachine):
    """Whatever is done to a case, by whoever, in any order, it only ever moves along the table."""

    case: ChangeCase
    actors = st.sampled_from([AGENT, OTHER_AGENT, MANAGER, ADMIN])
    words = st.sampled_from(["", "  ", "because"])

    @initialize(by=actors, auto=st.booleans(), touches_price=st.booleans())
    def open(self, by: object, auto: bool, touches_price: bool) -> None:
        policy = ApprovalPolicy(auto_approve_minor=auto)
        draft = a_draft() if touches_price else a_draft(affects_pricing=False, proposed=None)
        self.case = a_case(draft, by=by, policy=policy)  # type: ignore[arg-type]
        self.approval_ids = iter(range(1, 10_000))

    @rule(by=actors)
    def review(self, by: object) -> None:
        self._try("move_to_review", by=by)

    @rule(by=actors, words=words)
    def approve(self, by: object, words: str) -> None:
        waiting = [each for each in self.case.approvals if each.is_outstanding]
        before = self.case.status
        self._try("approve", words, policy=ApprovalPolicy(), by=by)
        if before is not ChangeStatus.APPROVED and self.case.status is ChangeStatus.APPROVED:
            assert not waiting
            assert by.user_id != self.case.request.by  # type: ignore[attr-defined]

    @rule(by=actors, words=words)
    def reject(self, by: object, words: str) -> None:
        self._try("reject", words, by=by)

    @rule(by=actors, words=words)
    def implement(self, by: object, words: str) -> None:
        self._try("implement", words, charter_revision=2, vendor_id=3, applied={}, by=by)

    @rule(by=actors, words=words)
    def cancel(self, by: object, words: str) -> None:
        self._try("cancel", words, by=by)

    @rule(by=actors, price=st.integers(0, 9000))
    def edit(self, by: object, price: int) -> None:
        self._try("edit", a_draft(proposed=price), policy=ApprovalPolicy(), by=by)

    @rule(by=actors, approver=st.sampled_from([4, 5, 14]), level=st.integers(0, 3), required=st.booleans())
    def request_approval(self, by: object, approver: int, level: int, required: bool) -> None:
        approval = an_approval(next(self.approval_ids), approver_id=approver, level=level, required=required)
        self._try("request_approval", approval, by=by)

    @rule(by=actors, which=st.integers(0, 3), decision=st.sampled_from(ApprovalDecision))
    def answer(self, by: object, which: int, decision: ApprovalDecision) -> None:
        if which < len(self.case.approvals):
            approval = self.case.approvals[which]
            self._try("answer_approval", approval.id, decision, notes="so", conditions=None, by=by)

    @invariant()
    def history_walks_the_table(self) -> None:
        if not hasattr(self, "case"):
            return
        moves = [entry for entry in self.case.new_history if entry.new_status is not None]
        assert moves[0].previous_status is None
        for earlier, later in pairwise(moves):
            assert later.previous_status is earlier.new_status
            assert later.new_status in TRANSITIONS[later.previous_status]  # type: ignore[index]
        assert moves[-1].new_status is self.case.status

    @invariant()
    def approved_means_that_nothing_is_outstanding(self) -> None:
        if hasattr(self, "case") and self.case.status is ChangeStatus.APPROVED:
            assert self.case.approval is not None
            assert not [each for each in self.case.approvals if each.is_outstanding]

    def _try(self, action: str, *args: object, **named: object) -> None:
        before = (self.case.status, len(self.case.new_history))
        try:
            getattr(self.case, action)(*args, **named, at=MONDAY_MORNING)
        except (Conflict, Forbidden, RuleViolated):
            assert (self.case.status, len(self.case.new_history)) == before
        with contextlib.suppress(KeyError):
            self.case.collect_events()


TestCaseLife = CaseLife.TestCase
