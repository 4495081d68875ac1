"""Asking people for their approval, and their answers."""

from __future__ import annotations

from dataclasses import dataclass

from coachway.domain.changes.model.approvals import Approval, ApprovalDecision
from coachway.domain.changes.model.case import ChangeCase
from coachway.domain.changes.ports import ApproverDirectory, ChangesUnitOfWork
from coachway.domain.changes.visibility import may_see
from coachway.domain.kernel.actor import Actor
from coachway.domain.kernel.clock import Clock
from coachway.domain.kernel.errors import Checks, NotFound


@dataclass(frozen=True, kw_only=True)
class RequestApproval:
    change_case_id: int
    approver_id: int
    approver_name: str | None = None
    approver_role: str | None = None
    approval_level: int = 1
    required: bool = True


@dataclass(frozen=True, kw_only=True)
class AnswerApproval:
    approval_id: int
    decision: ApprovalDecision
    notes: str
    conditions: str | None = None
    expected_version: int | None = None


async def request_approval(
    command: RequestApproval, *, actor: Actor, uow: ChangesUnitOfWork, approvers: ApproverDirectory, clock: Clock
) -> Approval:
    """Add an approver to a case; name and role are their own unless told otherwise.

    Raises NotFound, Conflict, RuleViolated.
    """
    found = await approvers.approver(command.approver_id)
    with Checks() as check:
        check(found is not None, "approver_id", "names nobody who could answer")
        name = (command.approver_name or (found.name if found else "somebody")).strip()
        check(0 < len(name) <= 200, "approver_name", "must have 1 to 200 characters")
        check(len(command.approver_role or "") <= 100, "approver_role", "must have at most 100 characters")
    case = await uow.change_cases.get(command.change_case_id)
    now = clock.now()
    approval = Approval(
        id=await uow.change_cases.next_approval_id(),
        change_case_id=case.id,
        approver_id=command.approver_id,
        approver_name=name,
        approver_role=command.approver_role or (found.role if found else None),
        approval_level=command.approval_level,
        required=command.required,
        requested_at=now,
    )
    case.request_approval(approval, by=actor, at=now)
    await uow.flush()
    return approval


async def answer_approval(command: AnswerApproval, *, actor: Actor, uow: ChangesUnitOfWork, clock: Clock) -> ChangeCase:
    """Give or refuse an approval that one was asked for. Raises NotFound, Conflict, Forbidden, RuleViolated."""
    case = await uow.change_cases.with_approval(command.approval_id)
    approval = case.approval_of(command.approval_id)
    if approval.approver_id != actor.acting_id and not may_see(case, actor):
        raise NotFound.of("approval", command.approval_id)
    approval.expect_version(command.expected_version)
    case.answer_approval(
        command.approval_id,
        command.decision,
        notes=command.notes,
        conditions=command.conditions,
        by=actor,
        at=clock.now(),
    )
    await uow.flush()
    return case
