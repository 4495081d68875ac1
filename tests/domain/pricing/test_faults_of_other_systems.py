"""What goes wrong elsewhere, and does not here: each test is a fault that other price engines are known for."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coachway.domain.kernel.errors import RuleViolated
from coachway.domain.kernel.money import Money
from coachway.domain.pricing.engine import price
from coachway.domain.pricing.model import Calculation, LineKind, QuoteRequest, RuleScope, RuleType
from coachway.domain.pricing.rule_book import RuleBook
from coachway.domain.pricing.selection import select_rules
from tests.builders.pricing import BASE, MILEAGE, SETTINGS, a_book, a_request, amounts, priced, terms_of
from tests.domain.pricing.strategies import catalogues, requests
from tests.domain.pricing.test_laws_of_pricing import Catalogue, with_base

D = Decimal
FOR_CLIENT: dict[str, Any] = {"rule_type": RuleType.CLIENT_SPECIFIC, "scope": RuleScope.CLIENT, "client_id": 7}
COACH: dict[str, Any] = {"scope": RuleScope.VEHICLE, "vehicle_type": "coach"}
ROUTE: dict[str, Any] = {"scope": RuleScope.ROUTE, "origin": "Boston", "destination": "New York"}


def in_cents(exact: Decimal) -> Decimal:
    return exact.quantize(D("0.01"), ROUND_HALF_UP)


def test_percentages_are_not_stacked_until_an_order_is_free() -> None:
    discounts = [FOR_CLIENT | {"discount_percent": D(percent)} for percent in (30, 40, 30, 25)]
    calculation = priced(a_request(client_id=7), BASE, MILEAGE, *discounts)
    assert amounts(calculation)["discount"] == "-240.00"
    assert str(calculation.total) == "361.00"


def test_percentages_are_taken_from_what_stands_and_not_from_the_first_price() -> None:
    halves = [BASE, {"rule_type": RuleType.VEHICLE_SPECIFIC, "multiplier": D("0.5"), **COACH}]
    off = FOR_CLIENT | {"discount_percent": D(50)}
    calculation = priced(a_request(client_id=7, distance_miles=D(0)), *halves, *halves[1:], off)
    assert [str(line.amount) for line in calculation.lines] == ["350.00", "-175.00", "-87.50", "-43.75"]
    assert calculation.total > Money.zero()


@given(catalogues, requests(), st.lists(st.decimals("0.01", 100, places=2), min_size=1, max_size=5))
def test_any_number_of_discounts_is_the_best_of_them(
    rules: Catalogue, request_: QuoteRequest, percents: list[Decimal]
) -> None:
    request = replace(request_, client_id=7)
    offers = [FOR_CLIENT | {"discount_percent": percent} for percent in percents]
    several = price(request, a_book(*with_base(rules), *offers), SETTINGS)
    best = price(request, a_book(*with_base(rules), FOR_CLIENT | {"discount_percent": max(percents)}), SETTINGS)
    assert several.total == best.total
    assert sum(line.line is LineKind.DISCOUNT for line in several.lines) == 1


def test_specificity_comes_before_priority_and_priority_before_age() -> None:
    rules = [
        {**BASE, "base_rate": D(1), "priority": 1000},
        {**BASE, **COACH, "base_rate": D(2), "priority": 500},
        {**BASE, **ROUTE, "base_rate": D(3), "priority": 2},
        {**BASE, **ROUTE, "base_rate": D(4), "priority": 3},
        {**BASE, **ROUTE, "base_rate": D(5), "priority": 3},
    ]
    terms, trip = terms_of(rules), a_request(origin="Boston", destination="New York", distance_miles=D(0))
    for order in permutations(terms):
        (base,) = price(trip, RuleBook.of(order), SETTINGS).lines
        assert (base.rule_id, str(base.amount)) == (5, "5.00")
    assert str(price(a_request(distance_miles=D(0)), RuleBook.of(terms), SETTINGS).total) == "2.00"


def test_groups_of_rules_that_match_nothing_are_no_price_of_zero() -> None:
    others = [
        FOR_CLIENT | {"base_rate": D(1), "discount_percent": D(50)},
        {**BASE, **ROUTE, "base_rate": D(2)},
        {**BASE, "scope": RuleScope.VEHICLE, "vehicle_type": "limousine"},
        {**BASE, "min_passengers": 100},
        {**BASE, "valid_until": date(2020, 1, 1)},
        {"rule_type": RuleType.TIME_MULTIPLIER, "multiplier": D(2), "days_of_week": [6]},
    ]
    with pytest.raises(RuleViolated) as refused:
        priced(a_request(), *others)
    assert refused.value.code == "no_base_rate"
    assert amounts(priced(a_request(), *others, BASE)) == {"base": "350.00", "fuel_surcharge": "1.00"}


@given(catalogues, st.lists(requests(), min_size=2, max_size=6))
def test_what_was_priced_before_never_shows_in_the_next_price(rules: Catalogue, trips: list[QuoteRequest]) -> None:
    shared = a_book(*with_base(rules))
    in_turn = [price(trip, shared, SETTINGS) for trip in (*trips, *trips)]
    alone = [price(trip, a_book(*with_base(rules)), SETTINGS) for trip in trips]
    assert in_turn == alone + alone


def test_clients_who_are_priced_in_turn_keep_their_own_rates() -> None:
    book = a_book(
        {**BASE, "name": "list price"},
        FOR_CLIENT | {"base_rate": D(100), "discount_percent": D(20)},
        FOR_CLIENT | {"client_id": 8, "base_rate": D(200), "minimum_charge": Money.of(900)},
    )
    for _ in range(3):
        totals = [str(price(a_request(client_id=who), book, SETTINGS).total) for who in (7, 8, None, 9)]
        assert totals == ["81.00", "901.00", "351.00", "351.00"]


def test_a_line_is_rounded_once_and_the_next_takes_what_was_rounded() -> None:
    rules = (
        {**BASE, "base_rate": D("100.005")},
        {**MILEAGE, "per_mile_rate": D("0.3335")},
        {"rule_type": RuleType.VEHICLE_SPECIFIC, "multiplier": D("1.0005"), **COACH},
        FOR_CLIENT | {"discount_percent": D("0.05")},
    )
    calculation = priced(a_request(client_id=7, distance_miles=D(101), vehicle_count=3), *rules)
    assert amounts(calculation) == {
        "base": "100.01",
        "mileage": "33.68",
        "multiplier": "0.07",
        "discount": "-0.07",
        "vehicles": "267.38",
        "fuel_surcharge": "3.03",
    }
    assert str(calculation.total) == "404.10"


@given(catalogues, requests())
def test_the_price_is_what_the_contract_says_step_by_step(rules: Catalogue, request: QuoteRequest) -> None:
    book = a_book(*with_base(rules))
    calculation = price(request, book, SETTINGS)
    assert calculation.total.amount == by_hand(request, book)
    assert by_steps(calculation) == sorted(by_steps(calculation)), "lines come in the order of calculation"


def by_hand(request: QuoteRequest, book: RuleBook) -> Decimal:
    """The total, reckoned from the contract's own list of steps."""
    chosen, so_far = select_rules(request, book), D(0)
    if chosen.base:
        so_far += in_cents(chosen.base.terms.rates.base_rate or D(0))
    if chosen.mileage:
        rates = chosen.mileage.terms.rates
        so_far += in_cents(request.distance_miles * (rates.per_mile_rate or D(0)))
        so_far += in_cents(request.deadhead_miles * (rates.deadhead_per_mile_rate or D(0)))
    if chosen.hourly:
        rates = chosen.hourly.terms.rates
        hours = max(request.trip_hours or D(0), rates.minimum_hours or D(0))
        so_far += in_cents(hours * (rates.per_hour_rate or D(0)))
    for rule in chosen.multipliers:
        so_far += in_cents(so_far * ((rule.terms.rates.multiplier or D(0)) - 1))
    if chosen.discount:
        so_far -= in_cents(so_far * (chosen.discount.terms.rates.discount_percent or D(0)) / 100)
    if chosen.minimum and chosen.minimum.terms.rates.minimum_charge:
        so_far = max(so_far, chosen.minimum.terms.rates.minimum_charge.amount)
    so_far *= request.vehicle_count
    so_far += request.extra_stops * 25 + request.requires_second_driver * 250 + request.overnight_nights * 175
    miles = request.distance_miles + request.deadhead_miles
    return so_far + in_cents(miles * D("0.01") * request.vehicle_count)


def by_steps(calculation: Calculation) -> list[int]:
    steps = list(LineKind)
    return [steps.index(line.line) for line in calculation.lines]
