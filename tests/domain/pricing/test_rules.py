"""Which rules are acceptable, and what becomes of a rule that changes."""

from __future__ import annotations

from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any

import pytest

from coachway.domain.kernel.errors import RuleViolated
from coachway.domain.kernel.money import Money
from coachway.domain.pricing.events import PricingRuleWasChanged, PricingRuleWasCreated
from coachway.domain.pricing.model import FieldChange, RuleScope, RuleType
from tests.builders.pricing import BASE, NOW, a_rule

D = Decimal


def wrong_fields(**fields: Any) -> set[str]:
    with pytest.raises(RuleViolated) as refused:
        a_rule(1, **fields)
    assert refused.value.code == "rule_does_not_fit"
    return {each.field for each in refused.value.fields}


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"scope": "client", "base_rate": D(1)}, {"client_id"}),
        ({"scope": "client", "client_id": -1, "base_rate": D(1)}, {"client_id"}),
        ({"scope": "vehicle", "base_rate": D(1)}, {"vehicle_type"}),
        ({"scope": "route", "base_rate": D(1)}, {"origin", "destination"}),
        ({"scope": "route", "origin": "A", "destination": "", "base_rate": D(1)}, {"destination"}),
        ({"scope": "global", "client_id": 1, "base_rate": D(1)}, {"client_id"}),
        ({"scope": "vehicle", "vehicle_type": "coach", "client_id": 1, "base_rate": D(1)}, {"client_id"}),
        ({"rule_type": "base_rate", "minimum_charge": Money.of(5)}, {"base_rate"}),
        ({"rule_type": "base_rate", "base_rate": D(1), "multiplier": D(2)}, {"multiplier"}),
        ({"rule_type": "base_rate", "base_rate": D(1), "minimum_hours": D(2)}, {"minimum_hours"}),
        ({"rule_type": "mileage_rate", "base_rate": D(1)}, {"per_mile_rate", "base_rate"}),
        ({"rule_type": "mileage_rate", "deadhead_per_mile_rate": D(1)}, {"per_mile_rate", "deadhead_per_mile_rate"}),
        ({"rule_type": "time_multiplier", "multiplier": D(2)}, {"days_of_week"}),
        ({"rule_type": "time_multiplier", "multiplier": D(2), "start_time": time(9)}, {"days_of_week", "end_time"}),
        ({"rule_type": "time_multiplier", "days_of_week": [1]}, {"multiplier"}),
        ({"rule_type": "seasonal", "multiplier": D(2), "valid_from": date(2026, 1, 1)}, {"valid_until"}),
        ({"rule_type": "client_specific", "base_rate": D(1)}, {"scope"}),
        ({"rule_type": "client_specific", "scope": "client", "client_id": 1}, {"base_rate"}),
        (
            {"rule_type": "client_specific", "scope": "client", "client_id": 1, "multiplier": D(2)},
            {"base_rate", "multiplier"},
        ),
        ({"rule_type": "vehicle_specific", "multiplier": D(2)}, {"vehicle_type"}),
        (
            {"rule_type": "vehicle_specific", "scope": "vehicle", "vehicle_type": "coach", "discount_percent": D(5)},
            {"base_rate", "discount_percent"},
        ),
        ({**BASE, "exclusive": True}, {"exclusive"}),
        ({**BASE, "name": "  "}, {"name"}),
        ({**BASE, "base_rate": D(-1)}, {"base_rate"}),
        ({**BASE, "base_rate": D("1.00001")}, {"base_rate"}),
        ({**BASE, "base_rate": D("NaN")}, {"base_rate"}),
        ({"rule_type": "time_multiplier", "days_of_week": [1], "multiplier": D(0)}, {"multiplier"}),
        ({**BASE, "days_of_week": [7]}, {"days_of_week"}),
        ({**BASE, "days_of_week": [1, 1]}, {"days_of_week"}),
        ({**BASE, "start_time": time(9), "end_time": time(9)}, {"end_time"}),
        ({**BASE, "min_passengers": 9, "max_passengers": 8}, {"max_passengers"}),
        ({**BASE, "min_miles": D(9), "max_miles": D(8)}, {"max_miles"}),
        ({**BASE, "valid_from": date(2026, 2, 1), "valid_until": date(2026, 1, 1)}, {"valid_until"}),
        ({**BASE, "priority": 10_000_000}, {"priority"}),
    ],
)
def test_a_rule_that_does_not_fit_is_refused_with_each_reason(fields: dict[str, Any], wrong: set[str]) -> None:
    fields = dict(fields)
    for name, kind in (("rule_type", RuleType), ("scope", RuleScope)):
        if name in fields:
            fields[name] = kind(fields[name])
    assert wrong_fields(**fields) == wrong


def test_a_client_s_rule_may_be_for_one_vehicle() -> None:
    rule = a_rule(
        1,
        rule_type=RuleType.VEHICLE_SPECIFIC,
        scope=RuleScope.CLIENT,
        client_id=7,
        vehicle_type="Motor  Coach ",
        per_hour_rate=D("99.5"),
        minimum_hours=D(4),
        multiplier=D("1.1"),
        exclusive=True,
    )
    assert rule.target.key() == (7, "motor coach", None, None)
    assert [type(event) for event in rule.collect_events()] == [PricingRuleWasCreated]


def test_a_change_makes_a_new_version_and_tells_each_field_that_differs() -> None:
    rule = a_rule(1, **BASE)
    rule.collect_events()
    changes = rule.update(
        {"base_rate": D("375.0"), "name": "New base", "priority": 0, "days_of_week": [6, 5]}, at=NOW + timedelta(days=1)
    )
    assert changes == [
        FieldChange("base_rate", D(350), D(375)),
        FieldChange("name", "Rule 1", "New base"),
        FieldChange("days_of_week", (), (5, 6)),
    ]
    assert (rule.version, rule.updated_at) == (2, NOW + timedelta(days=1))
    (event,) = rule.collect_events()
    assert isinstance(event, PricingRuleWasChanged)
    assert (event.rule_version, event.fields) == (2, ("base_rate", "name", "days_of_week"))


def test_a_change_of_nothing_is_no_new_version() -> None:
    rule = a_rule(1, **BASE)
    assert rule.update({"base_rate": D("350.0000"), "description": None}, at=NOW + timedelta(days=1)) == []
    assert (rule.version, rule.updated_at) == (1, NOW)


def test_a_change_that_makes_the_rule_unfit_is_refused() -> None:
    rule = a_rule(1, **BASE)
    with pytest.raises(RuleViolated):
        rule.update({"base_rate": None}, at=NOW)


def test_null_clears_a_condition() -> None:
    rule = a_rule(1, **BASE, days_of_week=[1], max_passengers=10)
    rule.update({"days_of_week": None, "max_passengers": None}, at=NOW)
    assert (rule.conditions.days_of_week, rule.conditions.max_passengers) == ((), None)
