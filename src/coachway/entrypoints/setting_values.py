"""What the text of a variable means as a setting, and which values a setting takes."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import time, timedelta
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from coachway.domain.kernel.clock import BusinessHours

Number = int | Decimal

# Beyond this no setting makes sense, and what is worked out from it might not fit where it is kept.
_LARGEST: Final = 100_000
_FARTHEST: Final = timedelta(days=100 * 366)


@dataclass(frozen=True, slots=True)
class Limits:
    """The least and the most of a number, and the words that a text must be one of (none: any)."""

    least: Number = 0
    most: Number | None = None
    among: tuple[str, ...] = ()

    def check(self, value: Any) -> None:
        """Raises ValueError, saying what would do."""
        if self.among and value not in self.among:
            raise ValueError("say " + ", ".join(self.among[:-1]) + f" or {self.among[-1]}")
        if isinstance(value, int | Decimal) and not isinstance(value, bool):
            most = _LARGEST if self.most is None else self.most
            if not self.least <= value <= most:
                raise ValueError(f"say a number from {self.least} to {most}")


def read_value(raw: str, kind: Any, limits: Limits) -> Any:
    """The text as a value of that kind within the limits. Raises ValueError, saying what would do."""
    value = _READERS[kind](raw)
    limits.check(value)
    return value


def _read_whole_number(raw: str) -> int:
    if not re.fullmatch(r"[+-]?\d{1,18}", raw):
        raise ValueError("say a whole number")
    return int(raw)


def _read_number(raw: str) -> Decimal:
    try:
        number = Decimal(raw)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        raise ValueError("say a number")
    return number


_WEEKDAYS: Final = {
    name: day for day, word in enumerate(("mon", "tue", "wed", "thu", "fri", "sat", "sun")) for name in (word, str(day))
}


def _read_zone(raw: str) -> ZoneInfo:
    try:
        return ZoneInfo(raw)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError("say a time zone such as America/New_York") from error


def _read_bool(raw: str) -> bool:
    words = {"true": True, "1": True, "yes": True, "on": True, "false": False, "0": False, "no": False, "off": False}
    if raw.lower() not in words:
        raise ValueError("say true or false")
    return words[raw.lower()]


def _read_hours(raw: str) -> BusinessHours:
    """Weekdays by number or by the first letters of their names; 24:00 is the end of the day."""
    found = re.fullmatch(r"([0-6]|[a-z]{3})-([0-6]|[a-z]{3}) (\d\d):(\d\d)-(\d\d):(\d\d)", raw.strip().lower())
    days = [_WEEKDAYS.get(found[part]) for part in (1, 2)] if found else []
    if not found or None in days:
        raise ValueError("say it like `0-4 08:00-18:00` or `Mon-Fri 08:00-18:00`")
    first, last = (day or 0 for day in days)
    clock = [int(part) for part in found.groups()[2:]]
    opening, closing = time(clock[0], clock[1]), time.max if clock[2:] == [24, 0] else time(clock[2], clock[3])
    if first > last or opening >= closing:
        raise ValueError("say the first day and the opening before the last day and the closing")
    return BusinessHours(frozenset(range(first, last + 1)), opening, closing)


def _read_duration(raw: str) -> timedelta:
    """An ISO 8601 duration of weeks, days, hours, minutes and seconds, with an optional sign."""
    found = re.fullmatch(r"([+-]?)P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?", raw)
    if not found or not any(found.groups()[1:]):
        raise ValueError("say an ISO 8601 duration such as P3D or -PT2H")
    weeks, days, hours, minutes, seconds = (int(part or 0) for part in found.groups()[1:])
    try:
        span = timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
    except OverflowError:
        span = timedelta.max
    if span > _FARTHEST:
        raise ValueError("say no more than a hundred years")
    return -span if found[1] == "-" else span


_READERS: Final[Mapping[Any, Callable[[str], Any]]] = {
    str: str,
    int: _read_whole_number,
    bool: _read_bool,
    Decimal: _read_number,
    Path: Path,
    ZoneInfo: _read_zone,
    BusinessHours: _read_hours,
    timedelta: _read_duration,
}
