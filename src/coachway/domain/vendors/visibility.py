"""Who sees what of vendors: staff see all but secret numbers, a vendor sees itself and nothing of the others."""

from __future__ import annotations

from coachway.domain.kernel.actor import Actor, Role
from coachway.domain.kernel.errors import Forbidden, NotFound


def only_vendor(actor: Actor) -> int | None:
    """Whose objects alone the actor may see; None sees every vendor's. Raises Forbidden for who sees none."""
    if actor.is_staff:
        return None
    if actor.role is not Role.VENDOR or actor.vendor_id is None:
        raise Forbidden("Vendors and their bids are for staff and for the vendor itself.")
    return actor.vendor_id


def require_sees(actor: Actor, vendor_id: int, *, kind: str, identity: object) -> None:
    """Another vendor's object looks like none. Raises NotFound."""
    if only_vendor(actor) not in (None, vendor_id):
        raise NotFound.of(kind, identity)


def sees_secret_numbers(actor: Actor, vendor_id: int) -> bool:
    """Tax and bank numbers are shown whole to admins and to that vendor."""
    return actor.is_admin or (actor.role is Role.VENDOR and actor.vendor_id == vendor_id)


def sees_live_ranks(actor: Actor) -> bool:
    """Bids are sealed: no vendor learns a rank, not even its own, before the award."""
    return actor.is_staff


def sees_brokers_notes(actor: Actor) -> bool:
    """What the broker's staff note of a vendor is not for the vendor."""
    return actor.is_staff
