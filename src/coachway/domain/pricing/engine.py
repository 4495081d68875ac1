"""The price of a trip, line by line (contract section 6): a pure function of the trip, the rules and the settings."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from typing import Final

from coachway.domain.kernel.errors import RuleViolated
from coachway.domain.kernel.money import Money, round_to_cent
from coachway.domain.pricing.compiled_rule import CompiledRule, Source
from coachway.domain.pricing.model.calculation import Calculation, Line, PricingSettings
from coachway.domain.pricing.model.kinds import LineKind
from coachway.domain.pricing.model.terms import plain_number, plain_rate
from coachway.domain.pricing.model.trip import QuoteRequest
from coachway.domain.pricing.rule_book import RuleBook
from coachway.domain.pricing.selection import Selection, select_rules

# Sentences take decimals with !s: formatting them otherwise takes several times as long.
_TOO_MUCH: Final = Decimal("1e11")
_new_line: Final = tuple.__new__  # A named tuple's own is a function more.

_VEHICLES: Final[Source] = (None, None, "Further vehicles")
_FUEL: Final[Source] = (None, None, "Fuel surcharge")


class Tally:
    """The lines so far and what they come to; each line is rounded once, and the next step takes their sum."""

    __slots__ = ("lines", "total")

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.total = Decimal(0)

    def add(self, kind: LineKind, source: Source, exact: Decimal, why: str) -> None:
        """One more line. Raises RuleViolated `price_too_high`."""
        rule_id, version, name = source
        amount = round_to_cent(exact)
        self.total += amount
        if self.total >= _TOO_MUCH:
            raise _too_high()
        self.lines.append(_new_line(Line, (kind, rule_id, version, name, Money.of_cents(amount), why)))

    def add_line(self, line: Line) -> None:
        """One more line that was made before. Raises RuleViolated `price_too_high`."""
        self.total += line.amount.amount
        if self.total >= _TOO_MUCH:
            raise _too_high()
        self.lines.append(line)


def _too_high() -> RuleViolated:
    return RuleViolated("The price is beyond all reason: look at the rates.", code="price_too_high")


def price(request: QuoteRequest, book: RuleBook, settings: PricingSettings) -> Calculation:
    """Price a trip. Raises RuleViolated `no_base_rate` when no rule says where to begin."""
    return price_selected(request, select_rules(request, book), settings, rules_version=book.version)


def price_selected(
    request: QuoteRequest, rules: Selection, settings: PricingSettings, *, rules_version: int
) -> Calculation:
    """Price a trip by the rules that were found for it. Raises RuleViolated."""
    tally = Tally()
    _charge_base_miles_and_hours(tally, request, rules)
    _adjust(tally, rules)
    if request.vehicle_count > 1:
        vehicles, each = request.vehicle_count, tally.total
        why = f"{vehicles} vehicles at {each!s} each."
        tally.add(LineKind.VEHICLES, _VEHICLES, each * (vehicles - 1), why)
    _charge_fees(tally, request, settings)
    return Calculation(tuple(tally.lines), Money(tally.total), rules_version)


def hours_charged(request: QuoteRequest, hourly: CompiledRule) -> Decimal | None:
    """The hours that an hourly rate is taken for; None when neither the trip nor the rule says any."""
    hours, least = request.trip_hours, hourly.rates.minimum_hours
    return max((each for each in (hours, least) if each is not None), default=None)


def _charge_base_miles_and_hours(tally: Tally, request: QuoteRequest, rules: Selection) -> None:
    base, mileage, hourly = rules.base, rules.mileage, rules.hourly
    hours = hours_charged(request, hourly) if hourly is not None else None
    if base is None and hours is None:
        raise RuleViolated("No base rate fits this trip: add a rule that does.", code="no_base_rate")
    if base is not None and base.base_line is not None:
        tally.add_line(base.base_line)
    if mileage is not None and mileage.rates.per_mile_rate is not None:
        miles, rate = request.distance_miles, mileage.rates.per_mile_rate
        tally.add(LineKind.MILEAGE, mileage.source, miles * rate, plain_number(miles) + mileage.mile_says)
        empty, empty_rate = request.deadhead_miles, mileage.rates.deadhead_per_mile_rate
        if empty and empty_rate is not None:
            tally.add(LineKind.DEADHEAD, mileage.source, empty * empty_rate, plain_number(empty) + mileage.empty_says)
    if hourly is not None and hours is not None and hourly.rates.per_hour_rate is not None:
        why = plain_number(hours) + hourly.hour_says
        why += "." if hours == request.trip_hours else ": the least that is charged."
        tally.add(LineKind.TIME, hourly.source, hours * hourly.rates.per_hour_rate, why)


def _adjust(tally: Tally, rules: Selection) -> None:
    for rule in rules.multipliers:
        if rule.markup is not None:
            each = tally.total
            tally.add(LineKind.MULTIPLIER, rule.source, each * rule.markup, str(each) + rule.markup_says)
    if rules.discount is not None and rules.discount.rates.discount_percent is not None:
        percent = rules.discount.rates.discount_percent
        why = f"{plain_number(percent)} % off {tally.total!s}, for {rules.discount.where}."
        tally.add(LineKind.DISCOUNT, rules.discount.source, tally.total * -percent / 100, why)
    if rules.minimum is not None and rules.minimum.rates.minimum_charge is not None:
        least = rules.minimum.rates.minimum_charge.amount
        if tally.total < least:
            why = f"Raised from {tally.total!s} to the minimum charge of {least!s}."
            tally.add(LineKind.MINIMUM, rules.minimum.source, least - tally.total, why)


def _charge_fees(tally: Tally, request: QuoteRequest, settings: PricingSettings) -> None:
    if request.extra_stops:
        tally.add_line(_stops_line(request.extra_stops, settings.extra_stop_fee))
    if request.requires_second_driver:
        tally.add_line(_driver_line(settings.second_driver_fee))
    if request.overnight_nights:
        tally.add_line(_nights_line(request.overnight_nights, settings.overnight_fee))
    miles, rate = request.distance_miles + request.deadhead_miles, settings.fuel_surcharge_per_mile
    if miles and rate:
        exact = miles * rate * request.vehicle_count
        tally.add(LineKind.FUEL_SURCHARGE, _FUEL, exact, plain_number(miles) + _fuel_says(rate, request.vehicle_count))


# Few trips differ in these: their lines are made once and shared.


@lru_cache(maxsize=1_000)
def _stops_line(stops: int, fee: Money) -> Line:
    why = f"{stops} extra stop{'s' if stops > 1 else ''} at {fee} each."
    return Line(LineKind.EXTRA_STOPS, None, None, "Extra stops", Money.of_cents(stops * fee.amount), why)


@lru_cache(maxsize=10)
def _driver_line(fee: Money) -> Line:
    return Line(LineKind.SECOND_DRIVER, None, None, "Second driver", fee, "The trip requires a second driver.")


@lru_cache(maxsize=1_000)
def _nights_line(nights: int, fee: Money) -> Line:
    why = f"{nights} night{'s' if nights > 1 else ''} at {fee} a night."
    return Line(LineKind.OVERNIGHT, None, None, "Overnight", Money.of_cents(nights * fee.amount), why)


@lru_cache(maxsize=1_000)
def _fuel_says(rate: Decimal, vehicles: int) -> str:
    each = f", for each of {vehicles} vehicles." if vehicles > 1 else "."
    return f" miles at {plain_rate(rate)} a mile{each}"
