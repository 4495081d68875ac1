"""The worked examples of the contract hold to the cent."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from coachway.domain.pricing.engine import price
from coachway.domain.pricing.model import QuoteRequest, RuleScope, RuleType
from tests.builders.pricing import SETTINGS, a_book

RULES: dict[str, dict[str, Any]] = {
    "base": {"rule_type": "base_rate", "scope": "global", "base_rate": Decimal("350.00")},
    "mileage": {"rule_type": "mileage_rate", "scope": "global", "per_mile_rate": Decimal("2.50")},
    "weekend": {
        "rule_type": "time_multiplier",
        "scope": "global",
        "multiplier": Decimal("1.25"),
        "days_of_week": [5, 6],
    },
}
WEDNESDAY, SATURDAY = date(2026, 3, 4), date(2026, 3, 7)
CASES: list[Any] = [
    pytest.param(
        {"trip_date": WEDNESDAY, "distance_miles": Decimal(150)},
        {},
        {"base": "350.00", "mileage": "375.00", "Fuel surcharge": "1.50"},
        "726.50",
        id="weekday, 150 miles",
    ),
    pytest.param(
        {"trip_date": SATURDAY, "distance_miles": Decimal(200), "extra_stops": 2},
        {},
        {
            "base": "350.00",
            "mileage": "500.00",
            "weekend": "212.50",
            "Extra stops": "50.00",
            "Fuel surcharge": "2.00",
        },
        "1114.50",
        id="Saturday, 200 miles, two extra stops",
    ),
    pytest.param(
        {"trip_date": WEDNESDAY, "distance_miles": Decimal(100)},
        {"mileage": {"per_mile_rate": Decimal("2.75")}},
        {"base": "350.00", "mileage": "275.00", "Fuel surcharge": "1.00"},
        "626.00",
        id="mileage rate changed to 2.75, 100 miles",
    ),
]


@pytest.mark.parametrize(("trip", "changes", "lines", "total"), CASES)
def test_a_worked_example_holds_to_the_cent(
    trip: dict[str, Any], changes: dict[str, dict[str, Any]], lines: dict[str, str], total: str
) -> None:
    rules = [
        {**fields, "name": key, "rule_type": RuleType(fields["rule_type"]), "scope": RuleScope(fields["scope"])}
        | changes.get(key, {})
        for key, fields in RULES.items()
    ]
    calculation = price(QuoteRequest(vehicle_type="coach", passengers=30, **trip), a_book(*rules), SETTINGS)
    assert {line.name: str(line.amount) for line in calculation.lines} == lines
    assert str(calculation.total) == total
