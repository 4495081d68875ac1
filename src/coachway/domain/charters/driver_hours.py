"""Whether a trip needs a second driver: 49 CFR 395.5, the hours of service of drivers who carry passengers.

A driver may drive at most 10 hours, and must not drive after 15 hours on duty, until there were 8 consecutive hours
off duty (395.5(a)). Each vehicle has its own driver, so the number of vehicles does not matter here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_CEILING, Decimal
from typing import Final

from coachway.domain.kernel.clock import BusinessCalendar

MOST_DRIVING_HOURS: Final = Decimal(10)
MOST_ON_DUTY_HOURS: Final = Decimal(15)
OFF_DUTY: Final = timedelta(hours=8)
HOURS_AT_EACH_STOP_BETWEEN: Final = Decimal("0.5")

_HUNDREDTH: Final = Decimal("0.01")
_MILLIONTH: Final = Decimal("0.000001")


@dataclass(frozen=True, slots=True)
class DrivingPolicy:
    """How fast a coach is taken to drive, in miles per hour, and the calendar that says where a day ends."""

    calendar: BusinessCalendar
    average_speed_mph: Decimal = Decimal(50)


@dataclass(frozen=True, slots=True)
class Call:
    """When the coach is at one stop, as far as it is known."""

    arrival: datetime | None
    departure: datetime | None


@dataclass(frozen=True, slots=True)
class Journey:
    """What the rule looks at; `days` is how many calendar days a multi-day trip lasts, else 1."""

    miles: Decimal
    trip_hours: Decimal | None
    days: int
    calls: Sequence[Call]


@dataclass(frozen=True, slots=True)
class DriverHours:
    """The hours of the hardest duty period of a trip, and what the rule says of them."""

    driving_hours: Decimal
    on_duty_hours: Decimal
    rule: str

    @property
    def needs_second_driver(self) -> bool:
        return self.driving_hours > MOST_DRIVING_HOURS or self.on_duty_hours > MOST_ON_DUTY_HOURS


@dataclass(slots=True)
class _Period:
    """One duty period by the stops' times: how long the coach rolls, and how long the driver is on duty."""

    rolling: timedelta = timedelta()
    on_duty: timedelta = timedelta()


def driver_hours(journey: Journey, policy: DrivingPolicy) -> DriverHours:
    """The hardest duty period of the trip: by the stops' times where all are known, else the days share it evenly."""
    driving = journey.miles / policy.average_speed_mph
    if journey.trip_hours is not None:
        driving = min(driving, journey.trip_hours)
        on_duty = journey.trip_hours
    else:
        on_duty = driving + HOURS_AT_EACH_STOP_BETWEEN * max(0, len(journey.calls) - 2)
    periods = _by_stop_times(journey, policy.calendar)
    if not periods:
        return _judged(driving / journey.days, on_duty / journey.days)
    return max(
        (_judged(*hours) for hours in _spread(driving, on_duty, periods)),
        key=lambda hours: (hours.needs_second_driver, hours.driving_hours, hours.on_duty_hours),
    )


def _judged(driving: Decimal, on_duty: Decimal) -> DriverHours:
    driving, on_duty = _in_hundredths(driving), _in_hundredths(on_duty)
    broken = []
    if driving > MOST_DRIVING_HOURS:
        broken.append(f"{driving.normalize():f} h driving is over the {MOST_DRIVING_HOURS} h of 395.5(a)(1)")
    if on_duty > MOST_ON_DUTY_HOURS:
        broken.append(f"{on_duty.normalize():f} h on duty is over the {MOST_ON_DUTY_HOURS} h of 395.5(a)(2)")
    if broken:
        rule = f"49 CFR 395.5: {' and '.join(broken)}, without 8 consecutive hours off: a second driver is needed."
    else:
        rule = (
            f"49 CFR 395.5: {driving.normalize():f} h driving and {on_duty.normalize():f} h on duty are within "
            f"{MOST_DRIVING_HOURS} h and {MOST_ON_DUTY_HOURS} h: one driver may do it."
        )
    return DriverHours(driving, on_duty, rule)


def _in_hundredths(hours: Decimal) -> Decimal:
    """Rounded up, so that nothing over a limit is rounded down to it; what a division left over is cut off before."""
    return hours.quantize(_MILLIONTH).quantize(_HUNDREDTH, ROUND_CEILING)


def _spread(driving: Decimal, on_duty: Decimal, periods: Sequence[_Period]) -> Iterator[tuple[Decimal, Decimal]]:
    """The trip's hours, dealt to the duty periods in proportion to what the stops' times say of each."""
    rolling = sum((period.rolling for period in periods), timedelta())
    working = sum((period.on_duty for period in periods), timedelta())
    # Hours off between two periods are not on duty, though they may be hours of the trip.
    if len(periods) > 1:
        on_duty = max(driving, min(on_duty, _hours(working)))
    for period in periods:
        on_duty_share = on_duty * _share(period.on_duty, working)
        yield min(driving * _share(period.rolling, rolling), on_duty_share), on_duty_share


def _share(part: timedelta, whole: timedelta) -> Decimal:
    return _hours(part) / _hours(whole) if whole else Decimal(0)


def _hours(span: timedelta) -> Decimal:
    return Decimal(span // timedelta(seconds=1)) / 3600


def _by_stop_times(journey: Journey, calendar: BusinessCalendar) -> list[_Period]:
    """The duty periods, cut at stops of 8 hours or more and, on a multi-day trip, at midnight; none if times lack."""
    times = [time for call in journey.calls if (time := _reached_and_left(call)) is not None]
    if not len(journey.calls) == len(times) >= 2:
        return []
    periods: dict[tuple[int, date | None], _Period] = {}
    layovers = 0

    def add(start: datetime, end: datetime, *, rolling: bool) -> None:
        for day, span in _daily(start, end, calendar) if journey.days > 1 else [(None, end - start)]:
            period = periods.setdefault((layovers, day), _Period())
            period.on_duty += span
            period.rolling += span if rolling else timedelta()

    for number, (reached, left) in enumerate(times):
        if number:
            add(times[number - 1][1], reached, rolling=True)
        if left - reached >= OFF_DUTY:
            layovers += 1
        elif 0 < number < len(times) - 1:
            add(reached, left, rolling=False)
    return [period for period in periods.values() if period.on_duty > timedelta()]


def _reached_and_left(call: Call) -> tuple[datetime, datetime] | None:
    reached, left = call.arrival or call.departure, call.departure or call.arrival
    return None if reached is None or left is None else (reached, left)


def _daily(start: datetime, end: datetime, calendar: BusinessCalendar) -> Iterator[tuple[date, timedelta]]:
    """The span, cut at each midnight of the business's time zone."""
    while start < end:
        day = calendar.day_of(start)
        until = min(end, calendar.end_of(day))
        yield day, until - start
        start = until
