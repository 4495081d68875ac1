"""Change cases for tests: a complete one, of which a test says only what matters to it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from coachway.domain.changes.approval import ApprovalPolicy
from coachway.domain.changes.model.approvals import Approval
from coachway.domain.changes.model.case import ChangeCase
from coachway.domain.changes.model.draft import CaseDraft
from coachway.domain.changes.model.values import (
    ChangePriority,
    ChangeType,
    Impact,
    ImpactLevel,
    PriceProposal,
    ProposedChange,
)
from coachway.domain.kernel.actor import Actor, Role
from coachway.domain.kernel.money import Money
from tests.fakes.clock import MONDAY_MORNING

AGENT = Actor(role=Role.AGENT, user_id=4, name="Agent Ann")
OTHER_AGENT = Actor(role=Role.AGENT, user_id=14, name="Agent Bob")
MANAGER = Actor(role=Role.MANAGER, user_id=5, name="Manager Mia")
ADMIN = Actor(role=Role.ADMIN, user_id=1, name="Admin Ada")
CLIENT = Actor(role=Role.CLIENT, user_id=20, name="Client Cleo", client_id=2)
VENDOR = Actor(role=Role.VENDOR, user_id=30, name="Vendor Vic", vendor_id=3)


def a_draft(
    *,
    change_type: ChangeType = ChangeType.PASSENGER_COUNT_CHANGE,
    priority: ChangePriority = ChangePriority.MEDIUM,
    level: ImpactLevel = ImpactLevel.MODERATE,
    affects_pricing: bool = True,
    current: int | None = 2500,
    proposed: int | None = 2800,
    **others: Any,
) -> CaseDraft:
    parts: dict[str, Any] = {
        "change_type": change_type,
        "priority": priority,
        "title": "Increase passenger count for company event",
        "description": "From 40 to 48",
        "reason": "More employees come",
        "impact": Impact(level=level, affects_vendor=True, affects_pricing=affects_pricing),
        "pricing": PriceProposal(
            None if current is None else Money.of(current), None if proposed is None else Money.of(proposed)
        ),
        "proposed_changes": (ProposedChange("passengers", 40, 48),),
        "tags": ["capacity"],
        "attachments": [],
        "related_change_cases": [],
    }
    return CaseDraft(**parts | others)


def a_case(
    draft: CaseDraft | None = None,
    *,
    by: Actor = AGENT,
    policy: ApprovalPolicy | None = None,
    at: datetime = MONDAY_MORNING,
    case_id: int = 1,
) -> ChangeCase:
    return ChangeCase.open(
        draft or a_draft(),
        case_id=case_id,
        case_number=f"CHG-2026-{case_id:04d}",
        charter_id=1,
        client_id=2,
        vendor_id=3,
        policy=policy or ApprovalPolicy(),
        by=by,
        at=at,
    )


def a_case_under_review(draft: CaseDraft | None = None, *, by: Actor = AGENT) -> ChangeCase:
    case = a_case(draft, by=by)
    case.move_to_review(by=MANAGER, at=MONDAY_MORNING)
    return case


def an_approval(approval_id: int, *, approver_id: int, level: int = 1, required: bool = True) -> Approval:
    return Approval(
        id=approval_id,
        change_case_id=1,
        approver_id=approver_id,
        approver_name=f"Approver {approver_id}",
        approver_role=None,
        approval_level=level,
        required=required,
        requested_at=MONDAY_MORNING,
    )
