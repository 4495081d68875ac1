"""Arbitrary rules and trips, few enough different ones that they meet."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any

from hypothesis import strategies as st

from coachway.domain.kernel.money import Money
from coachway.domain.pricing.model import QuoteRequest, RuleScope, RuleType

VEHICLES = ("coach", "minibus")
PLACES = ("Boston", "New York")
START = date(2026, 3, 2)

days = st.integers(0, 20).map(lambda number: START + timedelta(days=number))
times = st.integers(0, 23).map(time)
rates = st.decimals(0, 1000, places=4)
miles = st.decimals(0, 2000, places=2)


def _optional(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | values


@st.composite
def conditions(draw: st.DrawFn) -> dict[str, Any]:
    """Conditions that some trips meet and others do not, often none."""
    found: dict[str, Any] = {}
    if draw(st.booleans()):
        return found
    if draw(st.booleans()):
        found["days_of_week"] = draw(st.lists(st.integers(0, 6), unique=True, min_size=1))
    if draw(st.booleans()):
        found["start_time"], found["end_time"] = draw(st.lists(times, unique=True, min_size=2, max_size=2))
    for least, most, values in (
        ("min_passengers", "max_passengers", st.integers(1, 60)),
        ("min_miles", "max_miles", miles),
        ("valid_from", "valid_until", days),
    ):
        low, high = draw(_optional(values)), draw(_optional(values))
        if low is not None and high is not None:
            low, high = min(low, high), max(low, high)
        found |= {least: low, most: high}
    return found


@st.composite
def rules(draw: st.DrawFn) -> dict[str, Any]:
    """A rule of any type that fits its scope."""
    kind = draw(st.sampled_from(RuleType))
    fields: dict[str, Any] = draw(conditions()) | {"rule_type": kind, "priority": draw(st.integers(0, 2))}
    scopes = {
        RuleType.CLIENT_SPECIFIC: [RuleScope.CLIENT],
        RuleType.VEHICLE_SPECIFIC: [RuleScope.VEHICLE],
    }.get(kind, list(RuleScope))
    fields["scope"] = scope = draw(st.sampled_from(scopes))
    if scope is RuleScope.CLIENT:
        fields |= {"client_id": draw(st.integers(1, 2)), "vehicle_type": draw(_optional(st.sampled_from(VEHICLES)))}
    if scope is RuleScope.VEHICLE:
        fields["vehicle_type"] = draw(st.sampled_from(VEHICLES))
    if scope is RuleScope.ROUTE:
        fields |= {"origin": draw(st.sampled_from(PLACES)), "destination": draw(st.sampled_from(PLACES))}
    return fields | draw(_amounts(kind, fields))


@st.composite
def _amounts(draw: st.DrawFn, kind: RuleType, fields: dict[str, Any]) -> dict[str, Any]:
    factor = draw(st.decimals("0.01", 3, places=4))
    if kind is RuleType.MILEAGE_RATE:
        return {"per_mile_rate": draw(rates), "deadhead_per_mile_rate": draw(_optional(rates))}
    if kind is RuleType.TIME_MULTIPLIER:
        timed = {} if fields.get("days_of_week") else {"days_of_week": [0, 1, 2]}
        return {"multiplier": factor, "exclusive": draw(st.booleans()), **timed}
    if kind is RuleType.SEASONAL:
        start = fields.get("valid_from") or START
        until = max(fields.get("valid_until") or START, start)
        return {"multiplier": factor, "exclusive": draw(st.booleans()), "valid_from": start, "valid_until": until}
    carried = draw(st.sampled_from((("base_rate",), ("per_hour_rate",), ("base_rate", "per_hour_rate"))))
    amounts: dict[str, Any] = {}
    if "base_rate" in carried:
        amounts["base_rate"] = draw(rates)
    if "per_hour_rate" in carried:
        amounts |= {"per_hour_rate": draw(rates), "minimum_hours": draw(_optional(st.decimals(0, 10, places=2)))}
    amounts["minimum_charge"] = draw(_optional(st.decimals(0, 3000, places=2).map(Money)))
    if kind is RuleType.CLIENT_SPECIFIC:
        amounts["discount_percent"] = draw(_optional(st.decimals("0.01", 100, places=2)))
    if kind is RuleType.VEHICLE_SPECIFIC:
        amounts["multiplier"] = draw(_optional(st.just(factor)))
    return amounts


@st.composite
def requests(draw: st.DrawFn) -> QuoteRequest:
    """A trip of some client or none."""
    return QuoteRequest(
        client_id=draw(_optional(st.integers(1, 2))),
        vehicle_type=draw(st.sampled_from(VEHICLES)),
        vehicle_count=draw(st.integers(1, 4)),
        passengers=draw(st.integers(1, 60)),
        trip_date=draw(days),
        pickup_time=draw(_optional(times)),
        distance_miles=draw(miles),
        deadhead_miles=draw(miles),
        trip_hours=draw(_optional(st.decimals(0, 24, places=2))),
        origin=draw(_optional(st.sampled_from(PLACES))),
        destination=draw(_optional(st.sampled_from(PLACES))),
        extra_stops=draw(st.integers(0, 5)),
        requires_second_driver=draw(st.booleans()),
        overnight_nights=draw(st.integers(0, 3)),
    )


catalogues = st.lists(rules(), max_size=8)
"""Rules as fields, to be given ids from 1 in their order."""
