"""What happens to change cases; each fact carries what those who hear of it need to say."""

from __future__ import annotations

from dataclasses import dataclass

from coachway.domain.kernel.events import Event
from coachway.domain.kernel.money import Money


@dataclass(frozen=True, kw_only=True)
class CaseFacts:
    """The case as it stands after what happened; `vendor_id` is the charter's vendor, told where `affects_vendor`."""

    case_id: int
    case_number: str
    charter_id: int
    client_id: int
    vendor_id: int | None
    affects_vendor: bool
    change_type: str
    priority: str
    title: str
    status: str
    requires_approval: bool
    requested_by: int | None
    requested_by_name: str
    price_difference: Money | None
    by: int | None
    by_name: str
    notes: str | None


@dataclass(frozen=True, kw_only=True)
class ChangeWasCreated(CaseFacts, Event, name="change.created"):
    pass


@dataclass(frozen=True, kw_only=True)
class ChangeWasUpdated(CaseFacts, Event, name="change.updated"):
    pass


@dataclass(frozen=True, kw_only=True)
class ChangeWasMovedToReview(CaseFacts, Event, name="change.moved_to_review"):
    pass


@dataclass(frozen=True, kw_only=True)
class ChangeWasApproved(CaseFacts, Event, name="change.approved"):
    pass


@dataclass(frozen=True, kw_only=True)
class ChangeWasRejected(CaseFacts, Event, name="change.rejected"):
    pass


@dataclass(frozen=True, kw_only=True)
class ChangeWasImplemented(CaseFacts, Event, name="change.implemented"):
    """`charter_revision` is the charter's revision that holds the change."""

    charter_revision: int


@dataclass(frozen=True, kw_only=True)
class ChangeWasCancelled(CaseFacts, Event, name="change.cancelled"):
    pass


@dataclass(frozen=True, kw_only=True)
class ChangeWasRolledBack(CaseFacts, Event, name="change.rolled_back"):
    """`by_case_id` is the case that reversed this one."""

    by_case_id: int


@dataclass(frozen=True, kw_only=True)
class ApprovalWasRequested(Event, name="change.approval_requested"):
    approval_id: int
    case_id: int
    case_number: str
    title: str
    approver_id: int
    approver_name: str
    approval_level: int
    required: bool


@dataclass(frozen=True, kw_only=True)
class ApprovalWasDecided(Event, name="change.approval_decided"):
    approval_id: int
    case_id: int
    case_number: str
    approver_id: int
    decision: str
    notes: str
