"""Editing a case that is not decided yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from coachway.domain.changes.approval import ApprovalPolicy
from coachway.domain.changes.model.case import ChangeCase
from coachway.domain.changes.model.values import ChangeType
from coachway.domain.changes.ports import ChangesUnitOfWork, CharterBook
from coachway.domain.changes.proposals import read_proposals
from coachway.domain.changes.use_cases.open_case import check_related
from coachway.domain.changes.visibility import (
    check_may_edit,
    check_may_edit_fields,
    check_may_propose,
    check_visible,
)
from coachway.domain.kernel.actor import Actor
from coachway.domain.kernel.clock import Clock


@dataclass(frozen=True, kw_only=True)
class EditCase:
    """`changes` holds only what was sent, by the names of the view; `proposed_changes` comes as it was sent."""

    case_id: int
    changes: Mapping[str, object]
    proposed_changes: Mapping[str, Mapping[str, object]] | None = None
    expected_version: int | None = None


async def edit_case(
    command: EditCase,
    *,
    actor: Actor,
    uow: ChangesUnitOfWork,
    charters: CharterBook,
    policy: ApprovalPolicy,
    clock: Clock,
) -> ChangeCase:
    """Change what was sent; approvals given before are void, and asked for again. Raises NotFound, Conflict."""
    case = await uow.change_cases.get(command.case_id)
    check_visible(case, actor, kind="change case", identity=case.id)
    check_may_edit(requested_by=case.request.by, status=case.status, actor=actor)
    case.expect_version(command.expected_version)
    changes = dict(command.changes)
    named = list(changes)
    kind = ChangeType(str(changes.get("change_type", case.change_type)))
    becomes_another = (kind is ChangeType.CANCELLATION) is not (case.change_type is ChangeType.CANCELLATION)
    if command.proposed_changes is not None or becomes_another:
        charter = await charters.charter(case.charter_id)
        proposals = read_proposals(command.proposed_changes or {}, change_type=kind, charter=charter, book=charters)
        changes["proposed_changes"] = proposals
        named += [each.field for each in proposals]
    check_may_propose(named, actor)
    check_may_edit_fields(named, actor)
    draft = case.draft.with_changes(changes)
    await check_related(draft.related_change_cases, uow.change_cases)
    now = clock.now()
    if case.edit(draft, policy=policy, by=actor, at=now):
        for approval in case.answered_approvals():
            case.ask_again(approval, new_id=await uow.change_cases.next_approval_id(), by=actor, at=now)
    await uow.flush()
    return case
