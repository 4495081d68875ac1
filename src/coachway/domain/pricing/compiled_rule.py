"""A rule made ready for the engine: bounds as plain numbers, and its part of the sentences that explain a price."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time
from decimal import Decimal
from typing import Any, Final, NamedTuple, TypeAlias

from coachway.domain.kernel.money import Money
from coachway.domain.pricing.model.calculation import Line
from coachway.domain.pricing.model.kinds import LineKind
from coachway.domain.pricing.model.terms import Conditions, RuleTerms, plain_number, plain_rate
from coachway.domain.pricing.model.trip import MOST_MILES, MOST_PASSENGERS, QuoteRequest

Bound: TypeAlias = int | Decimal
Source: TypeAlias = tuple[int | None, int | None, str]
"""What a line is by: a rule's id, version and name; a setting has only the name."""

NO_TIME: Final = -1
"""The minute of a trip whose pickup_time is not known; no time window holds it."""

LAST_MINUTE: Final = 24 * 60 - 1


class TripPoint(NamedTuple):
    """A trip as a point among the conditions of rules; a rule is a box around the points that it holds for."""

    day: int
    weekday: int
    minute: int
    passengers: int
    miles: Decimal


DAY, WEEKDAY, MINUTE, PASSENGERS, MILES = range(5)
"""The dimensions of a TripPoint."""

_LOWEST: Final = TripPoint(date.min.toordinal(), 0, NO_TIME, 0, Decimal(0))
_HIGHEST: Final = TripPoint(date.max.toordinal(), 6, LAST_MINUTE, MOST_PASSENGERS, MOST_MILES)


def point_of(request: QuoteRequest) -> TripPoint:
    """Where a trip lies."""
    day, pickup = request.trip_date, request.pickup_time
    return TripPoint(
        day.toordinal(),
        day.weekday(),
        NO_TIME if pickup is None else _minute(pickup),
        request.passengers,
        request.distance_miles,
    )


class CompiledRule:
    """One version of a rule. Only conditions that it has are looked at, and sentences are ready but for the trip."""

    __slots__ = (
        "_days",
        "_night",
        "_spans",
        "base_line",
        "empty_says",
        "hour_says",
        "is_unconditional",
        "markup",
        "markup_says",
        "mile_says",
        "rates",
        "source",
        "terms",
        "where",
    )

    def __init__(self, terms: RuleTerms) -> None:
        when, rates = terms.conditions, terms.rates
        self.terms = terms
        self.rates = rates
        self.source: Source = (terms.rule_id, terms.version, terms.name)
        self._days = frozenset(when.days_of_week)
        self._night = _night_of(when)
        self._spans = tuple(_spans_of(when))
        self.is_unconditional = not (self._days or self._night or self._spans)
        self.where = where = str(terms.target)
        self.base_line = None if rates.base_rate is None else _base_line(self.source, rates.base_rate, where)
        self.mile_says = f" miles at {_rate(rates.per_mile_rate)} a mile, for {where}."
        self.empty_says = f" empty miles at {_rate(rates.deadhead_per_mile_rate)} a mile."
        self.hour_says = f" hours at {_rate(rates.per_hour_rate)} an hour, for {where}"
        factor = rates.multiplier
        self.markup = None if factor is None else factor - 1
        self.markup_says = "" if factor is None else f" times {plain_number(factor)}, {str(when) or where}."

    def holds_for(self, trip: TripPoint) -> bool:
        """Whether all of its conditions hold."""
        for dimension, low, high in self._spans:
            if not low <= trip[dimension] <= high:
                return False
        if self._days and trip[WEEKDAY] not in self._days:
            return False
        if self._night:
            start, end = self._night
            return trip[MINUTE] >= start or 0 <= trip[MINUTE] < end
        return True

    def corners(self) -> tuple[TripPoint, TripPoint]:
        """The lowest and the highest corner of the smallest box around the trips that it holds for."""
        lows, highs = list[Any](_LOWEST), list[Any](_HIGHEST)
        for dimension, low, high in self._spans:
            lows[dimension], highs[dimension] = low, high
        if self._days:
            lows[WEEKDAY], highs[WEEKDAY] = min(self._days), max(self._days)
        if self._night:
            lows[MINUTE] = 0
        return TripPoint(*lows), TripPoint(*highs)


def _spans_of(when: Conditions) -> Iterator[tuple[int, Bound, Bound]]:
    """The conditions that bound a dimension, with both ends inclusive."""
    start, end = when.start_time, when.end_time
    if start is not None and end is not None and start < end:
        yield MINUTE, _minute(start), _minute(end) - 1
    first = None if when.valid_from is None else when.valid_from.toordinal()
    last = None if when.valid_until is None else when.valid_until.toordinal()
    for dimension, least, most in (
        (DAY, first, last),
        (PASSENGERS, when.min_passengers, when.max_passengers),
        (MILES, when.min_miles, when.max_miles),
    ):
        if least is not None or most is not None:
            # One object each for what is not bounded: comparing it finds it in the processor's cache.
            low, high = _LOWEST[dimension], _HIGHEST[dimension]
            yield dimension, low if least is None else least, high if most is None else most


def _night_of(when: Conditions) -> tuple[int, int] | None:
    """The time window, in minutes, where it crosses midnight."""
    start, end = when.start_time, when.end_time
    return (_minute(start), _minute(end)) if start is not None and end is not None and start > end else None


def _base_line(source: Source, base_rate: Decimal, where: str) -> Line:
    return Line(LineKind.BASE, *source, Money(base_rate), f"Base rate for {where}.")


def _rate(rate: Decimal | None) -> str:
    return "" if rate is None else plain_rate(rate)


def _minute(moment: time) -> int:
    return moment.hour * 60 + moment.minute
