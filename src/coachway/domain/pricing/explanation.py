"""Why rules that nearly applied did not: for whoever wonders about a price."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from coachway.domain.pricing.compiled_rule import CompiledRule
from coachway.domain.pricing.engine import hours_charged
from coachway.domain.pricing.model.calculation import Calculation, Rejection
from coachway.domain.pricing.model.terms import WEEKDAYS, Conditions, RuleTerms, plain_number
from coachway.domain.pricing.model.trip import QuoteRequest
from coachway.domain.pricing.rule_book import RuleBook
from coachway.domain.pricing.selection import Selection, select_rules

MOST_REJECTIONS: Final = 200
"""An explanation names so many at most, the nearest first."""


def rejected_rules(request: QuoteRequest, book: RuleBook, calculation: Calculation) -> list[Rejection]:
    """Each rule for trips of this client, route or vehicle, or for all, that is in no line, with the reasons."""
    rules = select_rules(request, book)
    in_lines = {line.rule_id for line in calculation.lines}
    near = []
    for terms in _within_reach(request, book):
        if terms.rule_id not in in_lines:
            reasons = reasons_against(terms.conditions, request) or _reasons_outdone(terms, request, rules)
            rejection = Rejection(terms.rule_id, terms.version, terms.name, " ".join(reasons))
            near.append((len(reasons), terms.rule_id, rejection))
    near.sort(key=lambda each: each[:2])
    return [rejection for _, _, rejection in near[:MOST_REJECTIONS]]


def _within_reach(request: QuoteRequest, book: RuleBook) -> Iterator[RuleTerms]:
    for shelves in book.shelves_for(request):
        yield from shelves.rules.values()


def reasons_against(when: Conditions, request: QuoteRequest) -> list[str]:
    """Each condition that the trip does not meet, in a sentence; none when all are met."""
    reasons = []
    if when.days_of_week and request.trip_date.weekday() not in when.days_of_week:
        days = " or ".join(WEEKDAYS[day] for day in when.days_of_week)
        reasons.append(f"The trip is on a {WEEKDAYS[request.trip_date.weekday()]}, not on {days}.")
    if when.start_time is not None and when.end_time is not None:
        window, pickup = f"from {when.start_time:%H:%M} to {when.end_time:%H:%M}", request.pickup_time
        if pickup is None:
            reasons.append(f"It is for a pick-up {window}, and the pick-up time is not known.")
        else:
            minute = pickup.replace(second=0, microsecond=0)
            after, before = minute >= when.start_time, minute < when.end_time
            held = (after and before) if when.start_time < when.end_time else (after or before)
            if not held:
                reasons.append(f"The pick-up at {pickup:%H:%M} is not {window}.")
    if when.valid_from is not None and request.trip_date < when.valid_from:
        reasons.append(f"It is valid from {when.valid_from}, after the trip on {request.trip_date}.")
    if when.valid_until is not None and request.trip_date > when.valid_until:
        reasons.append(f"It was valid until {when.valid_until}, before the trip on {request.trip_date}.")
    if when.min_passengers is not None and request.passengers < when.min_passengers:
        reasons.append(f"{request.passengers} passengers are fewer than {when.min_passengers}.")
    if when.max_passengers is not None and request.passengers > when.max_passengers:
        reasons.append(f"{request.passengers} passengers are more than {when.max_passengers}.")
    miles = plain_number(request.distance_miles)
    if when.min_miles is not None and request.distance_miles < when.min_miles:
        reasons.append(f"{miles} miles are fewer than {plain_number(when.min_miles)}.")
    if when.max_miles is not None and request.distance_miles > when.max_miles:
        reasons.append(f"{miles} miles are more than {plain_number(when.max_miles)}.")
    return reasons


def _reasons_outdone(terms: RuleTerms, request: QuoteRequest, rules: Selection) -> list[str]:
    """Why a rule whose conditions all hold made no line."""
    rates, reasons = terms.rates, []
    for slot, carried, winner in (
        ("base", rates.base_rate, rules.base),
        ("mileage", rates.per_mile_rate, rules.mileage),
        ("time", rates.per_hour_rate, rules.hourly),
    ):
        if carried is None or winner is None:
            continue
        if winner.terms.rule_id != terms.rule_id:
            reasons.append(f"For the {slot}, {_outdone_by(winner, terms)}")
        elif slot == "time" and hours_charged(request, winner) is None:
            reasons.append("The trip's hours are not known, and it has no minimum_hours.")
    if rates.multiplier is not None:
        reasons.append("It is exclusive, and another exclusive multiplier comes before it.")
    if rates.discount_percent is not None and rules.discount is not None:
        reasons.append(f"The discount of {_named(rules.discount)} is at least as good; discounts are never stacked.")
    if rates.minimum_charge is not None and rules.minimum is not None:
        if rules.minimum.terms.rule_id != terms.rule_id:
            reasons.append(f"The minimum charge of {_named(rules.minimum)} is at least as high.")
        else:
            reasons.append(f"The price is not below its minimum charge of {rates.minimum_charge}.")
    return reasons


def _outdone_by(winner: CompiledRule, terms: RuleTerms) -> str:
    if winner.terms.target.key() != terms.target.key():
        return f"{_named(winner)} is more specific: it is for {winner.where}."
    if winner.terms.priority != terms.priority:
        return f"{_named(winner)} has the higher priority, {winner.terms.priority} against {terms.priority}."
    return f"{_named(winner)} is as specific and of the same priority, but newer."


def _named(rule: CompiledRule) -> str:
    return f"rule {rule.terms.rule_id} ({rule.terms.name})"
