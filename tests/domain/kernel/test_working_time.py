"""Office hours forwards and backwards agree, whatever the hours, also when the clocks change."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coachway.domain.kernel.clock import BusinessCalendar, BusinessHours

SECOND = timedelta(seconds=1)
# Both changes of the clocks of 2026 in any zone lie in here, and Lord Howe puts its clock on by half an hour.
MOMENTS = st.integers(0, 270 * 86_400).map(
    lambda seconds: datetime(2026, 2, 20, tzinfo=UTC) + timedelta(seconds=seconds)
)
NEAR_A_CHANGE = st.sampled_from([date(2026, 3, 8), date(2026, 11, 1), date(2026, 3, 29), date(2026, 10, 25)]).flatmap(
    lambda day: st.integers(-3 * 86_400, 3 * 86_400).map(
        lambda seconds: datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(seconds=seconds)
    )
)
SPANS = st.integers(0, 40 * 3600).map(lambda seconds: timedelta(seconds=seconds))


@st.composite
def calendars(draw: st.DrawFn) -> BusinessCalendar:
    zone = ZoneInfo(draw(st.sampled_from(["America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "UTC"])))
    opens, closes = sorted(draw(st.lists(st.integers(0, 24 * 60), min_size=2, max_size=2, unique=True)))
    weekdays = draw(st.frozensets(st.integers(0, 6), min_size=1))
    closing = time.max if closes == 24 * 60 else time(*divmod(closes, 60))
    return BusinessCalendar(zone, BusinessHours(weekdays, time(*divmod(opens, 60)), closing))


@given(calendars(), NEAR_A_CHANGE | MOMENTS, NEAR_A_CHANGE | MOMENTS, SPANS)
def test_what_began_earlier_and_nothing_else_has_taken_longer(
    calendar: BusinessCalendar, began: datetime, now: datetime, span: timedelta
) -> None:
    took_longer = calendar.working_time_between(began, now) > span
    assert (began < calendar.working_time_ago(now, span)) is took_longer


@given(calendars(), NEAR_A_CHANGE | MOMENTS, SPANS)
def test_counting_back_and_forth_comes_out_even(calendar: BusinessCalendar, now: datetime, span: timedelta) -> None:
    began = calendar.working_time_ago(now, span)
    assert calendar.working_time_between(began, now) == span
    assert calendar.working_time_between(began - SECOND, now) > span


@given(calendars(), *[NEAR_A_CHANGE | MOMENTS] * 3)
def test_working_time_adds_up(calendar: BusinessCalendar, a: datetime, b: datetime, c: datetime) -> None:
    first, second, third = sorted((a, b, c))
    parts = calendar.working_time_between(first, second) + calendar.working_time_between(second, third)
    assert calendar.working_time_between(first, third) == parts
    assert timedelta() <= parts <= third - first


@pytest.mark.parametrize(
    ("now", "began"),
    [
        ("2026-03-02T10:00", "2026-03-02T09:00"),  # Monday, an hour before
        ("2026-03-02T08:20", "2026-02-27T17:20"),  # Friday evening counts on over the weekend
        ("2026-03-02T09:00", "2026-02-27T18:00"),  # all that came in since closing time has had just the hour
        ("2026-03-08T13:00", "2026-03-06T17:00"),  # the Sunday on which clocks go forward is closed
        ("2026-03-09T08:30", "2026-03-06T17:30"),  # and does not shorten the Monday after it
    ],
)
def test_an_hour_of_office_time_ago(now: str, began: str) -> None:
    calendar = BusinessCalendar()
    moments = [datetime.fromisoformat(each).replace(tzinfo=calendar.zone) for each in (now, began)]
    assert calendar.working_time_ago(moments[0], timedelta(hours=1)) == moments[1]


def test_a_window_within_the_night_of_the_change_is_as_long_as_the_clock_makes_it() -> None:
    calendar = BusinessCalendar(hours=BusinessHours(frozenset({6}), time(1), time(4)))
    for day, hours in ((date(2026, 3, 8), 2), (date(2026, 11, 1), 4)):
        start, end = calendar.start_of(day), calendar.end_of(day)
        assert calendar.working_time_between(start, end) == timedelta(hours=hours)


def test_an_office_that_never_closes_counts_every_minute() -> None:
    calendar = BusinessCalendar(hours=BusinessHours(frozenset(range(7)), time.min, time.max))
    now = datetime(2026, 3, 9, 12, tzinfo=UTC)
    for hours in (1, 24, 24 * 7):
        assert calendar.working_time_ago(now, timedelta(hours=hours)) == now - timedelta(hours=hours)


def test_a_span_beyond_all_time_reaches_back_for_ever() -> None:
    calendar = BusinessCalendar()
    assert calendar.working_time_ago(datetime(2, 1, 1, tzinfo=UTC), timedelta(days=365)).year == 1
