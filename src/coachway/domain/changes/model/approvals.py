"""The approvals asked for on a change case: who must say yes, and in which order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from coachway.domain.kernel.aggregate import Aggregate
from coachway.domain.kernel.errors import Conflict


class ApprovalStatus(StrEnum):
    """Where one approval stands; `void` was given, and the case was edited afterwards."""

    PENDING = "pending"
    APPROVED = "approved"
    REJECTED = "rejected"
    VOID = "void"


class ApprovalDecision(StrEnum):
    """What an approver may answer."""

    APPROVED = "approved"
    REJECTED = "rejected"


@dataclass(eq=False, kw_only=True)
class Approval(Aggregate):
    """One approver's part: required ones of a lower level must be given before those of a higher one."""

    id: int
    change_case_id: int
    approver_id: int
    approver_name: str
    approver_role: str | None
    approval_level: int
    required: bool
    status: ApprovalStatus = ApprovalStatus.PENDING
    decision: ApprovalDecision | None = None
    notes: str | None = None
    conditions: str | None = None
    requested_at: datetime
    responded_at: datetime | None = None
    version: int = 1

    @property
    def is_outstanding(self) -> bool:
        """Required, and not yet answered."""
        return self.required and self.status is ApprovalStatus.PENDING

    @property
    def is_void(self) -> bool:
        return self.status is ApprovalStatus.VOID

    def answer(self, decision: ApprovalDecision, *, notes: str, conditions: str | None, at: datetime) -> None:
        """Give or refuse it, once. Raises Conflict."""
        if self.status is not ApprovalStatus.PENDING:
            raise Conflict(f"This approval is {self.status} already.", code="approval_decided")
        self.decision, self.status = decision, ApprovalStatus(decision.value)
        self.notes, self.conditions, self.responded_at = notes, conditions, at

    def asked_again(self, approval_id: int, *, at: datetime) -> Approval:
        """Void this one, and ask the same approver afresh."""
        self.status = ApprovalStatus.VOID
        return Approval(
            id=approval_id,
            change_case_id=self.change_case_id,
            approver_id=self.approver_id,
            approver_name=self.approver_name,
            approver_role=self.approver_role,
            approval_level=self.approval_level,
            required=self.required,
            requested_at=at,
        )


def outstanding(approvals: Iterable[Approval], *, below: int | None = None) -> list[Approval]:
    """Required approvals without an answer, lowest level first; `below` looks only at lower levels."""
    waiting = (each for each in approvals if each.is_outstanding and (below is None or each.approval_level < below))
    return sorted(waiting, key=lambda each: (each.approval_level, each.id))


def check_all_given(approvals: Iterable[Approval]) -> None:
    """Raises Conflict `approvals_outstanding`, naming who has yet to approve."""
    if waiting := outstanding(approvals):
        who = ", ".join(f"{each.approver_name} (level {each.approval_level})" for each in waiting)
        raise Conflict(f"Required approvals are outstanding: {who}.", code="approvals_outstanding")


def check_turn(approvals: Iterable[Approval], approval: Approval) -> None:
    """Raises Conflict `approval_out_of_order` while a lower level waits."""
    if waiting := outstanding(approvals, below=approval.approval_level):
        raise Conflict(
            f"Level {waiting[0].approval_level} must approve first: {waiting[0].approver_name}.",
            code="approval_out_of_order",
        )
