"""Revisions: every accepted write of a charter, with the whole state it left."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Act(StrEnum):
    """What was done to a charter to make a revision."""

    CREATED = "created"
    UPDATED = "updated"
    STOP_ADDED = "stop_added"
    STOP_CHANGED = "stop_changed"
    STOP_REMOVED = "stop_removed"
    QUOTE_SENT = "quote_sent"
    QUOTE_DECLINED = "quote_declined"
    BOOKED = "booked"
    AWARDED = "awarded"
    CHANGE_IMPLEMENTED = "change_implemented"
    CONFIRMED = "confirmed"
    STARTED = "started"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """One revision: who made it and why, the plain values before and after, and the whole plain state after it."""

    charter_id: int
    revision_number: int
    action: Act
    reason: str | None
    changes: Mapping[str, Mapping[str, object]]
    state: Mapping[str, object]
    changed_by: int | None
    changed_by_name: str
    changed_by_role: str
    changed_at: datetime


def differences(before: Mapping[str, object], after: Mapping[str, object]) -> dict[str, dict[str, object]]:
    """The fields whose plain values differ, each with both."""
    return {
        name: {"before": before.get(name), "after": value} for name, value in after.items() if before.get(name) != value
    }
