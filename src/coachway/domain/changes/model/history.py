"""What happened to a change case, entry by entry; entries are only ever added."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from coachway.domain.changes.state_machine import ChangeStatus
from coachway.domain.kernel.actor import Actor, Role


class HistoryAction(StrEnum):
    """What can happen to a case."""

    CREATED = "created"
    UPDATED = "updated"
    MOVED_TO_REVIEW = "moved_to_review"
    APPROVED = "approved"
    REJECTED = "rejected"
    IMPLEMENTED = "implemented"
    CANCELLED = "cancelled"
    ROLLED_BACK = "rolled_back"
    APPROVAL_REQUESTED = "approval_requested"
    APPROVAL_GIVEN = "approval_given"
    APPROVAL_REFUSED = "approval_refused"
    NOTIFICATION_SENT = "notification_sent"


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryEntry:
    """One thing that happened: who acted (and whose credentials they were), when, from where, and what changed."""

    action: HistoryAction
    action_by: int | None
    action_by_name: str
    entered_by: int | None
    action_at: datetime
    previous_status: ChangeStatus | None = None
    new_status: ChangeStatus | None = None
    notes: str | None = None
    field_changes: Mapping[str, Mapping[str, object]] | None = None
    system_generated: bool
    ip_address: str | None
    user_agent: str | None

    @classmethod
    def of(
        cls,
        action: HistoryAction,
        *,
        by: Actor,
        at: datetime,
        previous_status: ChangeStatus | None = None,
        new_status: ChangeStatus | None = None,
        notes: str | None = None,
        field_changes: Mapping[str, Mapping[str, object]] | None = None,
    ) -> HistoryEntry:
        return cls(
            action=action,
            action_by=by.acting_id,
            action_by_name=by.acting_name,
            entered_by=by.user_id,
            action_at=at,
            previous_status=previous_status,
            new_status=new_status,
            notes=notes,
            field_changes=field_changes,
            system_generated=by.role is Role.SYSTEM,
            ip_address=by.origin.ip_address,
            user_agent=by.origin.user_agent,
        )
