"""A rule made ready for the engine: bounds as plain numbers, and its part of the sentences that explain a price."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal
from typing import Final, NamedTuple, TypeAlias

from coachway.domain.pricing.model.terms import Conditions, RuleTerms, plain_number, plain_rate
from coachway.domain.pricing.model.trip import MOST_MILES, MOST_PASSENGERS, QuoteRequest

Bound: TypeAlias = int | Decimal
Source: TypeAlias = tuple[int | None, int | None, str]
"""What a line is by: a rule's id, version and name; a setting has only the name."""

NO_TIME: Final = -1
"""The minute of a trip whose pickup_time is not known; no time window holds it."""


class TripPoint(NamedTuple):
    """A trip as a point among the conditions of rules; a rule is a box around the points that it holds for."""

    day: int
    weekday: int
    minute: int
    passengers: int
    miles: Decimal


def point_of(request: QuoteRequest) -> TripPoint:
    """Where a trip lies."""
    pickup = request.pickup_time
    return TripPoint(
        request.trip_date.toordinal(),
        request.trip_date.weekday(),
        NO_TIME if pickup is None else _minute(pickup),
        request.passengers,
        request.distance_miles,
    )


class CompiledRule:
    """One version of a rule. `lows` and `highs` are the box's corners, in the order of TripPoint, both inclusive."""

    __slots__ = (
        "_days",
        "_end",
        "_start",
        "_unconditional",
        "empty_text",
        "factor_text",
        "highs",
        "hour_text",
        "lows",
        "mile_text",
        "rates",
        "source",
        "terms",
        "when",
        "where",
    )

    def __init__(self, terms: RuleTerms) -> None:
        when, rates = terms.conditions, terms.rates
        self.terms = terms
        self.rates = rates
        self.source: Source = (terms.rule_id, terms.version, terms.name)
        self._unconditional = when == _NO_CONDITIONS
        self._days = frozenset(when.days_of_week) or _EVERY_DAY
        self._start = None if when.start_time is None else _minute(when.start_time)
        self._end = 0 if when.end_time is None else _minute(when.end_time)
        self.lows, self.highs = self._corners(when)
        self.where = str(terms.target)
        self.when = str(when)
        self.mile_text = "" if rates.per_mile_rate is None else plain_rate(rates.per_mile_rate)
        self.empty_text = "" if rates.deadhead_per_mile_rate is None else plain_rate(rates.deadhead_per_mile_rate)
        self.factor_text = "" if rates.multiplier is None else plain_number(rates.multiplier)
        self.hour_text = "" if rates.per_hour_rate is None else plain_rate(rates.per_hour_rate)

    @property
    def is_unconditional(self) -> bool:
        return self._unconditional

    def holds_for(self, trip: TripPoint) -> bool:
        """Whether all of its conditions hold."""
        if self._unconditional:
            return True
        low, high = self.lows, self.highs
        return (
            low[0] <= trip[0] <= high[0]
            and trip[1] in self._days
            and low[2] <= trip[2]
            and low[3] <= trip[3] <= high[3]
            and low[4] <= trip[4] <= high[4]
            and self._in_window(trip[2])
        )

    def _in_window(self, minute: int) -> bool:
        start, end = self._start, self._end
        if start is None:
            return True
        return start <= minute < end if start < end else minute >= start or 0 <= minute < end

    def _corners(self, when: Conditions) -> tuple[tuple[Bound, ...], tuple[Bound, ...]]:
        days = sorted(self._days)
        minutes: tuple[int, int] = NO_TIME, LAST_MINUTE
        if self._start is not None:
            minutes = (self._start, self._end - 1) if self._start < self._end else (0, LAST_MINUTE)
        lows = (
            _FIRST_DAY if when.valid_from is None else when.valid_from.toordinal(),
            days[0],
            minutes[0],
            when.min_passengers or 0,
            when.min_miles or _NO_MILES,
        )
        highs = (
            _LAST_DAY if when.valid_until is None else when.valid_until.toordinal(),
            days[-1],
            minutes[1],
            MOST_PASSENGERS if when.max_passengers is None else when.max_passengers,
            MOST_MILES if when.max_miles is None else when.max_miles,
        )
        return lows, highs


_NO_CONDITIONS: Final = Conditions()
# One object each for what most rules have in common: comparing it finds it in the processor's cache.
_FIRST_DAY: Final = date.min.toordinal()
_LAST_DAY: Final = date.max.toordinal()
_NO_MILES: Final = Decimal(0)
_EVERY_DAY: Final = frozenset(range(7))
LAST_MINUTE: Final = 24 * 60 - 1


def _minute(moment: time) -> int:
    return moment.hour * 60 + moment.minute
