"""Filters of time take moments and business days, both ends included."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from coachway.domain.kernel.clock import BusinessCalendar
from coachway.domain.kernel.errors import RuleViolated
from coachway.entrypoints.api.moments import business_day, since, until

CALENDAR = BusinessCalendar()


def test_a_date_is_the_whole_business_day() -> None:
    assert since("from", "2026-03-02", CALENDAR) == datetime(2026, 3, 2, 5, tzinfo=UTC)
    assert until("to", "2026-03-02", CALENDAR) == datetime(2026, 3, 3, 5, tzinfo=UTC)


def test_a_moment_is_itself_and_included() -> None:
    assert since("from", "2026-03-02T15:00:00Z", CALENDAR) == datetime(2026, 3, 2, 15, tzinfo=UTC)
    assert until("to", "2026-03-02T15:00:00 00:00", CALENDAR) == datetime(2026, 3, 2, 15, 0, 0, 1, tzinfo=UTC)


def test_without_a_value_nothing_is_narrowed() -> None:
    assert since("from", None, CALENDAR) is until("to", None, CALENDAR) is None


@pytest.mark.parametrize("value", ["yesterday", "2026-03-02T15:00:00", "2026-02-30", ""])
def test_anything_else_is_refused(value: str) -> None:
    with pytest.raises(RuleViolated) as refused:
        since("created_from", value, CALENDAR)
    assert refused.value.fields[0].field == "created_from"


@pytest.mark.parametrize(
    "value", ["0001-01-01", "9999-12-31", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59.999999Z"]
)
def test_what_no_neighbouring_moment_can_be_told_of_is_refused(value: str) -> None:
    for read in (since, until, business_day):
        with pytest.raises(RuleViolated):
            read("created_to", value, CALENDAR)
