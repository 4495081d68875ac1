"""The data of a change case, and how whatever happens to it gets into its history and its events."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from coachway.domain.changes.model.approvals import Approval
from coachway.domain.changes.model.history import HistoryAction, HistoryEntry
from coachway.domain.changes.model.values import (
    ChangePriority,
    ChangeType,
    Decision,
    Impact,
    PriceProposal,
    ProposedChange,
    Request,
    Stakes,
)
from coachway.domain.changes.state_machine import ChangeStatus, check_transition
from coachway.domain.kernel.actor import Actor
from coachway.domain.kernel.aggregate import Aggregate


@dataclass(eq=False, kw_only=True)
class CaseRecord(Aggregate):
    """What a case is made of. Whoever changes it says `_move(…)` or `_note(…)`."""

    id: int
    case_number: str
    charter_id: int
    client_id: int
    vendor_id: int | None
    change_type: ChangeType
    priority: ChangePriority
    status: ChangeStatus = ChangeStatus.PENDING
    title: str
    description: str | None
    reason: str | None
    request: Request
    impact: Impact
    pricing: PriceProposal
    proposed_changes: tuple[ProposedChange, ...]
    requires_approval: bool
    approval: Decision | None = None
    rejection: Decision | None = None
    implementation: Decision | None = None
    cancellation: Decision | None = None
    charter_revision: int | None = None
    tags: list[str]
    attachments: list[str]
    related_change_cases: list[int]
    due_date: date | None
    completed_at: datetime | None = None
    created_at: datetime
    updated_at: datetime
    approvals: list[Approval] = field(default_factory=list)
    version: int = 1

    @property
    def new_history(self) -> list[HistoryEntry]:
        """The entries since it was loaded, oldest first."""
        entries: list[HistoryEntry] = self.__dict__.setdefault("_new_history", [])
        return entries

    def collect_history(self) -> list[HistoryEntry]:
        """Hand over the new entries; whoever stores the case stores them with it."""
        entries: list[HistoryEntry] = self.__dict__.pop("_new_history", [])
        return entries

    @property
    def stakes(self) -> Stakes:
        return Stakes.of(self.change_type, self.priority, self.impact, self.pricing, self.proposed_changes)

    def _move(self, to: ChangeStatus, action: HistoryAction, *, by: Actor, at: datetime, **said: Any) -> None:
        check_transition(self.status, to)
        previous, self.status = self.status, to
        self._note(action, by=by, at=at, previous_status=previous, new_status=to, **said)

    def _note(self, action: HistoryAction, *, by: Actor, at: datetime, **said: Any) -> None:
        """Every action is in the history, and is the newest update."""
        self.updated_at = at
        self.new_history.append(HistoryEntry.of(action, by=by, at=at, **said))

    def _facts(self, by: Actor, notes: str | None = None) -> dict[str, Any]:
        return {
            "case_id": self.id,
            "case_number": self.case_number,
            "charter_id": self.charter_id,
            "client_id": self.client_id,
            "vendor_id": self.vendor_id,
            "affects_vendor": self.impact.affects_vendor,
            "change_type": self.change_type.value,
            "priority": self.priority.value,
            "title": self.title,
            "status": self.status.value,
            "requires_approval": self.requires_approval,
            "requested_by": self.request.by,
            "requested_by_name": self.request.by_name,
            "price_difference": self.pricing.difference,
            "by": by.acting_id,
            "by_name": by.acting_name,
            "notes": notes,
        }
