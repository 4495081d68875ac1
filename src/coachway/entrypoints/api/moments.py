"""Spans of time in filters: `…_from` and `…_to` take a moment, or a date that means that whole business day."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from coachway.domain.kernel.clock import BusinessCalendar
from coachway.domain.kernel.errors import FieldError, RuleViolated
from coachway.entrypoints.api.wire import FIRST_YEAR, LAST_YEAR


def since(name: str, value: str | None, calendar: BusinessCalendar) -> datetime | None:
    """The first moment that is let through. Raises RuleViolated."""
    if value is None:
        return None
    given = _read(name, value)
    return given if isinstance(given, datetime) else calendar.start_of(given)


def until(name: str, value: str | None, calendar: BusinessCalendar) -> datetime | None:
    """The first moment that is no longer let through: the value itself still is. Raises RuleViolated."""
    if value is None:
        return None
    given = _read(name, value)
    return given + timedelta(microseconds=1) if isinstance(given, datetime) else calendar.end_of(given)


def business_day(name: str, value: str | None, calendar: BusinessCalendar) -> date | None:
    """The business day that a date names, or that a moment falls on. Raises RuleViolated."""
    if value is None:
        return None
    given = _read(name, value)
    return calendar.day_of(given) if isinstance(given, datetime) else given


def _read(name: str, value: str) -> date | datetime:
    try:
        if len(value) == len("2026-03-01"):
            day = date.fromisoformat(value)
            if FIRST_YEAR <= day.year <= LAST_YEAR:
                return day
        else:
            moment = datetime.fromisoformat(value.replace(" ", "+"))  # an unescaped + in a URL arrives as a space
            if moment.tzinfo is not None and FIRST_YEAR <= moment.year <= LAST_YEAR:
                return moment
    except ValueError:
        pass
    message = (
        "must be a date such as 2026-03-01, or a moment such as 2026-03-01T14:00:00Z, "
        f"from the year {FIRST_YEAR} to {LAST_YEAR}"
    )
    raise RuleViolated(f"Some values are not acceptable: {name}.", fields=[FieldError(name, message)])
