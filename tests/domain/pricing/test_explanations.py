"""Why rules that nearly applied did not."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal
from typing import Any

import pytest

from coachway.domain.kernel.money import Money
from coachway.domain.pricing.engine import price
from coachway.domain.pricing.explanation import MOST_REJECTIONS, rejected_rules
from coachway.domain.pricing.model import QuoteRequest, RuleScope, RuleType
from tests.builders.pricing import BASE, MILEAGE, SETTINGS, a_book, a_request

D = Decimal
WEEKEND = {"rule_type": RuleType.TIME_MULTIPLIER, "multiplier": D("1.25"), "days_of_week": [5, 6], "name": "Weekend"}
CLIENT = {"rule_type": RuleType.CLIENT_SPECIFIC, "scope": RuleScope.CLIENT, "client_id": 7}


def why_not(request: QuoteRequest, *rules: dict[str, Any]) -> dict[int, str]:
    book = a_book(*rules)
    calculation = price(request, book, SETTINGS)
    return {each.rule_id: each.why for each in rejected_rules(request, book, calculation)}


@pytest.mark.parametrize(
    ("rule", "why"),
    [
        (WEEKEND, "The trip is on a Wednesday, not on Saturday or Sunday."),
        (
            {**BASE, "start_time": time(22), "end_time": time(5)},
            "It is for a pick-up from 22:00 to 05:00, and the pick-up time is not known.",
        ),
        ({**BASE, "valid_from": date(2026, 4, 1)}, "It is valid from 2026-04-01, after the trip on 2026-03-04."),
        ({**BASE, "valid_until": date(2026, 3, 1)}, "It was valid until 2026-03-01, before the trip on 2026-03-04."),
        ({**BASE, "min_passengers": 40}, "30 passengers are fewer than 40."),
        ({**BASE, "max_passengers": 20}, "30 passengers are more than 20."),
        ({**BASE, "min_miles": D(150), "max_miles": D("200.5")}, "100 miles are fewer than 150."),
        ({**BASE, "max_miles": D("50.50")}, "100 miles are more than 50.5."),
        (BASE, "For the base, rule 1 (Rule 1) has the higher priority, 1 against 0."),
        (
            {**CLIENT, "discount_percent": D(5)},
            "The discount of rule 2 (Rule 2) is at least as good; discounts are never stacked.",
        ),
        ({**BASE, "priority": 1, "name": "Newer"}, None),
    ],
)
def test_each_rule_within_reach_is_told_why_not(rule: dict[str, Any], why: str | None) -> None:
    best = {**CLIENT, "discount_percent": D(10)}
    assert why_not(a_request(client_id=7), {**BASE, "priority": 1}, best, rule).get(3) == why


def test_a_less_specific_rule_is_told_which_one_goes_first() -> None:
    why = why_not(a_request(client_id=7), BASE, {**CLIENT, "base_rate": D(300), "name": "Acme"})
    assert why == {1: "For the base, rule 2 (Acme) is more specific: it is for client 7."}


def test_minimums_and_exclusive_multipliers_that_come_second_are_told_so() -> None:
    exclusive = {"rule_type": RuleType.TIME_MULTIPLIER, "multiplier": D(2), "days_of_week": [2], "exclusive": True}
    small = {**CLIENT, "minimum_charge": Money.of(10)}
    high = {**CLIENT, "minimum_charge": Money.of(20)}
    assert why_not(a_request(client_id=7), BASE, exclusive, exclusive, small, high) == {
        3: "It is exclusive, and another exclusive multiplier comes before it.",
        4: "The minimum charge of rule 5 (Rule 5) is at least as high.",
        5: "The price is not below its minimum charge of 20.00.",
    }


def test_hours_that_nobody_knows_are_a_reason() -> None:
    hourly = {"rule_type": RuleType.BASE_RATE, "per_hour_rate": D(80)}
    assert why_not(a_request(), BASE, hourly) == {2: "The trip's hours are not known, and it has no minimum_hours."}


def test_rules_for_other_clients_and_vehicles_are_not_near() -> None:
    van = {"rule_type": RuleType.VEHICLE_SPECIFIC, "scope": RuleScope.VEHICLE, "vehicle_type": "van"}
    assert why_not(a_request(), BASE, MILEAGE, {**CLIENT, "base_rate": D(1)}, {**van, "base_rate": D(1)}) == {}


def test_the_nearest_come_first_and_there_is_an_end_to_it() -> None:
    far = {**BASE, "min_passengers": 50, "min_miles": D(500)}
    near = {**BASE, "min_passengers": 50}
    rejected = why_not(a_request(), BASE, *[far] * MOST_REJECTIONS, near)
    assert len(rejected) == MOST_REJECTIONS
    assert next(iter(rejected)) == MOST_REJECTIONS + 2
