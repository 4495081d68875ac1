"""State machines: an enum and a table of what may follow what, from which the refusal's sentence is made too."""

from __future__ import annotations

from collections.abc import Mapping, Set
from enum import StrEnum
from typing import TypeVar

from coachway.domain.kernel.errors import Conflict

S = TypeVar("S", bound=StrEnum)


def require_transition(table: Mapping[S, Set[S]], current: S, wanted: S) -> None:
    """Refuse a move that the table does not hold. Raises Conflict `illegal_transition`, naming what is allowed."""
    allowed = table[current]
    if wanted not in allowed:
        names = ", ".join(state.value for state in type(current) if state in allowed) or "nothing"
        raise Conflict(
            f"Cannot move from '{current.value}' to '{wanted.value}'. Allowed: {names}", code="illegal_transition"
        )
