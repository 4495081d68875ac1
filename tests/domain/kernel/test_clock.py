"""The business calendar decides what a day is, also when the clocks change."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from coachway.domain.kernel.clock import BusinessCalendar

calendar = BusinessCalendar()


def test_a_day_begins_at_the_offices_midnight_not_at_utcs() -> None:
    assert calendar.day_of(datetime(2026, 3, 3, 4, 59, tzinfo=UTC)) == date(2026, 3, 2)
    assert calendar.day_of(datetime(2026, 3, 3, 5, 0, tzinfo=UTC)) == date(2026, 3, 3)


def test_days_are_23_and_25_hours_long_when_the_clocks_change() -> None:
    spring, autumn = date(2026, 3, 8), date(2026, 11, 1)
    assert calendar.end_of(spring) - calendar.start_of(spring) == timedelta(hours=23)
    assert calendar.end_of(autumn) - calendar.start_of(autumn) == timedelta(hours=25)


def test_nine_o_clock_stays_nine_o_clock_across_daylight_saving() -> None:
    for day in (date(2026, 3, 7), date(2026, 3, 9)):
        assert calendar.local(calendar.at(day, time(9))).time() == time(9)


def test_working_time_skips_nights_and_weekends() -> None:
    friday_afternoon = calendar.at(date(2026, 3, 6), time(17, 30))
    monday_morning = calendar.at(date(2026, 3, 9), time(8, 15))
    assert calendar.working_time_between(friday_afternoon, monday_morning) == timedelta(minutes=45)
    assert calendar.working_time_between(monday_morning, friday_afternoon) == timedelta()
