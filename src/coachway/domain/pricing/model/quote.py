"""The quote: a price that was worked out once and is never worked out anew, and what becomes of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from coachway.domain.kernel.aggregate import Aggregate
from coachway.domain.kernel.errors import Conflict
from coachway.domain.kernel.money import Money
from coachway.domain.kernel.transitions import require_transition
from coachway.domain.pricing.events import QuoteExpired, QuoteWasCalculated
from coachway.domain.pricing.model.calculation import ENGINE_VERSION, Calculation, PricingSettings
from coachway.domain.pricing.model.kinds import QuoteStatus
from coachway.domain.pricing.model.trip import QuoteRequest

TRANSITIONS: Final[Mapping[QuoteStatus, frozenset[QuoteStatus]]] = {
    QuoteStatus.DRAFT: frozenset({QuoteStatus.SENT, QuoteStatus.EXPIRED}),
    QuoteStatus.SENT: frozenset({QuoteStatus.ACCEPTED, QuoteStatus.DECLINED, QuoteStatus.EXPIRED}),
    QuoteStatus.ACCEPTED: frozenset(),
    QuoteStatus.DECLINED: frozenset(),
    QuoteStatus.EXPIRED: frozenset(),
}


@dataclass(eq=False, kw_only=True)
class Quote(Aggregate):
    """A price for one trip; of a charter, for that one revision of it.

    Request, calculation, settings and engine_version stay as they were when it was made, so that it can be worked
    out again to the same cent. Only its status changes, and whose it is when clients are merged.
    """

    id: int
    client_id: int | None
    charter_id: int | None
    charter_revision: int | None
    status: QuoteStatus
    request: QuoteRequest
    calculation: Calculation
    total: Money
    deposit_amount: Money
    settings: PricingSettings
    engine_version: int
    valid_until: datetime
    created_by: int | None
    created_at: datetime
    updated_at: datetime
    version: int = 1

    @classmethod
    def draft(
        cls,
        *,
        quote_id: int,
        charter_id: int | None,
        charter_revision: int | None,
        request: QuoteRequest,
        calculation: Calculation,
        settings: PricingSettings,
        created_by: int | None,
        at: datetime,
    ) -> Quote:
        """A quote that nobody has been sent yet."""
        quote = cls(
            id=quote_id,
            client_id=request.client_id,
            charter_id=charter_id,
            charter_revision=charter_revision,
            status=QuoteStatus.DRAFT,
            request=request,
            calculation=calculation,
            total=calculation.total,
            deposit_amount=calculation.total.percent(settings.deposit_percent),
            settings=settings,
            engine_version=ENGINE_VERSION,
            valid_until=at + timedelta(days=settings.valid_days),
            created_by=created_by,
            created_at=at,
            updated_at=at,
        )
        quote.record(
            QuoteWasCalculated(
                quote_id=quote.id, client_id=quote.client_id, charter_id=quote.charter_id, total=quote.total
            )
        )
        return quote

    def send(self, *, at: datetime) -> None:
        """The client gets it. Raises Conflict."""
        self._expect_valid(at)
        self._become(QuoteStatus.SENT, at)

    def accept(self, *, at: datetime) -> None:
        """The client takes it. Raises Conflict: `already_accepted`, `quote_declined`, `quote_expired`."""
        self._expect_open(at)
        self._become(QuoteStatus.ACCEPTED, at)

    def decline(self, *, at: datetime) -> None:
        """The client does not want it. Raises Conflict as `accept` does."""
        self._expect_open(at)
        self._become(QuoteStatus.DECLINED, at)

    def expire(self, *, at: datetime) -> None:
        """It holds no longer: its time is over, or the trip it was for has changed. What is settled stays."""
        if self.is_live:
            self._become(QuoteStatus.EXPIRED, at)
            self.record(QuoteExpired(quote_id=self.id, client_id=self.client_id, charter_id=self.charter_id))

    @property
    def is_live(self) -> bool:
        """Whether something may still become of it."""
        return bool(TRANSITIONS[self.status])

    def _expect_open(self, at: datetime) -> None:
        if self.status is QuoteStatus.ACCEPTED:
            raise Conflict("This quote has been accepted already.", code="already_accepted")
        if self.status is QuoteStatus.DECLINED:
            raise Conflict("This quote was declined: ask for a new one.", code="quote_declined")
        self._expect_valid(at)

    def _expect_valid(self, at: datetime) -> None:
        if self.status is QuoteStatus.EXPIRED or at >= self.valid_until:
            raise Conflict("This quote has expired: ask for a new one.", code="quote_expired")

    def _become(self, status: QuoteStatus, at: datetime) -> None:
        require_transition(TRANSITIONS, self.status, status)
        self.status, self.updated_at = status, at
