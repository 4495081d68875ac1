"""Who sees which charters, and what of them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from coachway.domain.charters.views import CharterView
from coachway.domain.kernel.actor import Actor, Role
from coachway.domain.kernel.errors import NotFound


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose charters are visible: everything, one client's, or those awarded to one vendor."""

    everything: bool = False
    client_id: int | None = None
    vendor_id: int | None = None

    def holds(self, client_id: int, vendor_id: int | None) -> bool:
        """Whether a charter of that client and vendor is visible."""
        if self.everything:
            return True
        if self.client_id is not None:
            return client_id == self.client_id
        return self.vendor_id is not None and vendor_id == self.vendor_id


def scope_of(actor: Actor) -> Scope:
    """Staff see all charters, a client their own, a vendor those awarded to them, anybody else none."""
    if actor.is_staff:
        return Scope(everything=True)
    if actor.role is Role.CLIENT:
        return Scope(client_id=actor.client_id)
    if actor.role is Role.VENDOR:
        return Scope(vendor_id=actor.vendor_id)
    return Scope()


def require_visible(charter_id: int, client_id: int, vendor_id: int | None, *, actor: Actor) -> None:
    """Raises NotFound for a charter that the actor may not see: it cannot be told from none."""
    if not scope_of(actor).holds(client_id, vendor_id):
        raise NotFound.of("charter", charter_id)


def seen_by(actor: Actor, charter: CharterView) -> CharterView:
    """The charter without what the actor must not see.

    Only staff see the secret link; a vendor sees no price charged to the client, a client not what a vendor gets.
    """
    if actor.is_staff:
        return charter
    if actor.role is Role.VENDOR:
        return replace(
            charter,
            base_cost=None,
            mileage_cost=None,
            additional_fees=None,
            total_cost=None,
            deposit_amount=None,
            quote_id=None,
            quote_secure_token=None,
            quote_expires_at=None,
            quote_declined_at=None,
            acceptance=None,
        )
    return replace(charter, vendor_cost=None, quote_secure_token=None)


def without_link(charter: CharterView) -> CharterView:
    """The charter as an answer that may be kept for an idempotent repeat, where no secret may lie in clear text."""
    return replace(charter, quote_secure_token=None)
