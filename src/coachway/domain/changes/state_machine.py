"""The statuses of a change case and the moves between them: one table, from which texts, docs and tests are made."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from coachway.domain.kernel.transitions import require_transition


class ChangeStatus(StrEnum):
    """Where a change case stands."""

    PENDING = "pending"
    UNDER_REVIEW = "under_review"
    APPROVED = "approved"
    REJECTED = "rejected"
    IMPLEMENTED = "implemented"
    CANCELLED = "cancelled"


TRANSITIONS: Final[Mapping[ChangeStatus, frozenset[ChangeStatus]]] = {
    ChangeStatus.PENDING: frozenset({ChangeStatus.UNDER_REVIEW, ChangeStatus.CANCELLED}),
    ChangeStatus.UNDER_REVIEW: frozenset({ChangeStatus.APPROVED, ChangeStatus.REJECTED, ChangeStatus.CANCELLED}),
    ChangeStatus.APPROVED: frozenset({ChangeStatus.IMPLEMENTED, ChangeStatus.CANCELLED}),
    ChangeStatus.REJECTED: frozenset({ChangeStatus.CANCELLED}),
    ChangeStatus.IMPLEMENTED: frozenset(),
    ChangeStatus.CANCELLED: frozenset(),
}

EDITABLE: Final = frozenset({ChangeStatus.PENDING, ChangeStatus.UNDER_REVIEW})
OPEN: Final = frozenset({ChangeStatus.PENDING, ChangeStatus.UNDER_REVIEW, ChangeStatus.APPROVED})


def check_transition(current: ChangeStatus, wanted: ChangeStatus) -> None:
    """Refuse a move that is not in the table. Raises Conflict `illegal_transition`, naming the moves that are."""
    require_transition(TRANSITIONS, current, wanted)


def described() -> str:
    """The table in words, for the API's documentation."""
    moves = (
        (status, [next_one.value for next_one in ChangeStatus if next_one in allowed])
        for status, allowed in TRANSITIONS.items()
    )
    return "; ".join(f"{status} → {' or '.join(allowed) or '(final)'}" for status, allowed in moves)
