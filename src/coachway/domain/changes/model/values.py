"""The value objects that a change case is made of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from coachway.domain.kernel.money import Money


class ChangeType(StrEnum):
    """What a change is about."""

    ITINERARY_MODIFICATION = "itinerary_modification"
    PASSENGER_COUNT_CHANGE = "passenger_count_change"
    VEHICLE_CHANGE = "vehicle_change"
    DATE_TIME_CHANGE = "date_time_change"
    PICKUP_LOCATION_CHANGE = "pickup_location_change"
    DESTINATION_CHANGE = "destination_change"
    AMENITY_ADDITION = "amenity_addition"
    AMENITY_REMOVAL = "amenity_removal"
    CANCELLATION = "cancellation"
    PRICING_ADJUSTMENT = "pricing_adjustment"
    OTHER = "other"


class ChangePriority(StrEnum):
    """How soon it matters."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    URGENT = "urgent"


class ImpactLevel(StrEnum):
    """How much of the trip it touches."""

    MINIMAL = "minimal"
    MODERATE = "moderate"
    SIGNIFICANT = "significant"
    MAJOR = "major"


@dataclass(frozen=True, slots=True)
class Impact:
    """What the change does to the trip, and to whom."""

    level: ImpactLevel = ImpactLevel.MINIMAL
    assessment: str | None = None
    affects_vendor: bool = False
    affects_pricing: bool = False
    affects_schedule: bool = False


NO_IMPACT: Final = Impact()


@dataclass(frozen=True, slots=True)
class PriceProposal:
    """What the charter costs its client now and would cost after; either may be unknown."""

    current: Money | None = None
    proposed: Money | None = None

    @property
    def difference(self) -> Money | None:
        """Proposed less current; None while either is unknown."""
        if self.current is None or self.proposed is None:
            return None
        return self.proposed - self.current


NO_PRICES: Final = PriceProposal()


@dataclass(frozen=True, slots=True)
class Request:
    """Who asked for the change (None: the platform or a key without a person), and when."""

    by: int | None
    by_name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Decision:
    """Who approved, rejected, implemented or cancelled, when, and what they wrote."""

    by: int | None
    at: datetime
    notes: str


@dataclass(frozen=True, slots=True)
class ProposedChange:
    """One field of the charter, what it was when the change was asked for, and what it shall be; plain JSON values."""

    field: str
    before: object
    after: object


# What the client pays, and what it is made of.
_PRICE_FIELDS: Final = frozenset({"base_cost", "mileage_cost", "additional_fees", "total_cost"})


@dataclass(frozen=True, slots=True)
class Stakes:
    """What decides how much of an approval a change needs."""

    change_type: ChangeType
    priority: ChangePriority
    impact: Impact
    pricing: PriceProposal

    @classmethod
    def of(
        cls,
        change_type: ChangeType,
        priority: ChangePriority,
        impact: Impact,
        pricing: PriceProposal,
        proposed_changes: Iterable[ProposedChange],
    ) -> Stakes:
        """A price among the charter's proposed fields weighs as much as one that is proposed as the case's own."""
        priced = {each.field: each for each in proposed_changes if each.field in _PRICE_FIELDS}
        if priced:
            impact = replace(impact, affects_pricing=True)
        if total := priced.get("total_cost"):
            after = _money(total.after) if pricing.proposed is None else pricing.proposed
            pricing = PriceProposal(_money(total.before), after)
        return cls(change_type, priority, impact, pricing)


def _money(plain: object) -> Money | None:
    return None if plain is None else Money.of(str(plain))
