"""The trips that a rule's conditions leave it, as a region that can be compared and cut exactly."""

from __future__ import annotations

from datetime import date, time
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Final, NamedTuple, TypeAlias

from coachway.domain.pricing.compiled_rule import LAST_MINUTE, NO_TIME, TripPoint
from coachway.domain.pricing.model.terms import Conditions
from coachway.domain.pricing.model.trip import MOST_MILES, MOST_PASSENGERS

Span: TypeAlias = tuple[int, int]
"""The first and the last of a range of whole numbers."""

_ALL_DAYS: Final[Span] = (date.min.toordinal(), date.max.toordinal())
_EVERY_WEEKDAY: Final = 0b111_1111
_UNKNOWN_TIME: Final = 1 << 24 * 60
"""The bit of trips whose pickup_time is not known; those of the minutes of a day are below it."""


class Reach(NamedTuple):
    """Trips by day, weekday, minute of the pick-up, passengers, and hundredths of a mile.

    Weekdays and minutes are sets of bits. It is never empty: there is None instead. Its days begin and end on one of
    its weekdays, and each of its weekdays is one of its days.
    """

    days: Span
    weekdays: int
    minutes: int
    passengers: Span
    miles: Span

    def a_trip(self) -> TripPoint:
        """One of its trips."""
        minute = NO_TIME if self.minutes & _UNKNOWN_TIME else (self.minutes & -self.minutes).bit_length() - 1
        return TripPoint(self.days[0], _weekday(self.days[0]), minute, self.passengers[0], _miles(self.miles[0]))

    def lows(self) -> TripPoint:
        """The lower corner of a box around its trips; weekdays and minutes are left open."""
        return TripPoint(self.days[0], 0, NO_TIME, self.passengers[0], _miles(self.miles[0]))

    def highs(self) -> TripPoint:
        """The upper corner."""
        return TripPoint(self.days[1], 6, LAST_MINUTE, self.passengers[1], _miles(self.miles[1]))

    def covers(self, other: Reach) -> bool:
        """Whether all trips of the other are in this one."""
        return (
            self.days[0] <= other.days[0]
            and other.days[1] <= self.days[1]
            and self.passengers[0] <= other.passengers[0]
            and other.passengers[1] <= self.passengers[1]
            and self.miles[0] <= other.miles[0]
            and other.miles[1] <= self.miles[1]
            and not other.weekdays & ~self.weekdays
            and not other.minutes & ~self.minutes
        )

    def within(self, other: Reach) -> Reach | None:
        """The trips that are in both."""
        return _drawn_in(
            Reach(
                _overlap(self.days, other.days),
                self.weekdays & other.weekdays,
                self.minutes & other.minutes,
                _overlap(self.passengers, other.passengers),
                _overlap(self.miles, other.miles),
            )
        )

    def without(self, met: Reach) -> list[Reach]:
        """The rest when a part of it is taken out, in regions that do not overlap."""
        in_days = self._replace(days=met.days)
        in_weekdays = in_days._replace(weekdays=met.weekdays)
        in_minutes = in_weekdays._replace(minutes=met.minutes)
        in_passengers = in_minutes._replace(passengers=met.passengers)
        rest = [
            *(self._replace(days=days) for days in _beside(self.days, met.days)),
            in_days._replace(weekdays=self.weekdays & ~met.weekdays),
            in_weekdays._replace(minutes=self.minutes & ~met.minutes),
            *(in_minutes._replace(passengers=number) for number in _beside(self.passengers, met.passengers)),
            *(in_passengers._replace(miles=miles) for miles in _beside(self.miles, met.miles)),
        ]
        return [region for each in rest if (region := _drawn_in(each)) is not None]


def reach_of(when: Conditions) -> Reach | None:
    """The trips for which all of the conditions hold; None when there can be none."""
    most_miles = MOST_MILES if when.max_miles is None else when.max_miles
    return _drawn_in(
        Reach(
            (
                _ALL_DAYS[0] if when.valid_from is None else when.valid_from.toordinal(),
                _ALL_DAYS[1] if when.valid_until is None else when.valid_until.toordinal(),
            ),
            sum(1 << day for day in when.days_of_week) or _EVERY_WEEKDAY,
            _minutes(when.start_time, when.end_time),
            (
                max(when.min_passengers or 1, 1),
                MOST_PASSENGERS if when.max_passengers is None else when.max_passengers,
            ),
            # A trip's miles have two decimals, a rule's may have four.
            (_hundredths(when.min_miles or Decimal(0), ROUND_CEILING), _hundredths(most_miles, ROUND_FLOOR)),
        )
    )


def _miles(hundredths: int) -> Decimal:
    return Decimal(hundredths) / 100


def _hundredths(miles: Decimal, rounding: str) -> int:
    return int((miles * 100).to_integral_value(rounding))


def _minutes(start: time | None, end: time | None) -> int:
    if start is None or end is None:
        return (_UNKNOWN_TIME << 1) - 1
    before_start = (1 << start.hour * 60 + start.minute) - 1
    before_end = (1 << end.hour * 60 + end.minute) - 1
    after_start = (_UNKNOWN_TIME - 1) & ~before_start
    return after_start & before_end if start < end else after_start | before_end


def _drawn_in(region: Reach) -> Reach | None:
    """The same trips with days and weekdays drawn in to those that occur; None when there are none."""
    (first, last), weekdays, minutes, passengers, miles = region
    if first > last or not minutes or passengers[0] > passengers[1] or miles[0] > miles[1]:
        return None
    if last - first < 6:
        weekdays &= _weekdays_between(first, last)
    if not weekdays:
        return None
    while not weekdays >> _weekday(first) & 1:
        first += 1
    while not weekdays >> _weekday(last) & 1:
        last -= 1
    if last - first < 6:
        weekdays &= _weekdays_between(first, last)
    return Reach((first, last), weekdays, minutes, passengers, miles)


def _weekday(day: int) -> int:
    """0 is Monday, which day 1 of the calendar was."""
    return (day - 1) % 7


def _weekdays_between(first: int, last: int) -> int:
    return sum(1 << _weekday(day) for day in range(first, last + 1))


def _overlap(one: Span, other: Span) -> Span:
    return max(one[0], other[0]), min(one[1], other[1])


def _beside(whole: Span, part: Span) -> tuple[Span, Span]:
    """What lies before the part and after it; a range that ends before it begins where nothing does."""
    return (whole[0], part[0] - 1), (part[1] + 1, whole[1])
