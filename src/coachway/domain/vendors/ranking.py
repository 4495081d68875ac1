"""How the live bids of a charter stand to each other: by price, then who was earlier, then the lower id."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from coachway.domain.kernel.money import Money


@dataclass(frozen=True, slots=True)
class Offer:
    """What ranking looks at in a live bid."""

    bid_id: int
    quoted_price: Money
    submitted_at: datetime


@dataclass(frozen=True, slots=True)
class Rank:
    """A bid's place among the live ones of its charter; 1 is the best, and alone the lowest bid where prices tie."""

    rank: int
    is_lowest_bid: bool
    price_difference_from_lowest: Money


def rank_bids(offers: Iterable[Offer]) -> dict[int, Rank]:
    """The rank of each bid by its id, best first."""
    ordered = sorted(offers, key=lambda offer: (offer.quoted_price, offer.submitted_at, offer.bid_id))
    if not ordered:
        return {}
    lowest = ordered[0].quoted_price
    return {
        offer.bid_id: Rank(
            rank=place,
            is_lowest_bid=place == 1,
            price_difference_from_lowest=offer.quoted_price - lowest,
        )
        for place, offer in enumerate(ordered, start=1)
    }


@dataclass(frozen=True, slots=True)
class PriceSummary:
    """The spread of a charter's live prices; all null but the count where there is none."""

    count: int
    lowest: Money | None = None
    highest: Money | None = None
    average: Money | None = None
    median: Money | None = None
    spread: Money | None = None


def summarise(prices: Sequence[Money]) -> PriceSummary:
    """Lowest, highest, average, median (the mean of the middle two of an even number) and spread, to the cent."""
    if not prices:
        return PriceSummary(count=0)
    ordered = sorted(prices)
    half = len(ordered) // 2
    middle = ordered[half : half + 1] if len(ordered) % 2 else ordered[half - 1 : half + 1]
    return PriceSummary(
        count=len(ordered),
        lowest=ordered[0],
        highest=ordered[-1],
        average=_mean(ordered),
        median=_mean(middle),
        spread=ordered[-1] - ordered[0],
    )


def _mean(prices: Sequence[Money]) -> Money:
    return Money(sum((price.amount for price in prices), Decimal(0)) / len(prices))
