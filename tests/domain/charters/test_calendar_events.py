"""What a charter says in a calendar."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coachway.domain.charters.calendar_events import CalendarEvent, EventStatus, event_of
from coachway.domain.charters.model import CharterStatus, Coordinates
from coachway.domain.kernel.clock import BusinessCalendar
from tests.builders.charter_views import a_charter_view, a_stop_view

NEW_YORK = BusinessCalendar()


def event(**fields: Any) -> CalendarEvent:
    return event_of(a_charter_view(**fields), NEW_YORK)


def span(**fields: Any) -> tuple[str, str]:
    told = event(**fields)
    return told.begins.isoformat(), told.ends.isoformat()


@pytest.mark.parametrize("status", CharterStatus)
def test_a_quote_is_tentative_a_cancelled_trip_cancelled_and_every_other_certain(status: CharterStatus) -> None:
    expected = {CharterStatus.QUOTE: "TENTATIVE", CharterStatus.CANCELLED: "CANCELLED"}.get(status, "CONFIRMED")
    assert event(status=status).status is EventStatus(expected)


@pytest.mark.parametrize(
    ("fields", "ends"),
    [
        ({}, "2026-04-02"),
        ({"return_date": date(2026, 4, 1)}, "2026-04-02"),
        ({"return_date": date(2026, 4, 3)}, "2026-04-04"),
        ({"trip_hours": Decimal(8)}, "2026-04-02"),
    ],
)
def test_without_a_pickup_time_it_takes_whole_days(fields: dict[str, Any], ends: str) -> None:
    assert span(pickup_time=None, **fields) == ("2026-04-01", ends)


AFTERNOON = a_stop_view(2, estimated_arrival=datetime(2026, 4, 1, 19, 30, tzinfo=UTC))


@pytest.mark.parametrize(
    ("fields", "ends"),
    [
        ({"trip_hours": Decimal("7.5")}, "2026-04-01T16:30:00-04:00"),
        ({"stops": (a_stop_view(1), AFTERNOON)}, "2026-04-01T15:30:00-04:00"),
        # Whatever is later: the coach may be needed longer than it drives.
        ({"trip_hours": Decimal(3), "stops": (a_stop_view(1), AFTERNOON)}, "2026-04-01T15:30:00-04:00"),
        ({"trip_hours": Decimal(9), "stops": (a_stop_view(1), AFTERNOON)}, "2026-04-01T18:00:00-04:00"),
        # Of several days the last is taken whole, unless a time on it is known.
        ({"return_date": date(2026, 4, 3)}, "2026-04-04T00:00:00-04:00"),
        ({"return_date": date(2026, 4, 2), "trip_hours": Decimal(30)}, "2026-04-02T15:00:00-04:00"),
        ({"return_date": date(2026, 4, 3), "trip_hours": Decimal(30)}, "2026-04-04T00:00:00-04:00"),
        # Nothing is said of the end: what a driver is on duty, and an hour at least.
        ({"on_duty_hours": Decimal("2.4")}, "2026-04-01T11:24:00-04:00"),
        ({"on_duty_hours": Decimal(0)}, "2026-04-01T10:00:00-04:00"),
    ],
)
def test_it_ends_when_the_last_that_is_known_of_it_is_over(fields: dict[str, Any], ends: str) -> None:
    assert span(pickup_time="09:00", **fields) == ("2026-04-01T09:00:00-04:00", ends)


@pytest.mark.parametrize("years", [-3, 3])
def test_a_time_at_a_stop_that_cannot_belong_to_the_trip_does_not_count(years: int) -> None:
    elsewhere = a_stop_view(2, estimated_arrival=datetime(2026 + years, 4, 1, tzinfo=UTC))
    told = span(pickup_time="09:00", on_duty_hours=Decimal(2), stops=(a_stop_view(1), elsewhere))
    assert told[1] == "2026-04-01T11:00:00-04:00"


def test_hours_are_hours_though_the_clock_is_changed_meanwhile() -> None:
    changed = {"trip_date": date(2026, 3, 8), "pickup_time": "01:00", "trip_hours": Decimal(3)}
    assert span(**changed) == ("2026-03-08T01:00:00-05:00", "2026-03-08T05:00:00-04:00")


def test_a_time_that_the_clock_skips_is_told_as_the_one_it_shows_then() -> None:
    assert span(trip_date=date(2026, 3, 8), pickup_time="02:30")[0] == "2026-03-08T03:30:00-04:00"


def test_a_place_without_daylight_saving_has_none_here_either() -> None:
    arizona = BusinessCalendar(ZoneInfo("America/Phoenix"))
    for day in (date(2026, 1, 15), date(2026, 7, 15)):
        told = event_of(a_charter_view(trip_date=day, pickup_time="09:00"), arizona)
        assert told.begins.isoformat() == f"{day}T09:00:00-07:00"


def test_it_is_where_the_first_stop_is_and_tells_them_all() -> None:
    boston = a_stop_view(1, "Boston", state="MA", latitude=Decimal("42.3601"), longitude=Decimal("-71.0589"))
    told = event(stops=(boston, a_stop_view(2, "New York", estimated_arrival=datetime(2026, 4, 1, 19, tzinfo=UTC))))
    assert (told.location, told.coordinates) == (
        "Boston, MA",
        Coordinates(Decimal("42.3601"), Decimal("-71.0589")),
    )
    assert told.summary == "Charter 1: Boston to New York, 40 passengers"
    assert told.description.splitlines()[-2:] == ["1. Boston, MA", "2. New York (arrives 2026-04-01 15:00)"]


def test_without_stops_it_has_no_place() -> None:
    told = event(stops=(), vehicle_count=2)
    assert (told.location, told.coordinates) == (None, None)
    assert told.summary == "Charter 1: 2 × coach, 40 passengers"


@given(
    st.dates(date(2020, 1, 1), date(2030, 12, 31)),
    st.times() | st.none(),
    st.integers(0, 20) | st.none(),
    st.decimals(Decimal("0.01"), Decimal(10_000), places=2) | st.none(),
    st.sampled_from(["America/New_York", "America/Phoenix", "Asia/Kolkata", "Australia/Lord_Howe", "UTC"]),
)
def test_it_always_ends_after_it_begins(
    day: date, at: Any, nights: int | None, hours: Decimal | None, zone: str
) -> None:
    told = event_of(
        a_charter_view(
            trip_date=day,
            pickup_time=at and f"{at:%H:%M}",
            return_date=None if nights is None else day + timedelta(days=nights),
            trip_hours=hours,
        ),
        BusinessCalendar(ZoneInfo(zone)),
    )
    assert type(told.begins) is type(told.ends)
    if isinstance(told.begins, datetime) and isinstance(told.ends, datetime):
        assert told.begins.astimezone(UTC) < told.ends.astimezone(UTC)
    else:
        assert told.begins < told.ends


@pytest.mark.parametrize(
    ("places", "way"),
    [
        (["Boston"], "Boston"),
        (["Boston", "Hartford", "New York"], "Boston to New York"),
        (["Boston", "New York", "Boston"], "Boston to New York and back"),
        (["Boston", "Hartford", "New York", "Boston"], "Boston to New York and back"),
        (["Boston", "Boston"], "Boston"),
    ],
)
def test_the_summary_says_where_to(places: list[str], way: str) -> None:
    stops = tuple(a_stop_view(number, place) for number, place in enumerate(places, start=1))
    assert event(stops=stops).summary == f"Charter 1: {way}, 40 passengers"
