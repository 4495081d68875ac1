"""The states of a charter, and the moves between them."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class CharterStatus(StrEnum):
    """`booked` without a vendor is open for bids."""

    QUOTE = "quote"
    BOOKED = "booked"
    CONFIRMED = "confirmed"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


TRANSITIONS: Final[Mapping[CharterStatus, frozenset[CharterStatus]]] = {
    CharterStatus.QUOTE: frozenset({CharterStatus.BOOKED, CharterStatus.CANCELLED}),
    CharterStatus.BOOKED: frozenset({CharterStatus.CONFIRMED, CharterStatus.CANCELLED}),
    CharterStatus.CONFIRMED: frozenset({CharterStatus.IN_PROGRESS, CharterStatus.CANCELLED}),
    CharterStatus.IN_PROGRESS: frozenset({CharterStatus.COMPLETED}),
    CharterStatus.COMPLETED: frozenset(),
    CharterStatus.CANCELLED: frozenset(),
}

UNDER_CHANGE_CONTROL: Final = frozenset({CharterStatus.BOOKED, CharterStatus.CONFIRMED, CharterStatus.IN_PROGRESS})
"""States in which what was agreed is altered by a change case."""
