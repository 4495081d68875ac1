"""The order of calculation, step by step."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time
from decimal import Decimal
from typing import Any

import pytest

from coachway.domain.kernel.errors import RuleViolated
from coachway.domain.kernel.money import Money
from coachway.domain.pricing.engine import price
from coachway.domain.pricing.model import LineKind, RuleScope, RuleType
from tests.builders.pricing import BASE, MILEAGE, SETTINGS, a_book, a_request, amounts, priced

D = Decimal


def rule(kind: str, scope: str = "global", **fields: Any) -> dict[str, Any]:
    return {"rule_type": RuleType(kind), "scope": RuleScope(scope)} | fields


def for_client(client_id: int = 7, **fields: Any) -> dict[str, Any]:
    return rule("client_specific", "client", client_id=client_id, **fields)


def for_vehicle(vehicle_type: str = "coach", **fields: Any) -> dict[str, Any]:
    return rule("vehicle_specific", "vehicle", vehicle_type=vehicle_type, **fields)


ROUTE = rule("base_rate", "route", origin="Boston", destination="New York", base_rate=D(30))
SPECIFICITY = [
    rule("base_rate", base_rate=D(10), priority=99),
    for_vehicle(base_rate=D(20), priority=98),
    {**ROUTE, "priority": 97},
    for_client(base_rate=D(40), priority=96),
    for_client(base_rate=D(50), vehicle_type="Coach", priority=95),
]
TRIP: dict[str, Any] = {"client_id": 7, "origin": "boston", "destination": " New  YORK", "distance_miles": D(0)}


@pytest.mark.parametrize("most_specific", range(5))
def test_the_most_specific_target_wins_whatever_the_priorities(most_specific: int) -> None:
    calculation = priced(a_request(**TRIP), *SPECIFICITY[: most_specific + 1])
    assert amounts(calculation)["base"] == f"{(most_specific + 1) * 10}.00"


def test_among_equals_the_higher_priority_wins_then_the_later_rule() -> None:
    low, high, later = (rule("base_rate", base_rate=D(n), priority=p) for n, p in ((1, 0), (2, 5), (3, 5)))
    assert amounts(priced(a_request(), low, high))["base"] == "2.00"
    assert amounts(priced(a_request(), low, high, later))["base"] == "3.00"


def test_each_slot_is_won_by_itself() -> None:
    negotiated = for_client(per_mile_rate=D(2))
    assert amounts(priced(a_request(client_id=7), BASE, MILEAGE, negotiated)) == {
        "base": "350.00",
        "mileage": "200.00",
        "fuel_surcharge": "1.00",
    }


def test_the_rates_of_one_client_are_never_another_s() -> None:
    negotiated = for_client(7, base_rate=D(1), discount_percent=D(50))
    plain = amounts(priced(a_request(client_id=8), BASE))
    assert amounts(priced(a_request(client_id=8), BASE, negotiated)) == plain
    assert amounts(priced(a_request(), BASE, negotiated)) == plain


def test_empty_miles_are_paid_at_the_winning_rule_s_own_rate() -> None:
    with_deadhead = rule("mileage_rate", per_mile_rate=D("2.5"), deadhead_per_mile_rate=D("1.2345"))
    lines = amounts(priced(a_request(deadhead_miles=D(10)), BASE, with_deadhead))
    assert lines["deadhead"] == "12.35"
    assert lines["fuel_surcharge"] == "1.10"
    assert "deadhead" not in amounts(priced(a_request(deadhead_miles=D(10)), BASE, MILEAGE))


def test_hours_are_charged_down_to_the_minimum() -> None:
    hourly = rule("base_rate", per_hour_rate=D(80), minimum_hours=D(5))
    assert amounts(priced(a_request(trip_hours=D("7.5")), BASE, hourly))["time"] == "600.00"
    assert amounts(priced(a_request(trip_hours=D(3)), BASE, hourly))["time"] == "400.00"
    assert amounts(priced(a_request(), BASE, hourly))["time"] == "400.00"


def test_hours_that_nobody_knows_are_not_charged() -> None:
    assert "time" not in amounts(priced(a_request(), BASE, rule("base_rate", per_hour_rate=D(80))))


def test_multipliers_compound_on_what_stands_and_round_each() -> None:
    first = rule("seasonal", multiplier=D("1.1"), valid_from=date(2026, 1, 1), valid_until=date(2026, 12, 31))
    second = rule("time_multiplier", multiplier=D("1.25"), days_of_week=[2], priority=9)
    calculation = priced(a_request(distance_miles=D(0)), {**BASE, "base_rate": D("100.01")}, first, second)
    lines = [str(line.amount) for line in calculation.lines if line.line is LineKind.MULTIPLIER]
    assert lines == ["25.00", "12.50"]
    assert str(calculation.total) == "137.51"


def test_of_exclusive_multipliers_only_the_first_applies_and_others_stay() -> None:
    days: dict[str, Any] = {"days_of_week": [2]}
    weak = rule("time_multiplier", multiplier=D("1.1"), exclusive=True, priority=1, **days)
    strong = rule("time_multiplier", multiplier=D(2), exclusive=True, priority=5, **days)
    always = for_vehicle(multiplier=D("1.5"))
    calculation = priced(a_request(distance_miles=D(0)), BASE, weak, strong, always)
    applied = [line.rule_id for line in calculation.lines if line.line is LineKind.MULTIPLIER]
    assert applied == [3, 4]
    assert str(calculation.total) == "1050.00"


def test_the_best_discount_applies_alone_and_after_the_multipliers() -> None:
    calculation = priced(
        a_request(client_id=7, distance_miles=D(0)),
        BASE,
        for_vehicle(multiplier=D(2)),
        for_client(discount_percent=D(10), priority=50),
        for_client(discount_percent=D(20), vehicle_type="coach"),
    )
    assert amounts(calculation)["discount"] == "-140.00"


def test_discounts_of_a_hundred_percent_leave_the_fees() -> None:
    calculation = priced(a_request(client_id=7, extra_stops=1), BASE, for_client(discount_percent=D(100)))
    assert str(calculation.total) == "26.00"


def test_the_highest_minimum_raises_what_the_discount_left() -> None:
    calculation = priced(
        a_request(client_id=7, distance_miles=D(0)),
        {**BASE, "minimum_charge": Money.of("300")},
        for_client(discount_percent=D(50), minimum_charge=Money.of("200")),
    )
    assert amounts(calculation) == {"base": "350.00", "discount": "-175.00", "minimum": "125.00"}


def test_a_minimum_that_is_met_makes_no_line() -> None:
    assert "minimum" not in amounts(priced(a_request(), {**BASE, "minimum_charge": Money.of("350")}))


def test_vehicles_multiply_what_the_rules_make_and_never_the_fees() -> None:
    trip = a_request(vehicle_count=3, extra_stops=2, requires_second_driver=True, overnight_nights=2)
    assert amounts(priced(trip, BASE, MILEAGE)) == {
        "base": "350.00",
        "mileage": "250.00",
        "vehicles": "1200.00",
        "extra_stops": "50.00",
        "second_driver": "250.00",
        "overnight": "350.00",
        "fuel_surcharge": "3.00",
    }


def test_no_base_rate_is_refused_and_never_free() -> None:
    for rules in ([], [MILEAGE], [{**BASE, "min_passengers": 50}, MILEAGE]):
        with pytest.raises(RuleViolated) as refused:
            priced(a_request(), *rules)
        assert refused.value.code == "no_base_rate"


def test_an_hourly_price_is_a_place_to_begin() -> None:
    hourly = rule("base_rate", per_hour_rate=D(100))
    assert amounts(priced(a_request(trip_hours=D(4), distance_miles=D(0)), hourly)) == {"time": "400.00"}
    with pytest.raises(RuleViolated):
        priced(a_request(), hourly)


def test_a_price_beyond_all_reason_is_refused() -> None:
    rates = [for_vehicle(multiplier=D(100)) for _ in range(40)]
    with pytest.raises(RuleViolated) as refused:
        priced(a_request(), {**BASE, "base_rate": D(1_000_000)}, *rates)
    assert refused.value.code == "price_too_high"


def test_fees_beyond_all_reason_are_refused_too() -> None:
    settings = replace(SETTINGS, extra_stop_fee=Money.of("9999999999"))
    with pytest.raises(RuleViolated) as refused:
        price(a_request(extra_stops=1000), a_book(BASE), settings)
    assert refused.value.code == "price_too_high"


def test_zero_miles_is_a_distance() -> None:
    assert amounts(priced(a_request(distance_miles=D(0)), BASE, MILEAGE)) == {"base": "350.00", "mileage": "0.00"}


@pytest.mark.parametrize(
    ("conditions", "trip", "holds"),
    [
        ({"days_of_week": [2, 5]}, {}, True),
        ({"days_of_week": [5, 6]}, {}, False),
        ({"min_passengers": 30, "max_passengers": 30}, {}, True),
        ({"min_passengers": 31}, {}, False),
        ({"max_passengers": 29}, {}, False),
        ({"min_miles": D(100), "max_miles": D(100)}, {}, True),
        ({"max_miles": D("99.99")}, {}, False),
        ({"min_miles": D("100.01")}, {}, False),
        ({"valid_from": date(2026, 3, 4), "valid_until": date(2026, 3, 4)}, {}, True),
        ({"valid_until": date(2026, 3, 3)}, {}, False),
        ({"valid_from": date(2026, 3, 5)}, {}, False),
        ({"start_time": time(9), "end_time": time(17)}, {}, False),
        ({"start_time": time(9), "end_time": time(17)}, {"pickup_time": time(9)}, True),
        ({"start_time": time(9), "end_time": time(17)}, {"pickup_time": time(17)}, False),
        ({"start_time": time(22), "end_time": time(5)}, {"pickup_time": time(23, 59)}, True),
        ({"start_time": time(22), "end_time": time(5)}, {"pickup_time": time(4, 59)}, True),
        ({"start_time": time(22), "end_time": time(5)}, {"pickup_time": time(5)}, False),
        ({"start_time": time(22), "end_time": time(5)}, {}, False),
    ],
)
def test_a_rule_holds_exactly_while_its_conditions_do(
    conditions: dict[str, Any], trip: dict[str, Any], holds: bool
) -> None:
    lines = amounts(priced(a_request(**trip), BASE, {**BASE, "base_rate": D(1), **conditions}))
    assert lines["base"] == ("1.00" if holds else "350.00")


def test_each_line_says_by_which_rule_and_why() -> None:
    base, mileage, fuel = priced(a_request(), {**BASE, "name": "Any coach"}, MILEAGE).lines
    assert (base.rule_id, base.rule_version, base.name, base.why) == (1, 1, "Any coach", "Base rate for every trip.")
    assert mileage.why == "100 miles at 2.50 a mile, for every trip."
    assert (fuel.rule_id, fuel.rule_version, fuel.why) == (None, None, "100 miles at 0.01 a mile.")
