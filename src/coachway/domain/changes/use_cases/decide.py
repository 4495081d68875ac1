"""Taking a case up, and deciding it: staff only, but for giving up one's own request."""

from __future__ import annotations

from dataclasses import dataclass

from coachway.domain.changes.approval import ApprovalPolicy
from coachway.domain.changes.model.case import ChangeCase
from coachway.domain.changes.ports import ChangesUnitOfWork
from coachway.domain.changes.visibility import check_may_edit, check_visible
from coachway.domain.kernel.actor import Actor
from coachway.domain.kernel.clock import Clock


@dataclass(frozen=True, kw_only=True)
class DecideCase:
    """A decision with its words: the approval's notes, or the reason to reject or cancel; a review has none."""

    case_id: int
    words: str = ""
    expected_version: int | None = None


async def review_case(command: DecideCase, *, actor: Actor, uow: ChangesUnitOfWork, clock: Clock) -> ChangeCase:
    """Take a pending case up. Raises NotFound, Conflict."""
    case = await _case(command, uow)
    case.move_to_review(by=actor, at=clock.now())
    await uow.flush()
    return case


async def approve_case(
    command: DecideCase, *, actor: Actor, uow: ChangesUnitOfWork, policy: ApprovalPolicy, clock: Clock
) -> ChangeCase:
    """Raises NotFound, Conflict, Forbidden, RuleViolated."""
    case = await _case(command, uow)
    case.approve(command.words, policy=policy, by=actor, at=clock.now())
    await uow.flush()
    return case


async def reject_case(command: DecideCase, *, actor: Actor, uow: ChangesUnitOfWork, clock: Clock) -> ChangeCase:
    """Raises NotFound, Conflict, RuleViolated."""
    case = await _case(command, uow)
    case.reject(command.words, by=actor, at=clock.now())
    await uow.flush()
    return case


async def cancel_case(command: DecideCase, *, actor: Actor, uow: ChangesUnitOfWork, clock: Clock) -> ChangeCase:
    """Give a case up. Raises NotFound, Conflict, Forbidden, RuleViolated."""
    case = await _case(command, uow)
    check_visible(case, actor, kind="change case", identity=case.id)
    check_may_edit(requested_by=case.request.by, status=case.status, actor=actor)
    case.cancel(command.words, by=actor, at=clock.now())
    await uow.flush()
    return case


async def _case(command: DecideCase, uow: ChangesUnitOfWork) -> ChangeCase:
    case = await uow.change_cases.get(command.case_id)
    case.expect_version(command.expected_version)
    return case
