"""The clock, and the business calendar that says what "today" means."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo


class Clock(Protocol):
    """Where every rule and every stored time gets the present moment from."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        ...


@dataclass(frozen=True, slots=True)
class BusinessHours:
    """The hours in which the office answers: weekdays as 0 Monday to 6 Sunday, one opening and one closing time.

    Closing at `time.max` is closing at the end of the day.
    """

    weekdays: frozenset[int] = frozenset(range(5))
    opens: time = time(8)
    closes: time = time(18)

    def __post_init__(self) -> None:
        if not self.weekdays or self.opens >= self.closes:
            raise ValueError("business hours need a weekday, and must open before they close")


@dataclass(frozen=True, slots=True)
class BusinessCalendar:
    """Turns moments into the business's own days and back, in its time zone."""

    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("America/New_York"))
    hours: BusinessHours = field(default_factory=BusinessHours)

    def day_of(self, moment: datetime) -> date:
        """The business day that a moment falls on."""
        return moment.astimezone(self.zone).date()

    def local(self, moment: datetime) -> datetime:
        """The wall-clock time of a moment, in the business time zone."""
        return moment.astimezone(self.zone)

    def at(self, day: date, time_of_day: time) -> datetime:
        """The moment, in UTC, at which the wall clock shows that time on that day.

        A time that daylight saving skips is taken as if the clock had not yet been put forward.
        """
        return datetime.combine(day, time_of_day, self.zone).astimezone(UTC)

    def start_of(self, day: date) -> datetime:
        """The first moment of a business day, in UTC."""
        return self.at(day, time.min)

    def end_of(self, day: date) -> datetime:
        """The first moment after a business day, in UTC."""
        return self.start_of(day + timedelta(days=1))

    def working_time_between(self, start: datetime, end: datetime) -> timedelta:
        """How much of the span from start to end falls in business hours."""
        total = timedelta()
        day, last = self.day_of(start), self.day_of(end)
        while day <= last:
            if day.weekday() in self.hours.weekdays:
                opens, closes = self._office_hours(day)
                total += max(timedelta(), min(end, closes) - max(start, opens))
            day += timedelta(days=1)
        return total

    def working_time_ago(self, moment: datetime, span: timedelta) -> datetime:
        """The earliest time from which no more than that span of business hours has passed until the moment.

        Whatever began before it has taken longer. A span beyond the calendar's first year reaches back for ever.
        """
        day, left = self.day_of(moment), span
        while day.year > 1:
            if day.weekday() in self.hours.weekdays:
                opens, closes = self._office_hours(day)
                closes = min(moment, closes)
                open_for = max(timedelta(), closes - opens)
                if left < open_for:
                    return closes - left
                left -= open_for
            day -= timedelta(days=1)
        return datetime.min.replace(tzinfo=UTC)

    def _office_hours(self, day: date) -> tuple[datetime, datetime]:
        closes = self.end_of(day) if self.hours.closes == time.max else self.at(day, self.hours.closes)
        return self.at(day, self.hours.opens), closes
