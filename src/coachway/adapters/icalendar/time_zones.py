"""A time zone as a VTIMEZONE: each change of its clock in the years that a calendar is about.

The library can make one too, but tells the moment at which a clock is put forward by the new time where RFC 5545
(3.6.5) wants the old: an hour late for who reckons by it.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

_WEEKDAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@dataclass(frozen=True, slots=True)
class _Observance:
    """What the clock shows from a change on: its distance from UTC before and after, and the name of the time."""

    before: timedelta
    after: timedelta
    name: str
    daylight: bool


@lru_cache(maxsize=64)
def time_zone(zone: ZoneInfo, first_year: int, last_year: int) -> Timezone:
    """The zone from the first of these years to the end of the last."""
    began = datetime(first_year, 1, 1, tzinfo=UTC) - timedelta(days=1)
    ended = datetime(last_year + 1, 1, 2, tzinfo=UTC)
    component = Timezone()
    component.add("tzid", zone.key)
    first = began.astimezone(zone)
    changes = {_observance(first, first): [began]}
    for moment in _changes(zone, began, ended):
        before, after = (moment - timedelta(seconds=1)).astimezone(zone), moment.astimezone(zone)
        changes.setdefault(_observance(before, after), []).append(moment)
    for observance, moments in changes.items():
        # Local times are those that the clock would have shown had it not been changed.
        local = [(moment + observance.before).replace(tzinfo=None) for moment in moments]
        rule = _yearly(local)
        for onset in local[:1] if rule else local:
            component.add_component(_component(observance, onset, rule))
    return component


def _observance(before: datetime, after: datetime) -> _Observance:
    return _Observance(
        before.utcoffset() or timedelta(), after.utcoffset() or timedelta(), after.tzname() or "", bool(after.dst())
    )


def _component(
    observance: _Observance, onset: datetime, rule: dict[str, object] | None
) -> TimezoneStandard | TimezoneDaylight:
    component = TimezoneDaylight() if observance.daylight else TimezoneStandard()
    component.add("dtstart", onset)
    component.add("tzoffsetfrom", observance.before)
    component.add("tzoffsetto", observance.after)
    component.add("tzname", observance.name)
    if rule:
        component.add("rrule", rule)
    return component


def _yearly(onsets: list[datetime]) -> dict[str, object] | None:
    """The rule by which they come every year, such as the second Sunday of March; None where there is none.

    Programs know rules best; changes without one are told singly, for not all programs read lists of dates.
    """
    first = onsets[0]
    years = [onset.year for onset in onsets]
    same = {(onset.month, onset.weekday(), onset.time()) for onset in onsets}
    if len(onsets) == 1 or len(same) > 1 or years != list(range(first.year, first.year + len(years))):
        return None
    for place in (_place(first), -1):
        if all(place in (_place(onset), -1 if _is_last(onset) else None) for onset in onsets):
            return {"freq": "yearly", "bymonth": first.month, "byday": f"{place}{_WEEKDAYS[first.weekday()]}"}
    return None


def _place(day: datetime) -> int:
    """Which of its weekday in its month it is: the first, the second, …"""
    return (day.day - 1) // 7 + 1


def _is_last(day: datetime) -> bool:
    return day.day + 7 > monthrange(day.year, day.month)[1]


def _changes(zone: ZoneInfo, began: datetime, ended: datetime) -> Iterator[datetime]:
    """The moments at which the zone's clock is changed: found by the day, then to the second by halving."""
    day = timedelta(days=1)
    while began < ended:
        if _differ(zone, began, began + day):
            same, changed = began, began + day
            while changed - same > timedelta(seconds=1):
                half = same + timedelta(seconds=(changed - same) // timedelta(seconds=2))
                same, changed = (same, half) if _differ(zone, same, half) else (half, changed)
            yield changed
        began += day


def _differ(zone: ZoneInfo, one: datetime, other: datetime) -> bool:
    return one.astimezone(zone).utcoffset() != other.astimezone(zone).utcoffset()
