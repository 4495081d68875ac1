"""What the bearer of a quote's link is shown: the trip from the charter, the price from the quote."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from coachway.domain.charters.model import OfferStatus, TripType
from coachway.domain.charters.ports import ChartersReads, LinkTokens
from coachway.domain.charters.views import StopView
from coachway.domain.kernel.actor import SYSTEM
from coachway.domain.kernel.clock import Clock
from coachway.domain.kernel.money import Money
from coachway.domain.pricing.model import QuoteStatus
from coachway.domain.pricing.ports import PricingReads


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferedLine:
    """One line of the price, with a sentence why; which rule made it stays inside the house."""

    line: str
    name: str
    amount: Money
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteOffer:
    """A quote as its client sees it; `status` is sent, accepted, declined or expired.

    The trip is the one that was priced. Where the office booked it for the client, accepted_at is null.
    """

    quote_id: int
    charter_id: int
    status: OfferStatus
    client_name: str
    vehicle_type: str
    vehicle_count: int
    trip_type: TripType
    trip_date: date
    pickup_time: str | None
    return_date: date | None
    passengers: int
    amenities: tuple[str, ...]
    stops: tuple[StopView, ...]
    breakdown: tuple[OfferedLine, ...]
    total: Money
    deposit_amount: Money
    currency: str
    valid_until: datetime
    accepted_at: datetime | None
    booked_at: datetime | None
    declined_at: datetime | None


async def show_quote(
    token: str, *, charters: ChartersReads, pricing: PricingReads, tokens: LinkTokens, clock: Clock
) -> QuoteOffer:
    """What the newest link of a charter shows. Raises NotFound, or Conflict `quote_expired` for an older one."""
    offer = await charters.offer(tokens.hash(token))
    quote = await pricing.quote(offer.quote_id, actor=SYSTEM)
    return QuoteOffer(
        quote_id=offer.quote_id,
        charter_id=offer.charter_id,
        status=_standing(quote.status, offer.valid_until, clock.now()),
        client_name=offer.client_name,
        vehicle_type=offer.vehicle_type,
        vehicle_count=offer.vehicle_count,
        trip_type=offer.trip_type,
        trip_date=offer.trip_date,
        pickup_time=offer.pickup_time,
        return_date=offer.return_date,
        passengers=offer.passengers,
        amenities=offer.amenities,
        stops=offer.stops,
        breakdown=tuple(
            OfferedLine(line=line.line.value, name=line.name, amount=line.amount, why=line.why)
            for line in quote.breakdown
        ),
        total=quote.total,
        deposit_amount=quote.deposit_amount,
        currency=quote.currency,
        valid_until=offer.valid_until,
        accepted_at=offer.accepted_at,
        booked_at=offer.booked_at,
        declined_at=offer.declined_at,
    )


def _standing(status: QuoteStatus, valid_until: datetime, at: datetime) -> OfferStatus:
    """The quote's own status; what waits for an answer after its time has expired, whether or not a job said so."""
    if status is QuoteStatus.SENT and at >= valid_until:
        return OfferStatus.EXPIRED
    return OfferStatus(status.value)
