"""The secure link by which a client sees, accepts or declines a quote."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from coachway.domain.charters.model.status import CharterStatus


class OfferStatus(StrEnum):
    """How an offer stands, as whoever holds its link is told."""

    SENT = "sent"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class QuoteLink:
    """The newest link of a charter: found by its hash, kept encrypted so that staff can copy it.

    A new quote replaces it, which revokes it; a priced edit lets it expire at once.
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


def offer_status(
    charter: CharterStatus, *, accepted: bool, declined: bool, expires_at: datetime, at: datetime
) -> OfferStatus:
    """How the newest offer of a charter stands; one that staff booked or cancelled meanwhile is no longer open."""
    if accepted:
        return OfferStatus.ACCEPTED
    if declined:
        return OfferStatus.DECLINED
    return OfferStatus.SENT if charter is CharterStatus.QUOTE and at < expires_at else OfferStatus.EXPIRED
