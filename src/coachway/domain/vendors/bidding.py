"""When a charter takes bids."""

from __future__ import annotations

from datetime import datetime

from coachway.domain.kernel.errors import Conflict
from coachway.domain.vendors.model.bid_terms import CharterForBids


def require_open(charter: CharterForBids) -> None:
    """Bids are for booked charters without a vendor. Raises Conflict `charter_not_open`."""
    if not charter.is_open:
        why = f"is {charter.status}" if charter.vendor_id is None else "has been awarded"
        raise Conflict(f"Charter {charter.id} {why}: it takes no bids.", code="charter_not_open")


def require_not_closed(charter: CharterForBids, closes_at: datetime | None, at: datetime) -> None:
    """Bidding closes at the latest deadline of the charter's requests. Raises Conflict `bidding_closed`."""
    if closes_at is not None and at >= closes_at:
        raise Conflict(
            f"Bidding on charter {charter.id} closed at {closes_at:%Y-%m-%d %H:%M} UTC.", code="bidding_closed"
        )
