"""The change case: a change to a booked charter, from being asked for to being done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from coachway.domain.changes import events
from coachway.domain.changes.approval import ApprovalPolicy, check_not_the_requester
from coachway.domain.changes.model.approvals import Approval, ApprovalDecision, check_all_given, check_turn
from coachway.domain.changes.model.draft import CaseDraft
from coachway.domain.changes.model.history import HistoryAction
from coachway.domain.changes.model.record import CaseRecord
from coachway.domain.changes.model.values import (
    ChangeType,
    Decision,
    Request,
)
from coachway.domain.changes.state_machine import EDITABLE, ChangeStatus, check_transition
from coachway.domain.kernel.actor import SYSTEM, Actor
from coachway.domain.kernel.errors import Checks, Conflict, Forbidden, NotFound


@dataclass(eq=False, kw_only=True)
class ChangeCase(CaseRecord):
    """One change that somebody asks for on a booked charter; every action of it is in its history."""

    @classmethod
    def open(
        cls,
        draft: CaseDraft,
        *,
        case_id: int,
        case_number: str,
        charter_id: int,
        client_id: int,
        vendor_id: int | None,
        policy: ApprovalPolicy,
        by: Actor,
        at: datetime,
    ) -> ChangeCase:
        """A new case, pending; a trifle is approved by the system at once where the policy says so."""
        case = cls(
            id=case_id,
            case_number=case_number,
            charter_id=charter_id,
            client_id=client_id,
            vendor_id=vendor_id,
            request=Request(by.acting_id, by.acting_name, at),
            requires_approval=policy.is_required(draft.stakes),
            created_at=at,
            updated_at=at,
            **draft.parts(),
        )
        notes = f"Change case created: {case.title}"
        case._note(HistoryAction.CREATED, by=by, at=at, new_status=case.status, notes=notes)
        case.record(events.ChangeWasCreated(**case._facts(by)))
        if policy.approves_by_itself(case.stakes):
            case.move_to_review(by=SYSTEM, at=at)
            case._approve("Approved by the system: of minimal impact", by=SYSTEM, at=at)
        return case

    @property
    def draft(self) -> CaseDraft:
        """All of it that can be edited."""
        return CaseDraft.of(self)

    def edit(self, draft: CaseDraft, *, policy: ApprovalPolicy, by: Actor, at: datetime) -> bool:
        """Take the fields that differ; says whether any did. Raises Conflict unless pending or under review."""
        self._check_editable("be edited")
        differences = self.draft.differences_to(draft)
        if not differences:
            return False
        for name, value in draft.parts().items():
            setattr(self, name, value)
        self.requires_approval = policy.is_required(draft.stakes)
        self._note(HistoryAction.UPDATED, by=by, at=at, field_changes=differences)
        self.record(events.ChangeWasUpdated(**self._facts(by)))
        return True

    def move_to_review(self, *, by: Actor, at: datetime) -> None:
        """Take it up. Raises Conflict."""
        notes = "Change case moved to review"
        self._move(ChangeStatus.UNDER_REVIEW, HistoryAction.MOVED_TO_REVIEW, by=by, at=at, notes=notes)
        self.record(events.ChangeWasMovedToReview(**self._facts(by)))

    def approve(self, notes: str, *, policy: ApprovalPolicy, by: Actor, at: datetime) -> None:
        """Approve what is under review, once every required approval is given. Raises Forbidden, Conflict."""
        check_transition(self.status, ChangeStatus.APPROVED)
        _check_said(notes, "approval_notes")
        policy.check_may_approve(self.stakes, requested_by=self.request.by, actor=by)
        check_all_given(self.approvals)
        self._approve(notes, by=by, at=at)

    def reject(self, reason: str, *, by: Actor, at: datetime) -> None:
        """Turn it down. Raises Conflict."""
        check_transition(self.status, ChangeStatus.REJECTED)
        _check_said(reason, "rejection_reason")
        self._move(ChangeStatus.REJECTED, HistoryAction.REJECTED, by=by, at=at, notes=reason)
        self.rejection = Decision(by.acting_id, at, reason)
        self.record(events.ChangeWasRejected(**self._facts(by, reason)))

    def check_implementable(self, notes: str) -> None:
        """Raises Conflict unless it is approved, RuleViolated without notes."""
        check_transition(self.status, ChangeStatus.IMPLEMENTED)
        _check_said(notes, "implementation_notes")

    def implement(
        self,
        notes: str,
        *,
        charter_revision: int,
        vendor_id: int | None,
        applied: Mapping[str, Mapping[str, object]],
        by: Actor,
        at: datetime,
    ) -> None:
        """Note that the charter has the change, in which revision, and each field before and after. Raises Conflict.

        `vendor_id` is who drives it now: the case may be older than the award.
        """
        self.check_implementable(notes)
        self._move(
            ChangeStatus.IMPLEMENTED, HistoryAction.IMPLEMENTED, by=by, at=at, notes=notes, field_changes=applied
        )
        self.implementation = Decision(by.acting_id, at, notes)
        self.charter_revision, self.vendor_id, self.completed_at = charter_revision, vendor_id, at
        self.record(events.ChangeWasImplemented(**self._facts(by, notes), charter_revision=charter_revision))

    def cancel(self, reason: str, *, by: Actor, at: datetime) -> None:
        """Give it up. Raises Conflict."""
        check_transition(self.status, ChangeStatus.CANCELLED)
        _check_said(reason, "cancellation_reason")
        self._move(ChangeStatus.CANCELLED, HistoryAction.CANCELLED, by=by, at=at, notes=reason)
        self.cancellation, self.completed_at = Decision(by.acting_id, at, reason), at
        self.record(events.ChangeWasCancelled(**self._facts(by, reason)))

    def check_reversible(self) -> None:
        """Raises Conflict `not_reversible` unless it is implemented and no cancellation."""
        if self.status is not ChangeStatus.IMPLEMENTED:
            raise Conflict(f"The case is {self.status}: only an implemented one is rolled back.", code="not_reversible")
        if self.change_type is ChangeType.CANCELLATION:
            raise Conflict("A cancellation cannot be rolled back: book the trip anew.", code="not_reversible")

    def approve_with(self, original: ChangeCase, *, at: datetime) -> None:
        """A rollback under review is approved by the system, being the approved case turned round."""
        self._approve(f"Rolls {original.case_number} back", by=SYSTEM, at=at)

    def note_rollback(self, reversal: ChangeCase, reason: str, *, by: Actor, at: datetime) -> None:
        """Keep which case reversed this one."""
        self.related_change_cases = [*self.related_change_cases, reversal.id]
        notes = f"Rolled back by {reversal.case_number}: {reason}"
        self._note(HistoryAction.ROLLED_BACK, by=by, at=at, notes=notes)
        self.record(events.ChangeWasRolledBack(**self._facts(by, reason), by_case_id=reversal.id))

    def request_approval(self, approval: Approval, *, by: Actor, at: datetime) -> None:
        """Ask one more person for an approval. Raises Conflict, RuleViolated."""
        self._check_editable("take more approvals")
        with Checks() as check:
            check(approval.approver_id != self.request.by, "approver_id", "must not be who asked for the change")
            check(1 <= approval.approval_level <= 10, "approval_level", "must be from 1 to 10")
        if any(each.approver_id == approval.approver_id and not each.is_void for each in self.approvals):
            raise Conflict(f"{approval.approver_name} is asked already.", code="approver_asked_already")
        self.approvals.append(approval)
        how = f"level {approval.approval_level}, {'required' if approval.required else 'optional'}"
        notes = f"Approval requested from {approval.approver_name} ({how})"
        self._note(HistoryAction.APPROVAL_REQUESTED, by=by, at=at, notes=notes)
        self.record(
            events.ApprovalWasRequested(
                approval_id=approval.id,
                case_id=self.id,
                case_number=self.case_number,
                title=self.title,
                approver_id=approval.approver_id,
                approver_name=approval.approver_name,
                approval_level=approval.approval_level,
                required=approval.required,
            )
        )

    def answered_approvals(self) -> list[Approval]:
        """Those that an edit voids, because they were given for something else."""
        return [each for each in self.approvals if each.decision is not None and not each.is_void]

    def ask_again(self, approval: Approval, *, new_id: int, by: Actor, at: datetime) -> None:
        """Void an approval that was given before an edit, and ask its approver afresh."""
        self.request_approval(approval.asked_again(new_id, at=at), by=by, at=at)

    def answer_approval(
        self,
        approval_id: int,
        decision: ApprovalDecision,
        *,
        notes: str,
        conditions: str | None,
        by: Actor,
        at: datetime,
    ) -> None:
        """An approver says yes or no; a required no rejects the case. Raises NotFound, Forbidden, Conflict."""
        approval = self.approval_of(approval_id)
        if by.acting_id != approval.approver_id and not by.is_admin:
            raise Forbidden(f"Only {approval.approver_name} or an admin may answer it.", code="not_the_approver")
        check_not_the_requester(self.request.by, by)
        if self.status is not ChangeStatus.UNDER_REVIEW:
            raise Conflict(f"The case is {self.status}, not under_review.", code="case_not_under_review")
        _check_said(notes, "notes")
        if decision is ApprovalDecision.APPROVED:
            check_turn(self.approvals, approval)
        approval.answer(decision, notes=notes, conditions=conditions, at=at)
        given = decision is ApprovalDecision.APPROVED
        action = HistoryAction.APPROVAL_GIVEN if given else HistoryAction.APPROVAL_REFUSED
        self._note(action, by=by, at=at, notes=notes)
        self.record(
            events.ApprovalWasDecided(
                approval_id=approval.id,
                case_id=self.id,
                case_number=self.case_number,
                approver_id=approval.approver_id,
                decision=decision.value,
                notes=notes,
            )
        )
        if approval.required and not given:
            self.reject(notes, by=by, at=at)

    def approval_of(self, approval_id: int) -> Approval:
        """Raises NotFound."""
        for each in self.approvals:
            if each.id == approval_id:
                return each
        raise NotFound.of("approval", approval_id)

    def _approve(self, notes: str, *, by: Actor, at: datetime) -> None:
        self._move(ChangeStatus.APPROVED, HistoryAction.APPROVED, by=by, at=at, notes=notes)
        self.approval = Decision(by.acting_id, at, notes)
        self.record(events.ChangeWasApproved(**self._facts(by, notes)))

    def _check_editable(self, what: str) -> None:
        if self.status not in EDITABLE:
            raise Conflict(f"A case that is {self.status} can no longer {what}.", code="case_not_editable")


def _check_said(text: str, field_name: str) -> None:
    with Checks() as check:
        check(bool(text.strip()), field_name, "must not be empty")
