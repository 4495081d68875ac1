"""What was done about a lead."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final


class ActivityType(StrEnum):
    CALL = "call"
    EMAIL = "email"
    NOTE = "note"
    STATUS_CHANGE = "status_change"
    MEETING = "meeting"


RESPONSES: Final = frozenset({ActivityType.CALL, ActivityType.EMAIL, ActivityType.MEETING})
"""What counts as having answered the customer."""


@dataclass(eq=False, kw_only=True)
class LeadActivity:
    """One entry in a lead's log; entries are never changed."""

    id: int
    lead_id: int
    activity_type: ActivityType
    details: str
    performed_by: int | None
    created_at: datetime
