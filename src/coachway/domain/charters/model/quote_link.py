"""The secure link by which a client sees, accepts or declines a quote."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from coachway.domain.kernel.errors import Conflict


class OfferStatus(StrEnum):
    """How an offer stands, as whoever holds its link is told."""

    SENT = "sent"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class QuoteLink:
    """The newest link of a charter: found by its hash, kept encrypted so that staff can copy it.

    A new quote replaces it, which revokes it for good; a priced edit lets it expire at once.
    """

    quote_id: int
    token: str
    token_hash: str
    expires_at: datetime
    declined_at: datetime | None = None

    def has_expired(self, at: datetime) -> bool:
        return at >= self.expires_at

    def is_open(self, at: datetime) -> bool:
        return self.declined_at is None and not self.has_expired(at)


@dataclass(frozen=True, slots=True)
class Acceptance:
    """How a client accepted: when, from where, and under which name if one was given."""

    accepted_at: datetime
    ip_address: str | None
    user_agent: str | None
    accepted_by_name: str | None


def link_replaced() -> Conflict:
    """What whoever follows an older link is told."""
    return Conflict("A newer quote has replaced this one: its link is in the latest mail.", code="quote_expired")
