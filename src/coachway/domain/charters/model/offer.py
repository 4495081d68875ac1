"""The quote of a charter: sent under a secret link, accepted or declined by it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from coachway.domain.charters import events
from coachway.domain.charters.model.quote_link import Acceptance, QuoteLink
from coachway.domain.charters.model.record import CharterRecord
from coachway.domain.charters.model.revision import Act
from coachway.domain.charters.model.status import TRANSITIONS, CharterStatus
from coachway.domain.charters.model.trip import Price
from coachway.domain.kernel.actor import Actor
from coachway.domain.kernel.errors import Conflict
from coachway.domain.kernel.money import Money
from coachway.domain.kernel.transitions import require_transition


@dataclass(eq=False, kw_only=True)
class OfferedCharter(CharterRecord):
    """A charter as an offer to its client, until it is booked."""

    def send_quote(self, link: QuoteLink, price: Price, *, by: Actor, at: datetime) -> None:
        """Offer it at this price, under a new link that revokes the one before. Raises Conflict."""
        self.expect_quote()
        self._begin()
        self.link, self.price = link, price
        self.record(
            events.QuoteWasSent(
                **self.facts(), quote_id=link.quote_id, total=self.agreed_total(), valid_until=link.expires_at
            )
        )
        self._revise(Act.QUOTE_SENT, by=by, at=at)

    def accept_quote(self, acceptance: Acceptance, *, by: Actor, at: datetime) -> None:
        """The client accepts, which books it. Raises Conflict: accepted already, declined, expired, or not a quote."""
        link = self._open_link(at)
        self._begin()
        self.acceptance = acceptance
        self.record(
            events.QuoteWasAccepted(
                **self.facts(),
                quote_id=link.quote_id,
                total=self.agreed_total(),
                accepted_by_name=acceptance.accepted_by_name,
            )
        )
        self._become_booked(by=by, at=at)

    def decline_quote(self, *, by: Actor, at: datetime) -> None:
        """The client declines; the charter stays in `quote`, for another offer. Raises Conflict."""
        link = self._open_link(at)
        self._begin()
        self.link = replace(link, declined_at=at)
        self.record(events.QuoteWasDeclined(**self.facts(), quote_id=link.quote_id))
        self._revise(Act.QUOTE_DECLINED, by=by, at=at)

    def book(self, *, by: Actor, at: datetime) -> None:
        """Staff book it for the client. Raises Conflict `illegal_transition` or `not_priced`."""
        self._begin()
        self._become_booked(by=by, at=at)

    def expect_quote(self) -> None:
        """Refuse what can only be done before booking. Raises Conflict."""
        if self.status is not CharterStatus.QUOTE:
            raise Conflict(f"The charter is {self.status.value}, no longer a quote.", code="charter_not_in_quote")

    def agreed_total(self) -> Money:
        """What the client pays. Raises Conflict `not_priced` while that is not known."""
        if self.price.total_cost is None:
            raise Conflict("The charter has no total_cost yet: price it first.", code="not_priced")
        return self.price.total_cost

    def let_quote_expire(self, at: datetime) -> None:
        """What was quoted is no longer what is offered: its link expires now."""
        if self.status is CharterStatus.QUOTE and self.link is not None and self.link.is_open(at):
            self.link = replace(self.link, expires_at=at)

    def _open_link(self, at: datetime) -> QuoteLink:
        if self.acceptance is not None:
            raise Conflict("This quote has been accepted already.", code="already_accepted")
        self.expect_quote()
        if self.link is None or self.link.has_expired(at):
            raise Conflict("This quote has expired: ask for a new one.", code="quote_expired")
        if self.link.declined_at is not None:
            raise Conflict("This quote was declined: ask for a new one.", code="quote_declined")
        return self.link

    def _become_booked(self, *, by: Actor, at: datetime) -> None:
        require_transition(TRANSITIONS, self.status, CharterStatus.BOOKED)
        total = self.agreed_total()
        self.status = CharterStatus.BOOKED
        self.record(
            events.CharterWasBooked(
                **self.facts(), passengers=self.trip.passengers, vehicle_type=self.trip.vehicle_type, total=total
            )
        )
        self._revise(Act.BOOKED, by=by, at=at)
