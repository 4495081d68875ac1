"""What holds of every price, whatever the rules and the trip."""

from __future__ import annotations

import random
from dataclasses import replace
from decimal import Decimal
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from coachway.domain.kernel.money import Money
from coachway.domain.pricing.compiled_rule import CompiledRule, point_of
from coachway.domain.pricing.engine import price
from coachway.domain.pricing.explanation import reasons_against, rejected_rules
from coachway.domain.pricing.model import QuoteRequest, RuleTerms
from coachway.domain.pricing.recalculation import calculated_again, rules_in
from coachway.domain.pricing.rule_book import RuleBook, targets_of
from coachway.domain.pricing.selection import select_rules
from tests.builders.pricing import BASE, SETTINGS, a_book, terms_of
from tests.domain.pricing.strategies import catalogues, miles, requests

Catalogue = list[dict[str, Any]]


def with_base(rules: Catalogue) -> Catalogue:
    """So that nearly every trip has a price."""
    return [BASE, *rules]


def holds(terms: RuleTerms, request: QuoteRequest) -> bool:
    """Whether a rule is for the trip, found without the book."""
    return terms.target.key() in targets_of(request) and not reasons_against(terms.conditions, request)


def matching(rules: Catalogue, request: QuoteRequest) -> set[int]:
    return {terms.rule_id for terms in terms_of(rules) if holds(terms, request)}


@given(catalogues, requests())
def test_the_lines_sum_to_the_total_in_whole_cents_and_never_below_zero(
    rules: Catalogue, request: QuoteRequest
) -> None:
    calculation = price(request, a_book(*with_base(rules)), SETTINGS)
    assert Money.total(line.amount for line in calculation.lines) == calculation.total
    assert calculation.total >= Money.zero()
    parts = (
        calculation.base_cost,
        calculation.mileage_cost,
        calculation.time_cost,
        calculation.adjustments,
        calculation.fees,
        calculation.fuel_surcharge,
    )
    assert Money.total(parts) == calculation.total
    for line in calculation.lines:
        assert line.amount.amount.is_finite()
        assert line.amount.amount.as_tuple().exponent == -2


@given(catalogues, requests(), st.data())
def test_a_rule_that_does_not_match_never_changes_a_price(
    rules: Catalogue, request: QuoteRequest, data: st.DataObject
) -> None:
    terms = terms_of(with_base(rules))
    strangers = [each for each in terms if not holds(each, request)]
    assume(strangers)
    left_out = data.draw(st.sampled_from(strangers))
    without = RuleBook.of([each for each in terms if each is not left_out])
    assert price(request, RuleBook.of(terms), SETTINGS) == price(request, without, SETTINGS)


@given(catalogues, requests(), st.randoms(use_true_random=False))
def test_the_order_in_which_rules_arrive_never_matters(
    rules: Catalogue, request: QuoteRequest, lots: random.Random
) -> None:
    terms = terms_of(with_base(rules))
    shuffled = lots.sample(terms, len(terms))
    assert price(request, RuleBook.of(terms), SETTINGS) == price(request, RuleBook.of(shuffled), SETTINGS)


@given(catalogues, requests(), miles)
def test_more_miles_never_lower_a_price_while_the_same_rules_match(
    rules: Catalogue, request: QuoteRequest, more: Decimal
) -> None:
    catalogue = with_base(rules)
    further = replace(request, distance_miles=request.distance_miles + more)
    assume(matching(catalogue, request) == matching(catalogue, further))
    book = a_book(*catalogue)
    assert price(further, book, SETTINGS).total >= price(request, book, SETTINGS).total
    emptier = replace(request, deadhead_miles=request.deadhead_miles + more)
    assert price(emptier, book, SETTINGS).total >= price(request, book, SETTINGS).total


@given(catalogues, requests())
def test_the_rules_of_a_price_alone_make_the_same_price_again(rules: Catalogue, request: QuoteRequest) -> None:
    terms = terms_of(with_base(rules))
    calculation = price(request, RuleBook.of(terms), SETTINGS)
    kept = [each for each in terms if (each.rule_id, each.version) in rules_in(calculation)]
    assert calculated_again(request, calculation, kept, SETTINGS) == calculation


@given(catalogues, requests())
def test_the_book_finds_what_looking_through_all_rules_finds(rules: Catalogue, request: QuoteRequest) -> None:
    terms = terms_of(rules)
    found = [each for each in terms if holds(each, request)]

    def best(carried: str) -> int | None:
        having = [each for each in found if getattr(each.rates, carried) is not None]
        order = targets_of(request)
        having.sort(key=lambda each: (order.index(each.target.key()), -each.priority, -each.rule_id))
        return having[0].rule_id if having else None

    selection = select_rules(request, RuleBook.of(terms))
    assert _id(selection.base) == best("base_rate")
    assert _id(selection.mileage) == best("per_mile_rate")
    assert _id(selection.hourly) == best("per_hour_rate")
    multiplying = sorted(
        (each for each in found if each.rates.multiplier is not None), key=lambda each: (-each.priority, each.rule_id)
    )
    exclusive = [each for each in multiplying if each.exclusive][1:]
    assert [_id(rule) for rule in selection.multipliers] == [
        each.rule_id for each in multiplying if each not in exclusive
    ]
    percents = [each.rates.discount_percent for each in found if each.rates.discount_percent is not None]
    chosen = selection.discount.rates.discount_percent if selection.discount else None
    assert chosen == max(percents, default=None)
    charges = [each.rates.minimum_charge for each in found if each.rates.minimum_charge is not None]
    raised_to = selection.minimum.rates.minimum_charge if selection.minimum else None
    assert raised_to == max(charges, default=None)


@given(catalogues, requests())
def test_the_reasons_against_a_rule_are_none_exactly_when_it_holds(rules: Catalogue, request: QuoteRequest) -> None:
    for terms in terms_of(rules):
        assert CompiledRule(terms).holds_for(point_of(request)) == (not reasons_against(terms.conditions, request))


@given(catalogues, requests())
def test_every_rule_within_reach_is_in_a_line_or_told_why_not(rules: Catalogue, request: QuoteRequest) -> None:
    terms = terms_of(with_base(rules))
    book = RuleBook.of(terms)
    calculation = price(request, book, SETTINGS)
    rejected = rejected_rules(request, book, calculation)
    in_reach = {each.rule_id for each in terms if each.target.key() in targets_of(request)}
    told = {rejection.rule_id for rejection in rejected}
    assert told | {rule_id for rule_id, _ in rules_in(calculation)} == in_reach
    assert all(rejection.why for rejection in rejected)


@given(catalogues, catalogues, requests())
def test_a_book_that_was_changed_is_the_book_made_anew(
    before: Catalogue, after: Catalogue, request: QuoteRequest
) -> None:
    old = RuleBook.of(terms_of(with_base(before)), version=1)
    price(request, old, SETTINGS)  # puts its shelves up
    replaced = [replace(terms, version=2) for terms in terms_of(with_base(after))]
    gone = [replace(terms, version=2, is_active=False) for terms in terms_of(with_base(before))[len(replaced) :]]
    changed = old.changed([*replaced, *gone], version=2)
    anew = RuleBook.of(replaced, version=2)
    assert len(changed) == len(anew)
    assert price(request, changed, SETTINGS) == price(request, anew, SETTINGS)


def _id(rule: CompiledRule | None) -> int | None:
    return rule.terms.rule_id if rule else None
