"""What others see of rules, their history, and quotes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from coachway.domain.kernel.money import Money
from coachway.domain.pricing.model import (
    Calculation,
    LineKind,
    PricingSettings,
    Quote,
    QuoteRequest,
    QuoteStatus,
    Rejection,
    RuleScope,
    RuleType,
)


@dataclass(frozen=True, slots=True)
class PricingRuleView:
    """A rule; what it does not say is null."""

    id: int
    name: str
    description: str | None
    rule_type: RuleType
    scope: RuleScope
    client_id: int | None
    vehicle_type: str | None
    origin: str | None
    destination: str | None
    base_rate: Decimal | None
    per_mile_rate: Decimal | None
    per_hour_rate: Decimal | None
    deadhead_per_mile_rate: Decimal | None
    minimum_hours: Decimal | None
    minimum_charge: Money | None
    multiplier: Decimal | None
    discount_percent: Decimal | None
    days_of_week: Sequence[int]
    start_time: str | None
    end_time: str | None
    min_passengers: int | None
    max_passengers: int | None
    min_miles: Decimal | None
    max_miles: Decimal | None
    valid_from: date | None
    valid_until: date | None
    priority: int
    exclusive: bool
    is_active: bool
    created_by: int | None
    created_at: datetime
    updated_at: datetime
    version: int


@dataclass(frozen=True, slots=True)
class RuleChangeView:
    """One field of a rule before and after, in the form that the rule itself shows it; `rule_version` has the new."""

    id: int
    pricing_rule_id: int
    rule_version: int
    field_name: str
    old_value: Any
    new_value: Any
    changed_by: int | None
    changed_at: datetime
    reason: str | None


@dataclass(frozen=True, slots=True)
class LineView:
    """One step of a price; rule_id and rule_version are null where a setting makes the line."""

    line: LineKind
    rule_id: int | None
    rule_version: int | None
    name: str
    amount: Money
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteView:
    """A quote with all that it was asked for; `id`, `version` are null where it was only calculated, not stored."""

    id: int | None
    client_id: int | None
    charter_id: int | None
    charter_revision: int | None
    status: QuoteStatus
    vehicle_type: str
    vehicle_count: int
    passengers: int
    trip_date: date
    pickup_time: str | None
    distance_miles: Decimal
    deadhead_miles: Decimal
    trip_hours: Decimal | None
    origin: str | None
    destination: str | None
    extra_stops: int
    requires_second_driver: bool
    overnight_nights: int
    breakdown: Sequence[LineView]
    base_cost: Money
    mileage_cost: Money
    time_cost: Money
    adjustments: Money
    fees: Money
    fuel_surcharge: Money
    subtotal: Money
    total: Money
    deposit_amount: Money
    currency: str
    valid_until: datetime
    rules_version: int
    engine_version: int
    created_by: int | None
    created_at: datetime
    updated_at: datetime
    version: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainedQuoteView(QuoteView):
    """A quote together with the rules that nearly applied, the nearest first."""

    rejected: Sequence[Rejection]


@dataclass(frozen=True, slots=True)
class RecalculationView:
    """What a stored quote comes to when worked out again from its own rules, and whether every line is the same."""

    total: Money
    same: bool


@dataclass(frozen=True, slots=True)
class PricedTrip:
    """What a stored quote was asked for, for whom it is now, by which settings, and what it came to."""

    quote_id: int
    request: QuoteRequest
    settings: PricingSettings
    total: Money


@dataclass(frozen=True, slots=True)
class PreviewedQuoteView:
    """A stored quote's total, and what the draft would make of it; null where the draft gives no price."""

    quote_id: int
    before: Money
    after: Money | None
    difference: Money | None


@dataclass(frozen=True, slots=True)
class PreviewView:
    """The quotes one by one; the totals are of those that the draft gives a price, so that they can be compared."""

    quotes: Sequence[PreviewedQuoteView]
    total_before: Money
    total_after: Money


def view_of(quote: Quote, *, stored: bool = True) -> QuoteView:
    """The quote as others see it."""
    return quote_view(
        quote.request,
        quote.calculation,
        id=quote.id if stored else None,
        client_id=quote.client_id,
        charter_id=quote.charter_id,
        charter_revision=quote.charter_revision,
        status=quote.status,
        deposit_amount=quote.deposit_amount,
        currency=quote.settings.currency,
        valid_until=quote.valid_until,
        engine_version=quote.engine_version,
        created_by=quote.created_by,
        created_at=quote.created_at,
        updated_at=quote.updated_at,
        version=quote.version if stored else None,
    )


def quote_view(request: QuoteRequest, calculation: Calculation, **own: Any) -> QuoteView:
    """The view of a quote with this request and calculation, and these fields of its own."""
    return QuoteView(
        **own,
        vehicle_type=request.vehicle_type,
        vehicle_count=request.vehicle_count,
        passengers=request.passengers,
        trip_date=request.trip_date,
        pickup_time=time_of_day(request.pickup_time),
        distance_miles=request.distance_miles,
        deadhead_miles=request.deadhead_miles,
        trip_hours=request.trip_hours,
        origin=request.origin,
        destination=request.destination,
        extra_stops=request.extra_stops,
        requires_second_driver=request.requires_second_driver,
        overnight_nights=request.overnight_nights,
        breakdown=[LineView(*line) for line in calculation.lines],
        base_cost=calculation.base_cost,
        mileage_cost=calculation.mileage_cost,
        time_cost=calculation.time_cost,
        adjustments=calculation.adjustments,
        fees=calculation.fees,
        fuel_surcharge=calculation.fuel_surcharge,
        subtotal=calculation.subtotal,
        total=calculation.total,
        rules_version=calculation.rules_version,
    )


def explained(view: QuoteView, rejected: Sequence[Rejection]) -> ExplainedQuoteView:
    """The same view with the rules that nearly applied."""
    return ExplainedQuoteView(**{field.name: getattr(view, field.name) for field in fields(view)}, rejected=rejected)


def time_of_day(moment: time | None) -> str | None:
    """As `HH:MM`."""
    return None if moment is None else f"{moment:%H:%M}"
