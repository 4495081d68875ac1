"""The days of a recurring charter, and its times by the wall clock."""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coachway.domain.charters.recurrence import occurrences, shifted, shifted_stops
from coachway.domain.kernel.clock import BusinessCalendar
from coachway.domain.kernel.errors import RuleViolated

CALENDAR = BusinessCalendar()
STEPS = {"daily": 1, "weekly": 7, "biweekly": 14}
DAYS = st.dates(date(2000, 1, 1), date(2100, 12, 31))
COUNTS = st.integers(1, 52)


def days_of(rule: str, first: date, count: int, at: time | None = None) -> list[str]:
    return [str(day) for day in occurrences(rule, first, count, calendar=CALENDAR, at=at)]


@given(DAYS, COUNTS, st.sampled_from(sorted(STEPS)))
def test_the_words_of_days_and_weeks_keep_their_step(first: date, count: int, rule: str) -> None:
    days = occurrences(rule, first, count, calendar=CALENDAR)
    assert days == [first + timedelta(days=STEPS[rule] * number) for number in range(count)]


@given(DAYS, COUNTS)
def test_monthly_falls_on_the_same_day_or_a_shorter_months_last(first: date, count: int) -> None:
    days = occurrences("monthly", first, count, calendar=CALENDAR)
    months = [day.year * 12 + day.month for day in days]
    assert len(days) == count
    assert all(later == earlier + 1 for earlier, later in pairwise(months))
    assert all(day.day == min(first.day, monthrange(day.year, day.month)[1]) for day in days)


@given(DAYS, COUNTS, st.integers(1, 60))
def test_instance_count_caps_a_rules_own_count(first: date, count: int, own: int) -> None:
    days = occurrences(f"FREQ=DAILY;COUNT={own}", first, count, calendar=CALENDAR)
    assert days == [first + timedelta(days=number) for number in range(min(count, own))]


@pytest.mark.parametrize(
    ("rule", "days"),
    [
        ("FREQ=MONTHLY", ["2026-01-31", "2026-03-31", "2026-05-31"]),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", ["2026-01-31", "2026-02-28", "2026-03-31"]),
        ("rrule:freq=weekly;byday=mo,we", ["2026-01-31", "2026-02-02", "2026-02-04"]),
        ("FREQ=DAILY;UNTIL=20260201", ["2026-01-31", "2026-02-01"]),
        ("FREQ=DAILY;UNTIL=20260201T135959Z", ["2026-01-31"]),
        ("FREQ=DAILY;UNTIL=20260201T140000Z", ["2026-01-31", "2026-02-01"]),
        ("FREQ=YEARLY;UNTIL=20280101T000000", ["2026-01-31", "2027-01-31"]),
    ],
)
def test_an_rrule_is_taken_as_rfc_5545_has_it(rule: str, days: list[str]) -> None:
    assert days_of(rule, date(2026, 1, 31), 3, time(9)) == days


@pytest.mark.parametrize(
    "rule",
    [
        "",
        "sometimes",
        "FREQ=HOURLY",
        "FREQ=DAILY;BYHOUR=1,2",
        "FREQ=DAILY;INTERVAL=0",
        "FREQ=DAILY;FREQ=WEEKLY",
        "FREQ=DAILY;COUNT=2;UNTIL=20270101",
        "FREQ=DAILY;UNTIL=20250101",
        "FREQ=DAILY;UNTIL=soon",
        "FREQ=DAILY;BYDAY=XX",
        "FREQ=DAILY\nRDATE:20270101",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
    ],
)
def test_what_is_no_rule_is_refused_by_name(rule: str) -> None:
    with pytest.raises(RuleViolated) as refusal:
        days_of(rule, date(2026, 1, 31), 3)
    assert [each.field for each in refusal.value.fields] == ["recurrence_rule"]


@pytest.mark.parametrize("count", [0, 53, -1])
def test_a_series_has_1_to_52_instances(count: int) -> None:
    with pytest.raises(RuleViolated) as refusal:
        days_of("daily", date(2026, 1, 31), count)
    assert [each.field for each in refusal.value.fields] == ["instance_count"]


@given(
    st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 (a bound)
    st.integers(0, 800),
)
def test_a_shifted_time_shows_the_same_on_the_clock_wherever_it_exists(moment: datetime, days: int) -> None:
    later = shifted(moment, days, CALENDAR)
    before, after = CALENDAR.local(moment), CALENDAR.local(later)
    assert days or later == moment
    # Only what daylight saving skips, between two and three, cannot be shown.
    assert before.hour == 2 or (after.date() - before.date(), after.time()) == (timedelta(days=days), before.time())


def test_stops_stay_in_order_where_the_clock_skips_an_hour() -> None:
    half_past_two = datetime(2026, 3, 7, 7, 30, tzinfo=UTC)
    stops = [{"estimated_departure": half_past_two}, {"estimated_arrival": half_past_two + timedelta(minutes=30)}]
    moved = shifted_stops(stops, 1, CALENDAR)
    assert moved[0]["estimated_departure"] == moved[1]["estimated_arrival"] == datetime(2026, 3, 8, 7, 30, tzinfo=UTC)
    assert shifted_stops(stops, 0, CALENDAR) == stops
