"""On which days a recurring charter runs, and how the times at its stops move with the day.

Days are the business's own, and so is every time of day: 09:00 stays 09:00 when the clocks change. A rule is one of
four words, or an RRULE of RFC 5545 whose frequency is a day or longer. As there, the first day always counts as the
first occurrence, and an RRULE skips months that lack the day; the word `monthly` falls on their last day instead.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Final

from dateutil.relativedelta import relativedelta
from dateutil.rrule import rrulestr

from coachway.domain.charters.model.trip import LAST_DAY
from coachway.domain.kernel.clock import BusinessCalendar
from coachway.domain.kernel.errors import Checks, FieldError, RuleViolated

MOST_INSTANCES: Final = 52
_LONGEST_RULE: Final = 200
_MOST_INTERVAL: Final = 1000
_LAST_MOMENT: Final = datetime.combine(LAST_DAY, time(23, 59, 59))
_MOMENTS: Final = ("estimated_arrival", "estimated_departure")

_WORDS: Final[Mapping[str, Callable[[int], relativedelta]]] = {
    "daily": lambda number: relativedelta(days=number),
    "weekly": lambda number: relativedelta(weeks=number),
    "biweekly": lambda number: relativedelta(weeks=2 * number),
    # Counted from the first day each time, not from the one before: so the 31st comes back after a short month.
    "monthly": lambda number: relativedelta(months=number),
}
_FREQUENCIES: Final = frozenset({"DAILY", "WEEKLY", "MONTHLY", "YEARLY"})
_PARTS: Final = frozenset(
    {"FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST"}
    | {"BYDAY", "BYMONTHDAY", "BYYEARDAY", "BYWEEKNO", "BYMONTH", "BYSETPOS"}
)


def normalized(rule: str) -> str:
    """The rule as it is kept: a word in small letters, an RRULE in capitals and without its name."""
    text = rule.strip()
    return text.lower() if text.lower() in _WORDS else text.upper().removeprefix("RRULE:")


def occurrences(
    rule: str, first: date, count: int, *, calendar: BusinessCalendar, at: time | None = None
) -> list[date]:
    """The days on which it runs: the first, then at most `count` in all, fewer where an RRULE's COUNT or UNTIL ends it.

    `at` is when it begins on each day, which an UNTIL that is a moment is held against. Raises RuleViolated.
    """
    with Checks() as check:
        check(1 <= count <= MOST_INSTANCES, "instance_count", f"must be between 1 and {MOST_INSTANCES}")
        check(first <= LAST_DAY, "trip_date", f"must not be after {LAST_DAY}")
    text = normalized(rule)
    if text not in _WORDS:
        return _by_rrule(_parts_of(text), first, count, calendar, at or time.min)
    days = [first + _WORDS[text](number) for number in range(count)]
    if days[-1] > LAST_DAY:
        raise _refused(f"gives days after {LAST_DAY}")
    return days


def shifted_stops(
    stops: Sequence[Mapping[str, object]], days: int, calendar: BusinessCalendar
) -> list[Mapping[str, object]]:
    """The stops in their order, with their times the same by the wall clock so many days later.

    Where the clock skips an hour or repeats it, a time that would come before an earlier stop's is moved up to that.
    """
    if days == 0:
        return list(stops)
    latest: datetime | None = None
    result: list[Mapping[str, object]] = []
    for stop in stops:
        moved = dict(stop)
        for name in _MOMENTS:
            moment = stop.get(name)
            if isinstance(moment, datetime):
                later = shifted(moment, days, calendar)
                latest = later if latest is None else max(latest, later)
                moved[name] = latest
        result.append(moved)
    return result


def shifted(moment: datetime, days: int, calendar: BusinessCalendar) -> datetime:
    """The moment, in UTC, at which the wall clock shows the same time so many days later."""
    local = calendar.local(moment)
    return calendar.at(local.date() + timedelta(days=days), local.time())


def _by_rrule(parts: Mapping[str, str], first: date, count: int, calendar: BusinessCalendar, at: time) -> list[date]:
    wanted = min(count, _whole(parts, "COUNT", count))
    until = _until(parts, calendar)
    start = datetime.combine(first, at)
    if until is not None and until < start:
        raise _refused("ends before the first day")
    # COUNT and UNTIL are applied here, so that the first day counts as RFC 5545 wants it, whether or not the rule
    # falls on it; the last day that a trip may have bounds the search of a rule that never falls on any day.
    kept = [f"{name}={value}" for name, value in parts.items() if name not in ("COUNT", "UNTIL")]
    end = min(until or _LAST_MOMENT, _LAST_MOMENT)
    try:
        found = rrulestr(";".join([*kept, f"UNTIL={end:%Y%m%dT%H%M%S}"]), dtstart=start).xafter(start)
        days = [first, *(moment.date() for moment in islice(found, wanted - 1))]
    except (ValueError, IndexError, KeyError, TypeError, AttributeError) as error:
        raise _refused("is no RRULE of RFC 5545") from error
    if until is None and len(days) < wanted:
        raise _refused(f"gives only {len(days)} of {wanted} days until {LAST_DAY}")
    return days


def _parts_of(text: str) -> dict[str, str]:
    """The parts of an RRULE by name. Raises RuleViolated for what is none, or would run more often than daily."""
    pairs = [part.partition("=") for part in text.split(";")]
    parts = {name: value for name, _, value in pairs}
    unknown = [name for name in parts if name not in _PARTS]
    if parts.get("FREQ") not in _FREQUENCIES or len(text) > _LONGEST_RULE:
        raise _refused("must be daily, weekly, biweekly, monthly, or an RRULE with a FREQ of DAILY or longer")
    if unknown or len(parts) < len(pairs) or not all(value for _, _, value in pairs):
        raise _refused("has parts that are unknown, repeated or empty")
    if "COUNT" in parts and "UNTIL" in parts:
        raise _refused("must not have both COUNT and UNTIL")
    _whole(parts, "INTERVAL", 1)
    return parts


def _whole(parts: Mapping[str, str], name: str, otherwise: int) -> int:
    text = parts.get(name)
    if text is None:
        return otherwise
    if not (text.isascii() and text.isdigit() and len(text) <= 4 and 1 <= int(text) <= _MOST_INTERVAL):
        raise _refused(f"must have its {name} between 1 and {_MOST_INTERVAL}")
    return int(text)


def _until(parts: Mapping[str, str], calendar: BusinessCalendar) -> datetime | None:
    """Until when by the wall clock, inclusive: a date means its whole day, a moment with Z is one in UTC."""
    text = parts.get("UNTIL")
    if text is None:
        return None
    try:
        if "T" not in text:
            return datetime.combine(datetime.strptime(text, "%Y%m%d").date(), time(23, 59, 59))  # noqa: DTZ007 (a day)
        if text.endswith("Z"):
            return calendar.local(datetime.strptime(f"{text[:-1]}+0000", "%Y%m%dT%H%M%S%z")).replace(tzinfo=None)
        return datetime.strptime(text, "%Y%m%dT%H%M%S")  # noqa: DTZ007 (a wall-clock time)
    except (ValueError, OverflowError) as error:
        raise _refused("has an UNTIL that is neither a date nor a moment") from error


def _refused(message: str, field: str = "recurrence_rule") -> RuleViolated:
    return RuleViolated(f"The {field} {message}.", fields=[FieldError(field, message)])
