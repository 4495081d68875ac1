"""Who sees which clients, and what of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from coachway.domain.clients.model import CONTACT_FIELDS
from coachway.domain.clients.views import ClientView
from coachway.domain.kernel.actor import Actor, Role
from coachway.domain.kernel.errors import Forbidden, NotFound


def require_visible(client_id: int, *, actor: Actor) -> None:
    """Staff see all clients, a client themselves. Raises NotFound."""
    if not (actor.is_staff or (actor.role is Role.CLIENT and actor.client_id == client_id)):
        raise NotFound.of("client", client_id)


def require_may_change(fields: Iterable[str], *, actor: Actor) -> None:
    """A client changes only how they are called and reached. Raises Forbidden."""
    beyond = sorted(set(fields) - CONTACT_FIELDS)
    if not actor.is_staff and beyond:
        raise Forbidden(f"Only the office may change {', '.join(beyond)}.", code="field_not_yours")


def seen_by(actor: Actor, client: ClientView) -> ClientView:
    """The client without what the actor must not see."""
    return client if actor.is_staff else replace(client, notes=None)
