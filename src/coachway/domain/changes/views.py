"""What others see of change cases, and of the audit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from coachway.domain.changes.model.approvals import ApprovalDecision, ApprovalStatus
from coachway.domain.changes.model.history import HistoryAction
from coachway.domain.changes.model.values import ChangePriority, ChangeType, ImpactLevel
from coachway.domain.changes.state_machine import ChangeStatus
from coachway.domain.kernel.money import Money


@dataclass(frozen=True, slots=True)
class BeforeAfter:
    """A field's value before and after a change."""

    before: object
    after: object


@dataclass(frozen=True, slots=True)
class ChangeCaseView:
    """A change case, flat; who may not see prices or costs finds null there."""

    id: int
    case_number: str
    charter_id: int
    client_id: int
    vendor_id: int | None
    change_type: ChangeType
    priority: ChangePriority
    status: ChangeStatus
    title: str
    description: str | None
    reason: str | None
    requested_by: int | None
    requested_by_name: str
    requested_at: datetime
    impact_level: ImpactLevel
    impact_assessment: str | None
    affects_vendor: bool
    affects_pricing: bool
    affects_schedule: bool
    current_price: Money | None
    proposed_price: Money | None
    price_difference: Money | None
    proposed_changes: Mapping[str, BeforeAfter]
    requires_approval: bool
    approved_by: int | None
    approved_at: datetime | None
    approval_notes: str | None
    rejected_by: int | None
    rejected_at: datetime | None
    rejection_reason: str | None
    implemented_by: int | None
    implemented_at: datetime | None
    implementation_notes: str | None
    charter_revision: int | None
    cancelled_by: int | None
    cancelled_at: datetime | None
    cancellation_reason: str | None
    tags: Sequence[str]
    attachments: Sequence[str]
    related_change_cases: Sequence[int]
    due_date: date | None
    completed_at: datetime | None
    created_at: datetime
    updated_at: datetime
    version: int


@dataclass(frozen=True, slots=True)
class HistoryEntryView:
    """One entry of a case's history; `entered_by` is whose credentials they were."""

    id: int
    change_case_id: int
    action: HistoryAction
    action_by: int | None
    action_by_name: str
    entered_by: int | None
    action_at: datetime
    previous_status: ChangeStatus | None
    new_status: ChangeStatus | None
    notes: str | None
    field_changes: Mapping[str, BeforeAfter] | None
    system_generated: bool
    ip_address: str | None
    user_agent: str | None


@dataclass(frozen=True, slots=True)
class ApprovalView:
    """One approver's part in a case."""

    id: int
    change_case_id: int
    approver_id: int
    approver_name: str
    approver_role: str | None
    approval_level: int
    required: bool
    status: ApprovalStatus
    decision: ApprovalDecision | None
    notes: str | None
    conditions: str | None
    requested_at: datetime
    responded_at: datetime | None
    version: int


@dataclass(frozen=True, slots=True)
class PreviewedChange:
    """One field of the charter, as it is now and as it would be."""

    field: str
    before: object
    after: object


@dataclass(frozen=True, slots=True)
class PreviewedPrice:
    """The charter's price now and after; null where it is not known or not yours to see."""

    before: Money | None
    after: Money | None
    difference: Money | None


@dataclass(frozen=True, slots=True)
class StaleField:
    """A field that is no longer what the case took it for."""

    field: str
    expected: object
    actual: object


@dataclass(frozen=True, slots=True)
class ChangePreview:
    """What implementing a case now would change; while anything is stale it would be refused."""

    changes: Sequence[PreviewedChange]
    price: PreviewedPrice
    stale: Sequence[StaleField]


@dataclass(frozen=True, slots=True)
class ChangeMetrics:
    """Figures over all cases; hours run from the request to the approval or rejection."""

    total: int
    by_status: Mapping[str, int]
    by_type: Mapping[str, int]
    by_priority: Mapping[str, int]
    pending_approvals: int
    overdue: int
    mean_hours_to_decision: Decimal | None
    p90_hours_to_decision: Decimal | None
    total_price_impact: Money


@dataclass(frozen=True, slots=True)
class ChangeDashboard:
    """What somebody who decides on changes looks at first."""

    metrics: ChangeMetrics
    my_pending_approvals: Sequence[ApprovalView]
    overdue: Sequence[ChangeCaseView]
    newest: Sequence[ChangeCaseView]


@dataclass(frozen=True, slots=True)
class AuditRecordView:
    """One data change; the hashes are null until it is sealed, within a second."""

    id: int
    occurred_at: datetime
    context: str
    entity_type: str
    entity_id: int | None
    action: str
    actor_id: int | None
    actor_role: str | None
    on_behalf_of: int | None
    request_id: str | None
    ip_address: str | None
    changes: Mapping[str, object]
    previous_hash: str | None
    hash: str | None


@dataclass(frozen=True, slots=True)
class AuditVerdict:
    """Whether the whole chain holds; `head` is its last hash, to be kept elsewhere by whoever wants to be surer."""

    valid: bool
    checked: int
    first_invalid_id: int | None
    head: str
