"""Rules, trips and prices for tests: say only what the test is about."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Final

from coachway.domain.kernel.actor import Actor, Role
from coachway.domain.kernel.money import Money
from coachway.domain.pricing.engine import price
from coachway.domain.pricing.model import (
    Calculation,
    PricingRule,
    PricingSettings,
    Quote,
    QuoteRequest,
    RuleScope,
    RuleTerms,
    RuleType,
)
from coachway.domain.pricing.rule_book import RuleBook

NOW: Final = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
MANAGER: Final = Actor(role=Role.MANAGER, user_id=12, name="Max Manager")
AGENT: Final = Actor(role=Role.AGENT, user_id=11, name="Ada Agent")

SETTINGS: Final = PricingSettings(
    extra_stop_fee=Money.of("25.00"),
    second_driver_fee=Money.of("250.00"),
    overnight_fee=Money.of("175.00"),
    fuel_surcharge_per_mile=Decimal("0.01"),
    deposit_percent=Decimal(25),
    valid_days=14,
    currency="USD",
)

BASE: Final[dict[str, Any]] = {"rule_type": RuleType.BASE_RATE, "base_rate": Decimal(350)}
MILEAGE: Final[dict[str, Any]] = {"rule_type": RuleType.MILEAGE_RATE, "per_mile_rate": Decimal("2.50")}


def a_request(**changes: Any) -> QuoteRequest:
    """A coach for 30 over 100 miles on a Wednesday."""
    values: dict[str, Any] = {
        "vehicle_type": "coach",
        "passengers": 30,
        "trip_date": date(2026, 3, 4),
        "distance_miles": Decimal(100),
    }
    return QuoteRequest(**(values | changes))


def a_rule(rule_id: int = 1, **values: Any) -> PricingRule:
    """A global base rate of 350 where nothing else is said; numbers may be given as text."""
    given = {"name": f"Rule {rule_id}", "scope": RuleScope.GLOBAL} | (values or BASE)
    given.setdefault("rule_type", RuleType.BASE_RATE)
    return PricingRule.create(rule_id=rule_id, values=given, created_by=12, at=NOW)


def a_book(*rules: dict[str, Any], version: int = 1) -> RuleBook:
    """Rules given by their fields, with ids from 1 in their order."""
    return RuleBook.of(terms_of(rules), version=version)


def terms_of(rules: Iterable[dict[str, Any]]) -> list[RuleTerms]:
    return [a_rule(number, **fields).terms() for number, fields in enumerate(rules, start=1)]


def priced(request: QuoteRequest, *rules: dict[str, Any]) -> Calculation:
    return price(request, a_book(*rules), SETTINGS)


def amounts(calculation: Calculation) -> dict[str, str]:
    """Each line's amount by its kind; later lines of one kind are added to it."""
    found: dict[str, Money] = {}
    for line in calculation.lines:
        found[line.line.value] = found.get(line.line.value, Money.zero()) + line.amount
    return {kind: str(amount) for kind, amount in found.items()}


def a_quote(quote_id: int = 1, **changes: Any) -> Quote:
    """A draft of the plainest trip, base and mileage."""
    request = changes.pop("request", a_request())
    return Quote.draft(
        **(
            {
                "quote_id": quote_id,
                "charter_id": None,
                "charter_revision": None,
                "request": request,
                "calculation": priced(request, BASE, MILEAGE),
                "settings": SETTINGS,
                "created_by": 11,
                "at": NOW,
            }
            | changes
        )
    )
