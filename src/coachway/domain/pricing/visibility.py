"""Whose quotes somebody may see."""

from __future__ import annotations

from coachway.domain.kernel.actor import Actor, Role

NOBODY = 0
"""No client has this id."""


def only_of_client(actor: Actor) -> int | None:
    """The one client whose quotes the actor may see; None when they may see all. Vendors see nobody's."""
    if actor.is_staff:
        return None
    return actor.client_id if actor.role is Role.CLIENT and actor.client_id else NOBODY
