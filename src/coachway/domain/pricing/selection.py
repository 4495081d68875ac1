"""Which rules make a trip's price."""

from __future__ import annotations

from typing import NamedTuple

from coachway.domain.pricing.compiled_rule import CompiledRule, point_of
from coachway.domain.pricing.model.trip import QuoteRequest
from coachway.domain.pricing.rule_book import RuleBook, discount_order, minimum_order, multiplier_order


class Selection(NamedTuple):
    """One rule for each slot at most, the multipliers in the order in which they apply, one discount, one minimum."""

    base: CompiledRule | None
    mileage: CompiledRule | None
    hourly: CompiledRule | None
    multipliers: list[CompiledRule]
    discount: CompiledRule | None
    minimum: CompiledRule | None


def select_rules(request: QuoteRequest, book: RuleBook) -> Selection:
    """The rules that apply, of those that hold for the trip.

    A slot goes to the most specific target, then to the higher priority, then to the later id. All multipliers
    apply, of the exclusive ones the first; of discounts and minimums only the highest.
    """
    trip = point_of(request)
    base = mileage = hourly = None
    discount = minimum = None
    multipliers: list[CompiledRule] = []
    for shelves in book.shelves_for(request):
        if base is None and shelves.base is not None:
            base = shelves.base.first(trip)
        if mileage is None and shelves.mileage is not None:
            mileage = shelves.mileage.first(trip)
        if hourly is None and shelves.hourly is not None:
            hourly = shelves.hourly.first(trip)
        if shelves.multipliers is not None:
            multipliers += shelves.multipliers.all(trip)
        if shelves.discounts is not None and (rule := shelves.discounts.first(trip)) is not None:
            discount = rule if discount is None else min(discount, rule, key=discount_order)
        if shelves.minimums is not None and (rule := shelves.minimums.first(trip)) is not None:
            minimum = rule if minimum is None else min(minimum, rule, key=minimum_order)
    return Selection(base, mileage, hourly, _in_order(multipliers), discount, minimum)


def _in_order(multipliers: list[CompiledRule]) -> list[CompiledRule]:
    """As they apply: of those that exclude each other only the first."""
    if len(multipliers) < 2:
        return multipliers
    applied, exclusive_taken = [], False
    for rule in sorted(multipliers, key=multiplier_order):
        if not (rule.terms.exclusive and exclusive_taken):
            applied.append(rule)
        exclusive_taken = exclusive_taken or rule.terms.exclusive
    return applied
