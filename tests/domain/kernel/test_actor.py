"""Who may name another person as acting."""

from __future__ import annotations

import pytest

from coachway.domain.kernel.actor import Actor, Role
from coachway.domain.kernel.errors import Forbidden


@pytest.mark.parametrize("role", [Role.ADMIN, Role.SERVICE])
def test_admins_and_services_act_for_others_and_both_are_known(role: Role) -> None:
    acting = Actor(role=role, user_id=1, name="Ada").naming(7, "Jane Smith")
    assert (acting.user_id, acting.acting_id, acting.acting_name) == (1, 7, "Jane Smith")


@pytest.mark.parametrize("role", [Role.MANAGER, Role.AGENT, Role.CLIENT, Role.VENDOR])
def test_nobody_else_names_another(role: Role) -> None:
    actor = Actor(role=role, user_id=1)
    assert actor.naming(1) is actor
    assert actor.naming(None) is actor
    with pytest.raises(Forbidden):
        actor.naming(2)
