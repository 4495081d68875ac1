"""49 CFR 395.5: over 10 hours driving, or over 15 on duty, without 8 hours off between, needs a second driver."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coachway.domain.charters.driver_hours import Call, Journey, driver_hours
from coachway.domain.charters.model import TripType
from coachway.domain.kernel.errors import RuleViolated
from tests.builders.charters import AGENT, DRIVING, NOW, a_charter, a_stop

NOWHERE = [Call(None, None)] * 2
EIGHT = datetime(2026, 4, 1, 12, 0, tzinfo=UTC)  # 08:00 in New York


def journey(miles: float = 0, hours: float | None = None, days: int = 1, calls: list[Call] | None = None) -> Journey:
    return Journey(Decimal(str(miles)), None if hours is None else Decimal(str(hours)), days, calls or NOWHERE)


def needs(wanted: Journey) -> bool:
    return driver_hours(wanted, DRIVING).needs_second_driver


def after(hours: float) -> datetime:
    return EIGHT + timedelta(hours=hours)


@pytest.mark.parametrize(
    ("wanted", "needed"),
    [
        (journey(miles=500), False),
        (journey(miles=501), True),
        (journey(miles=100, hours=15), False),
        (journey(miles=100, hours=15.5), True),
        # Driving is never longer than the trip.
        (journey(miles=900, hours=9), False),
        # Half an hour for each stop between: 9.8 h driving and 11 stops are 15.3 h on duty.
        (journey(miles=490, calls=[Call(None, None)] * 13), True),
        (journey(miles=490, calls=[Call(None, None)] * 12), False),
        # Two days share what would be too much for one.
        (journey(miles=900, days=2), False),
        (journey(miles=1100, days=2), True),
    ],
)
def test_the_limits(wanted: Journey, needed: bool) -> None:
    assert needs(wanted) is needed


def test_eight_hours_off_between_make_two_duty_periods() -> None:
    out_and_back = [Call(None, after(0)), Call(after(6), after(14)), Call(after(20), None)]
    too_short_a_rest = [Call(None, after(0)), Call(after(6), after(13)), Call(after(19), None)]
    assert not needs(journey(miles=600, calls=out_and_back))
    assert needs(journey(miles=600, calls=too_short_a_rest))


def test_hours_off_are_not_on_duty_though_they_are_hours_of_the_trip() -> None:
    calls = [Call(None, after(0)), Call(after(5), after(14)), Call(after(19), None)]
    hours = driver_hours(journey(miles=400, hours=19, calls=calls), DRIVING)
    assert (hours.driving_hours, hours.on_duty_hours) == (Decimal("4.00"), Decimal("5.00"))


def test_stop_times_say_which_day_is_the_hard_one() -> None:
    calls = [Call(None, after(0)), Call(after(11), after(26)), Call(after(27), None)]
    hours = driver_hours(journey(miles=600, days=2, calls=calls), DRIVING)
    assert hours.driving_hours == Decimal("11.00")
    assert hours.needs_second_driver


def test_a_day_ends_at_midnight_in_the_business_time_zone() -> None:
    # 20:00 to 06:00 in New York: four hours on the first day, six on the second.
    calls = [Call(None, after(12)), Call(after(22), None)]
    hours = driver_hours(journey(miles=500, days=2, calls=calls), DRIVING)
    assert hours.driving_hours == Decimal("6.00")


TEN, FIFTEEN, MINUTE = 10.0, 15.0, 1 / 60
ALL_OF_IT = 5000  # more miles than the stops' times leave hours for: then the times alone decide


@pytest.mark.parametrize(
    ("wanted", "needed"),
    [
        # Without times: 50 miles are an hour.
        (journey(miles=500), False),
        (journey(miles=500.01), True),
        (journey(miles=500.2), True),
        # Hours of the trip are on duty, and no more of them are driven than the miles take.
        (journey(miles=500, hours=15), False),
        (journey(miles=500, hours=15.01), True),
        (journey(miles=5000, hours=10), False),
        (journey(miles=5000, hours=10.01), True),
        # Several days share both evenly.
        (journey(miles=1000, hours=30, days=2), False),
        (journey(miles=1000.02, hours=30, days=2), True),
        (journey(miles=1000, hours=30.02, days=2), True),
        (journey(miles=1500, hours=45, days=3), False),
        (journey(miles=1500.04, hours=45, days=3), True),
        # With times at the stops: exactly so long between them, with nothing else in the trip.
        (journey(miles=ALL_OF_IT, hours=TEN, calls=[Call(None, after(0)), Call(after(TEN), None)]), False),
        (journey(miles=500, calls=[Call(None, after(0)), Call(after(TEN), None)]), False),
        (journey(miles=501, calls=[Call(None, after(0)), Call(after(TEN), None)]), True),
        # 9 hours rolling and a wait of 6 are 15 on duty.
        (
            journey(
                miles=450, hours=15, calls=[Call(None, after(0)), Call(after(4), after(10)), Call(after(15), None)]
            ),
            False,
        ),
        (
            journey(
                miles=450, hours=15.5, calls=[Call(None, after(0)), Call(after(4), after(10)), Call(after(15), None)]
            ),
            True,
        ),
        # Eight hours off, to the minute, begin a new duty period.
        (journey(miles=1000, calls=[Call(None, after(0)), Call(after(10), after(18)), Call(after(28), None)]), False),
        (
            journey(
                miles=1000, calls=[Call(None, after(0)), Call(after(10), after(18 - MINUTE)), Call(after(28), None)]
            ),
            True,
        ),
    ],
)
def test_the_limits_to_the_hour(wanted: Journey, needed: bool) -> None:
    assert needs(wanted) is needed


@pytest.mark.parametrize(("hours_off", "needed"), [(8, False), (7.99, True)])
def test_on_several_days_each_is_judged_by_its_own_hours(hours_off: float, needed: bool) -> None:
    # 08:00 to 18:00, off until the next morning, and on again for ten hours: the night lies between two days.
    calls = [Call(None, after(0)), Call(after(10), after(24)), Call(after(34), None)]
    assert not needs(journey(miles=1000, days=2, calls=calls))
    # The same hours off within one day: with too few of them all is one period.
    calls = [Call(None, after(-6)), Call(after(0), after(hours_off)), Call(after(6 + hours_off), None)]
    assert needs(journey(miles=600, calls=calls)) is needed


@given(
    st.integers(1, 7), st.decimals(Decimal(0), Decimal(12), places=3), st.decimals(Decimal(0), Decimal(17), places=3)
)
def test_whoever_is_over_a_limit_by_anything_needs_another(days: int, driving: Decimal, on_duty: Decimal) -> None:
    """Of so many days alike, each with these hours; an hour is 50 miles."""
    wanted = Journey(driving * 50 * days, max(driving, on_duty) * days, days, NOWHERE)
    assert needs(wanted) is (driving > 10 or on_duty > 15)


@given(
    st.integers(min_value=0, max_value=3000),
    st.integers(min_value=1, max_value=60) | st.none(),
    st.integers(min_value=1, max_value=5),
)
def test_nobody_drives_longer_than_they_are_on_duty(miles: int, hours: int | None, days: int) -> None:
    found = driver_hours(journey(miles, hours, days), DRIVING)
    assert found.driving_hours <= found.on_duty_hours
    assert ("a second driver is needed" in found.rule) is found.needs_second_driver


def test_the_rule_sets_the_second_driver_and_takes_it_back() -> None:
    charter = a_charter(distance_miles=Decimal(600))
    assert charter.requires_second_driver
    assert "395.5(a)(1)" in charter.driver_hours.rule
    charter.update({"distance_miles": Decimal(100)}, driving=DRIVING, by=AGENT, at=NOW)
    assert not charter.requires_second_driver


def test_a_person_may_ask_for_a_second_driver_and_keeps_them() -> None:
    charter = a_charter(second_driver_requested=True)
    charter.update({"passengers": 41}, driving=DRIVING, by=AGENT, at=NOW)
    assert charter.requires_second_driver
    charter.update({"requires_second_driver": False}, driving=DRIVING, by=AGENT, at=NOW)
    assert not charter.requires_second_driver


def test_nobody_may_do_without_one_against_the_rule() -> None:
    charter = a_charter(distance_miles=Decimal(600))
    with pytest.raises(RuleViolated) as error:
        charter.update({"requires_second_driver": False}, driving=DRIVING, by=AGENT, at=NOW)
    assert [failure.field for failure in error.value.fields] == ["requires_second_driver"]


def test_a_multi_day_trip_lasts_from_its_first_to_its_last_day() -> None:
    charter = a_charter(
        trip_type=TripType.MULTI_DAY, return_date=date(2026, 4, 3), distance_miles=Decimal(1200), stops=[a_stop(1)]
    )
    assert charter.driver_hours.driving_hours == Decimal("8.00")
    assert charter.trip.nights == 2
