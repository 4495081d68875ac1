"""A stored quote comes out the same from its own rules, whatever other rules did to it then."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from coachway.domain.pricing.engine import price
from coachway.domain.pricing.model import LineKind, RuleScope, RuleType
from coachway.domain.pricing.recalculation import calculated_again, rules_in
from coachway.domain.pricing.rule_book import RuleBook
from tests.builders.pricing import BASE, MILEAGE, SETTINGS, a_request, terms_of

D = Decimal
FOR_CLIENT: dict[str, Any] = {"rule_type": RuleType.CLIENT_SPECIFIC, "scope": RuleScope.CLIENT, "client_id": 7}
HOURLY = {**BASE, "per_hour_rate": D(80), "minimum_hours": D(5)}


@pytest.mark.parametrize(
    ("rules", "trip"),
    [
        # The client's hourly rate wins the time, has no hours to charge, and so keeps the other's minimum away.
        ([HOURLY, FOR_CLIENT | {"per_hour_rate": D(70)}], {}),
        (
            [
                MILEAGE,
                BASE,
                {"rule_type": RuleType.TIME_MULTIPLIER, "multiplier": D(2), "days_of_week": [2], "exclusive": True},
            ],
            {},
        ),
        ([BASE, MILEAGE, FOR_CLIENT | {"discount_percent": D(10)}], {"vehicle_count": 2}),
    ],
)
def test_each_rule_keeps_the_part_that_it_had(rules: list[dict[str, Any]], trip: dict[str, Any]) -> None:
    terms, request = terms_of(rules), a_request(client_id=7, **trip)
    calculation = price(request, RuleBook.of(terms), SETTINGS)
    kept = [each for each in terms if (each.rule_id, each.version) in rules_in(calculation)]
    assert calculated_again(request, calculation, kept, SETTINGS) == calculation


def test_choosing_among_its_rules_anew_would_not_do() -> None:
    terms, request = terms_of([HOURLY, FOR_CLIENT | {"per_hour_rate": D(70)}]), a_request(client_id=7)
    calculation = price(request, RuleBook.of(terms), SETTINGS)
    assert LineKind.TIME not in {line.line for line in calculation.lines}
    (kept,) = (each for each in terms if (each.rule_id, each.version) in rules_in(calculation))
    assert price(request, RuleBook.of([kept]), SETTINGS).total > calculation.total
