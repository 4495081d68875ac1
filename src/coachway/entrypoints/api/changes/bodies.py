"""What the operations of changes are sent."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from msgspec import UNSET, UnsetType

from coachway.domain.changes.model.approvals import ApprovalDecision
from coachway.domain.changes.model.values import ChangePriority, ChangeType, Impact, ImpactLevel
from coachway.domain.changes.use_cases.edit_case import EditCase
from coachway.domain.changes.use_cases.open_case import OpenCase
from coachway.domain.kernel.money import Money
from coachway.entrypoints.api.wire import Body, PersonId, PersonName

_IMPACT: Final = ("impact_level", "impact_assessment", "affects_vendor", "affects_pricing", "affects_schedule")
_WHO: Final = ("requested_by", "requested_by_name")


class NewCase(Body):
    """A change to a booked charter; `proposed_changes` holds `{"before", "after"}` by field of the charter."""

    charter_id: int
    change_type: ChangeType
    title: str
    client_id: int | None = None
    vendor_id: int | None = None
    priority: ChangePriority = ChangePriority.MEDIUM
    description: str | None = None
    reason: str | None = None
    impact_level: ImpactLevel = ImpactLevel.MINIMAL
    impact_assessment: str | None = None
    affects_vendor: bool = False
    affects_pricing: bool = False
    affects_schedule: bool = False
    current_price: Money | None = None
    proposed_price: Money | None = None
    proposed_changes: dict[str, dict[str, Any]] = {}
    requested_by: PersonId | None = None
    requested_by_name: PersonName | None = None
    tags: list[str] = []
    attachments: list[str] = []
    related_change_cases: list[int] = []
    due_date: date | None = None

    def command(self) -> OpenCase:
        impact = Impact(
            level=self.impact_level,
            assessment=self.impact_assessment,
            affects_vendor=self.affects_vendor,
            affects_pricing=self.affects_pricing,
            affects_schedule=self.affects_schedule,
        )
        return OpenCase(impact=impact, **self.sent(*_IMPACT, *_WHO))


class CaseChanges(Body):
    """What to change of a case; what is not sent stays."""

    change_type: ChangeType | UnsetType = UNSET
    priority: ChangePriority | UnsetType = UNSET
    title: str | UnsetType = UNSET
    description: str | UnsetType | None = UNSET
    reason: str | UnsetType | None = UNSET
    impact_level: ImpactLevel | UnsetType = UNSET
    impact_assessment: str | UnsetType | None = UNSET
    affects_vendor: bool | UnsetType = UNSET
    affects_pricing: bool | UnsetType = UNSET
    affects_schedule: bool | UnsetType = UNSET
    current_price: Money | UnsetType | None = UNSET
    proposed_price: Money | UnsetType | None = UNSET
    proposed_changes: dict[str, dict[str, Any]] | UnsetType = UNSET
    tags: list[str] | UnsetType = UNSET
    attachments: list[str] | UnsetType = UNSET
    related_change_cases: list[int] | UnsetType = UNSET
    due_date: date | UnsetType | None = UNSET

    def command(self, case_id: int, expected_version: int | None) -> EditCase:
        proposed = None if isinstance(self.proposed_changes, UnsetType) else self.proposed_changes
        return EditCase(
            case_id=case_id,
            changes=self.sent("proposed_changes"),
            proposed_changes=proposed,
            expected_version=expected_version,
        )


class ApproveCase(Body):
    """Why the change is good."""

    approval_notes: str
    approved_by: PersonId | None = None
    approved_by_name: PersonName | None = None


class RejectCase(Body):
    """Why the change is not to be."""

    rejection_reason: str
    rejected_by: PersonId | None = None
    rejected_by_name: PersonName | None = None


class ImplementCase(Body):
    """How the change was carried out."""

    implementation_notes: str
    implemented_by: PersonId | None = None
    implemented_by_name: PersonName | None = None


class CancelCase(Body):
    """Why the change is no longer wanted."""

    cancellation_reason: str
    cancelled_by: PersonId | None = None
    cancelled_by_name: PersonName | None = None


class RollBackCase(Body):
    """Why the change is to be undone."""

    reason: str


class NewApproval(Body):
    """Somebody whose approval a case needs, or, where it is not required, would like to have."""

    change_case_id: int
    approver_id: PersonId
    approver_name: PersonName | None = None
    approver_role: str | None = None
    approval_level: int = 1
    required: bool = True


class ApprovalAnswer(Body):
    """Yes or no, and why."""

    decision: ApprovalDecision
    notes: str
    conditions: str | None = None
