"""Reading plain JSON values into the values of a charter's fields, and writing them back.

Change cases and revisions keep plain values; numbers with decimals are kept as text, so that they stay exact.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, Final

from coachway.domain.charters.model.stops import Stop, StopType, rounded_degrees
from coachway.domain.kernel.money import Money


@dataclass(frozen=True, slots=True)
class Kind:
    """How a field's value is read from a plain one (ValueError says what it must be), and written as one."""

    read: Callable[[object], object]
    write: Callable[[Any], object]


def _same(value: object) -> object:
    return value


def _read_text(plain: object) -> str:
    if not isinstance(plain, str):
        raise ValueError("must be text")
    return plain.strip()


def _read_whole(plain: object) -> int:
    if isinstance(plain, bool) or not isinstance(plain, int):
        raise ValueError("must be a whole number")
    return plain


def _read_boolean(plain: object) -> bool:
    if not isinstance(plain, bool):
        raise ValueError("must be true or false")
    return plain


def _read_decimal(plain: object) -> Decimal:
    if isinstance(plain, bool) or not isinstance(plain, Decimal | int | float | str):
        raise ValueError("must be a number")
    try:
        value = Decimal(str(plain))
    except InvalidOperation as error:
        raise ValueError("must be a number") from error
    if not value.is_finite() or abs(value) >= Decimal("1e12"):
        raise ValueError("must be a finite number below a trillion")
    return value


def _read_money(plain: object) -> Money:
    return plain if isinstance(plain, Money) else Money(_read_decimal(plain))


def _read_day(plain: object) -> date:
    if isinstance(plain, date) and not isinstance(plain, datetime):
        return plain
    try:
        return date.fromisoformat(str(plain))
    except ValueError as error:
        raise ValueError("must be a date such as 2026-03-01") from error


def _read_time(plain: object) -> time:
    if isinstance(plain, time):
        return plain
    if not re.fullmatch(r"([01][0-9]|2[0-3]):[0-5][0-9]", str(plain)):
        raise ValueError("must be a time of day as HH:MM, such as 09:30")
    return time.fromisoformat(str(plain))


def _read_moment(plain: object) -> datetime:
    try:
        value = plain if isinstance(plain, datetime) else datetime.fromisoformat(str(plain))
    except ValueError as error:
        raise ValueError("must be a moment such as 2026-03-01T14:00:00Z") from error
    if value.tzinfo is None:
        raise ValueError("must be a moment with its time zone, such as 2026-03-01T14:00:00Z")
    if not 1970 <= value.year <= 2200:
        raise ValueError("must be between the years 1970 and 2200")
    return value.astimezone(UTC)


def _read_texts(plain: object) -> tuple[str, ...]:
    if not isinstance(plain, Sequence) or isinstance(plain, str):
        raise ValueError("must be a list of text")
    return tuple(dict.fromkeys(_read_text(item) for item in plain))


def _write_time(value: time) -> str:
    return value.isoformat(timespec="minutes")


def _write_moment(value: datetime) -> str:
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


def one_of(enum: type[StrEnum]) -> Kind:
    """One of the enum's values."""

    def read(plain: object) -> StrEnum:
        try:
            return enum(str(plain))
        except ValueError as error:
            raise ValueError("must be one of " + ", ".join(enum)) from error

    return Kind(read, str)


TEXT: Final = Kind(_read_text, _same)
WHOLE: Final = Kind(_read_whole, _same)
BOOLEAN: Final = Kind(_read_boolean, _same)
DECIMAL: Final = Kind(_read_decimal, lambda value: f"{value.normalize():f}")
MONEY: Final = Kind(_read_money, str)
DAY: Final = Kind(_read_day, date.isoformat)
TIME: Final = Kind(_read_time, _write_time)
MOMENT: Final = Kind(_read_moment, _write_moment)
TEXTS: Final = Kind(_read_texts, list)

STOP_FIELDS: Final[Mapping[str, Kind]] = {
    "id": WHOLE,
    "sequence": WHOLE,
    "location": TEXT,
    "state": TEXT,
    "latitude": Kind(lambda plain: rounded_degrees(_read_decimal(plain)), DECIMAL.write),
    "longitude": Kind(lambda plain: rounded_degrees(_read_decimal(plain)), DECIMAL.write),
    "geocoded_address": TEXT,
    "stop_type": one_of(StopType),
    "estimated_arrival": MOMENT,
    "estimated_departure": MOMENT,
}
_REQUIRED_OF_A_STOP: Final = frozenset({"sequence", "location", "stop_type"})


def read_stop(plain: object) -> dict[str, object]:
    """The fields of a stop that a plain object gives, all of them checked for their kind. Raises ValueError."""
    if not isinstance(plain, Mapping):
        raise ValueError("must be an object with the fields of a stop")
    strangers = [str(name) for name in plain if name not in STOP_FIELDS]
    if strangers:
        raise ValueError(f"has no field {', '.join(strangers)}")
    values: dict[str, object] = {}
    for name, value in plain.items():
        if value is None:
            if name in _REQUIRED_OF_A_STOP:
                raise ValueError(f"{name} must not be null")
            values[name] = None
            continue
        try:
            values[name] = STOP_FIELDS[name].read(value)
        except ValueError as error:
            raise ValueError(f"{name} {error}") from error
    return values


def _read_stops(plain: object) -> tuple[dict[str, object], ...]:
    if not isinstance(plain, Sequence) or isinstance(plain, str):
        raise ValueError("must be a list of stops")
    stops = []
    for index, item in enumerate(plain):
        try:
            stops.append(read_stop(item))
        except ValueError as error:
            raise ValueError(f"stop {index + 1}: {error}") from error
    return tuple(stops)


def plain_stop(stop: Stop) -> dict[str, object]:
    """The stop as a plain object."""
    values = ((name, kind, getattr(stop, name)) for name, kind in STOP_FIELDS.items())
    return {name: None if value is None else kind.write(value) for name, kind, value in values}


STOPS: Final = Kind(_read_stops, lambda stops: [plain_stop(stop) for stop in stops])
