"""State machines refuse in one sentence that names what is allowed."""

from __future__ import annotations

from enum import StrEnum

import pytest

from coachway.domain.kernel.errors import Conflict
from coachway.domain.kernel.transitions import require_transition


class Light(StrEnum):
    RED = "red"
    GREEN = "green"
    AMBER = "amber"


TABLE = {Light.RED: {Light.GREEN}, Light.GREEN: {Light.AMBER, Light.RED}, Light.AMBER: frozenset[Light]()}


def test_a_move_of_the_table_is_let_through() -> None:
    require_transition(TABLE, Light.RED, Light.GREEN)


def test_a_refusal_names_what_is_allowed_in_the_order_of_the_enum() -> None:
    with pytest.raises(Conflict, match=r"^Cannot move from 'green' to 'green'\. Allowed: red, amber$") as refused:
        require_transition(TABLE, Light.GREEN, Light.GREEN)
    assert refused.value.code == "illegal_transition"


def test_a_final_state_allows_nothing() -> None:
    with pytest.raises(Conflict, match=r"Allowed: nothing$"):
        require_transition(TABLE, Light.AMBER, Light.RED)
