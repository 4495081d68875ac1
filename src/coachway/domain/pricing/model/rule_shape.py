"""Which fields fit which rule: every reason against it is named at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from decimal import Decimal
from typing import Final

from coachway.domain.kernel.errors import Checks
from coachway.domain.kernel.money import Money
from coachway.domain.pricing.model.kinds import RuleScope, RuleType
from coachway.domain.pricing.model.terms import Conditions, Rates, RuleTerms, Target
from coachway.domain.pricing.model.trip import MOST_HOURS, MOST_MILES, MOST_PASSENGERS

MOST_RATE: Final = Decimal(1_000_000)
MOST_MULTIPLIER: Final = Decimal(100)
MOST_CHARACTERS: Final = 500
_FOUR_DECIMALS: Final = Decimal("0.0001")

_TRIP_RATES: Final = ("base_rate", "per_mile_rate", "per_hour_rate", "deadhead_per_mile_rate", "minimum_hours")

_CARRIES: Final[Mapping[RuleType, tuple[str, ...]]] = {
    RuleType.BASE_RATE: ("base_rate", "per_hour_rate", "minimum_hours", "minimum_charge"),
    RuleType.MILEAGE_RATE: ("per_mile_rate", "deadhead_per_mile_rate"),
    RuleType.TIME_MULTIPLIER: ("multiplier",),
    RuleType.SEASONAL: ("multiplier",),
    RuleType.CLIENT_SPECIFIC: (*_TRIP_RATES, "minimum_charge", "discount_percent"),
    RuleType.VEHICLE_SPECIFIC: (*_TRIP_RATES, "minimum_charge", "multiplier"),
}
"""The amounts that a rule of each type may carry."""

_NEEDS_ONE_OF: Final[Mapping[RuleType, tuple[str, ...]]] = {
    RuleType.BASE_RATE: ("base_rate", "per_hour_rate"),
    RuleType.MILEAGE_RATE: ("per_mile_rate",),
    RuleType.TIME_MULTIPLIER: ("multiplier",),
    RuleType.SEASONAL: ("multiplier",),
    RuleType.CLIENT_SPECIFIC: ("base_rate", "per_mile_rate", "per_hour_rate", "minimum_charge", "discount_percent"),
    RuleType.VEHICLE_SPECIFIC: ("base_rate", "per_mile_rate", "per_hour_rate", "minimum_charge", "multiplier"),
}
"""Without one of these a rule of that type would do nothing."""

_MAY_NAME: Final[dict[RuleScope, tuple[str, ...]]] = {
    RuleScope.GLOBAL: (),
    RuleScope.CLIENT: ("client_id", "vehicle_type"),
    RuleScope.VEHICLE: ("vehicle_type",),
    RuleScope.ROUTE: ("origin", "destination"),
}

_MUST_NAME: Final[dict[RuleScope, tuple[str, ...]]] = _MAY_NAME | {RuleScope.CLIENT: ("client_id",)}


def check_rule(terms: RuleTerms, *, client_is_known: bool = True) -> None:
    """Refuse a rule that does not fit its type and scope, or has values out of range. Raises RuleViolated."""
    with Checks(code="rule_does_not_fit") as check:
        check(0 < len(terms.name) <= 200, "name", "must have 1 to 200 characters")
        check(abs(terms.priority) <= 1_000_000, "priority", "must be between -1000000 and 1000000")
        _check_target(terms, check, client_is_known)
        _check_amounts_fit(terms, check)
        _check_rates(terms.rates, check)
        _check_conditions(terms.conditions, check)
        _check_type(terms, check)


def _check_target(terms: RuleTerms, check: Checks, client_is_known: bool) -> None:
    scope = terms.scope
    for field in fields(Target):
        value = getattr(terms.target, field.name)
        if value is None:
            check(field.name not in _MUST_NAME[scope], field.name, f"is needed for scope {scope}")
        elif check(field.name in _MAY_NAME[scope], field.name, f"does not go with scope {scope}"):
            if isinstance(value, str):
                check(0 < len(value) <= MOST_CHARACTERS, field.name, f"must have 1 to {MOST_CHARACTERS} characters")
            else:
                check(value > 0 and client_is_known, field.name, f"there is no client {value}")


def _check_amounts_fit(terms: RuleTerms, check: Checks) -> None:
    kind, rates = terms.rule_type, terms.rates
    carried = [field.name for field in fields(Rates) if getattr(rates, field.name) is not None]
    for name in carried:
        check(name in _CARRIES[kind], name, f"does not go with rule_type {kind}")
    needed = _NEEDS_ONE_OF[kind]
    if not any(name in carried for name in needed):
        others = f", unless {' or '.join(needed[1:])} is given" if len(needed) > 1 else ""
        check(False, needed[0], f"is needed for rule_type {kind}{others}")
    check("minimum_hours" not in carried or "per_hour_rate" in carried, "minimum_hours", "needs per_hour_rate")
    pays_empty_miles = "deadhead_per_mile_rate" in carried
    check(not pays_empty_miles or "per_mile_rate" in carried, "deadhead_per_mile_rate", "needs per_mile_rate")
    check(not terms.exclusive or "multiplier" in carried, "exclusive", "only says something about a multiplier")


def _check_type(terms: RuleTerms, check: Checks) -> None:
    """What a type asks of the other fields."""
    when = terms.conditions
    if terms.rule_type is RuleType.TIME_MULTIPLIER:
        timed = bool(when.days_of_week) or (when.start_time is not None and when.end_time is not None)
        check(
            timed, "days_of_week", "is needed for rule_type time_multiplier, unless start_time and end_time are given"
        )
    if terms.rule_type is RuleType.SEASONAL:
        for name in ("valid_from", "valid_until"):
            check(getattr(when, name) is not None, name, "is needed for rule_type seasonal")
    if terms.rule_type is RuleType.CLIENT_SPECIFIC:
        check(terms.scope is RuleScope.CLIENT, "scope", "must be client for rule_type client_specific")
    if terms.rule_type is RuleType.VEHICLE_SPECIFIC:
        known = terms.target.vehicle_type is not None
        check(known, "vehicle_type", "is needed for rule_type vehicle_specific")


def _check_rates(rates: Rates, check: Checks) -> None:
    for name in ("base_rate", "per_mile_rate", "per_hour_rate", "deadhead_per_mile_rate"):
        _check_number(getattr(rates, name), name, Decimal(0), MOST_RATE, check)
    _check_number(rates.minimum_hours, "minimum_hours", Decimal(0), MOST_HOURS, check)
    if rates.minimum_charge is not None:
        within = Money.zero() <= rates.minimum_charge <= Money(MOST_RATE)
        check(within, "minimum_charge", f"must be between 0 and {MOST_RATE}")
    _check_number(rates.multiplier, "multiplier", _FOUR_DECIMALS, MOST_MULTIPLIER, check)
    _check_number(rates.discount_percent, "discount_percent", _FOUR_DECIMALS, Decimal(100), check)


def _check_conditions(when: Conditions, check: Checks) -> None:
    days = when.days_of_week
    check(all(0 <= day <= 6 for day in days), "days_of_week", "must be numbers from 0 (Monday) to 6 (Sunday)")
    check(len(set(days)) == len(days), "days_of_week", "must name each day once")
    check((when.start_time is None) == (when.end_time is None), "end_time", "goes together with start_time")
    if when.start_time is not None and when.end_time is not None:
        check(when.start_time != when.end_time, "end_time", "must not be start_time")
        whole = all(time.second == 0 and time.microsecond == 0 for time in (when.start_time, when.end_time))
        check(whole, "start_time", "must be whole minutes, as end_time")
    for name in ("min_passengers", "max_passengers"):
        number = getattr(when, name)
        check(number is None or 0 <= number <= MOST_PASSENGERS, name, f"must be between 0 and {MOST_PASSENGERS}")
    for name in ("min_miles", "max_miles"):
        _check_number(getattr(when, name), name, Decimal(0), MOST_MILES, check)
    for least, most in (
        ("min_passengers", "max_passengers"),
        ("min_miles", "max_miles"),
        ("valid_from", "valid_until"),
    ):
        low, high = getattr(when, least), getattr(when, most)
        check(low is None or high is None or low <= high, most, f"must not be below {least}")


def _check_number(number: Decimal | None, name: str, least: Decimal, most: Decimal, check: Checks) -> None:
    if number is None:
        return
    if check(number.is_finite() and least <= number <= most, name, f"must be between {least} and {most}"):
        check(number == number.quantize(_FOUR_DECIMALS), name, "must have at most four decimals")
