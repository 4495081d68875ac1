"""Calendars as written, read back by a parser that had no hand in writing them."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from io import StringIO
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import vobject
from dateutil import tz
from hypothesis import given
from hypothesis import strategies as st

from coachway.adapters.icalendar.calendars import ICalendarWriter
from coachway.domain.charters.calendar_events import CalendarEvent, EventStatus, event_of
from coachway.domain.charters.model import CharterStatus, Coordinates
from coachway.domain.kernel.clock import BusinessCalendar
from tests.builders.charter_views import a_charter_view
from tests.builders.charters import NOW

ZONES = [
    "America/New_York",
    "America/Phoenix",
    "Asia/Kolkata",
    "Australia/Lord_Howe",  # changes by half an hour
    "Europe/Dublin",  # has its winter time as the changed one
    "Africa/Casablanca",  # changes by the moon
    "UTC",
]


def written(*events: CalendarEvent, zone: str = "America/New_York", name: str = "Charters") -> bytes:
    return ICalendarWriter(host="coachway.example.com", zone=ZoneInfo(zone)).write(events, name=name)


def parsed(calendar: bytes) -> Any:
    return vobject.readOne(calendar.decode())


def an_event(**fields: Any) -> CalendarEvent:
    begins = datetime(2026, 4, 1, 9, tzinfo=ZoneInfo("America/New_York"))
    values: dict[str, Any] = {
        "charter_id": 17,
        "revision": 3,
        "status": EventStatus.CONFIRMED,
        "summary": "Charter 17",
        "description": "One\nTwo",
        "location": None,
        "coordinates": None,
        "begins": begins,
        "ends": begins + timedelta(hours=5),
        "created_at": NOW,
        "changed_at": NOW + timedelta(days=1),
    }
    return CalendarEvent(**(values | fields))


def test_every_property_is_where_rfc_5545_wants_it() -> None:
    event = an_event(location="Boston, MA", coordinates=Coordinates(Decimal("42.3601"), Decimal("-71.0589")))
    calendar = parsed(written(event))
    assert (calendar.version.value, calendar.calscale.value) == ("2.0", "GREGORIAN")
    told = calendar.vevent
    assert told.uid.value == "charter-17@coachway.example.com"
    assert (told.sequence.value, told.status.value, told.summary.value) == ("3", "CONFIRMED", "Charter 17")
    assert (told.location.value, told.geo.value) == ("Boston, MA", "42.3601;-71.0589")
    assert told.description.value == "One\nTwo"
    assert told.dtstamp.value == told.last_modified.value == NOW + timedelta(days=1)
    assert told.created.value == NOW
    assert b"DTSTART;TZID=America/New_York:20260401T090000\r\n" in written(event)


def test_its_id_stays_and_its_sequence_grows_with_the_revisions() -> None:
    first, second = (parsed(written(an_event(revision=number))).vevent for number in (1, 2))
    assert first.uid.value == second.uid.value
    assert int(first.sequence.value) < int(second.sequence.value)


def test_the_same_events_are_the_same_bytes() -> None:
    assert written(an_event()) == written(an_event())
    assert written(an_event()) != written(an_event(revision=4))


def test_whole_days_are_dates_with_the_end_exclusive() -> None:
    told = parsed(written(an_event(begins=date(2026, 4, 1), ends=date(2026, 4, 3)))).vevent
    assert (told.dtstart.value, told.dtend.value) == (date(2026, 4, 1), date(2026, 4, 3))


def test_a_calendar_without_events_is_one_too() -> None:
    calendar = parsed(written())
    assert calendar.vtimezone.tzid.value == "America/New_York"
    assert "vevent" not in calendar.contents


@pytest.mark.parametrize("zone", ["America/New_York", "America/Phoenix"])
@pytest.mark.parametrize("day", [date(2026, 3, 7), date(2026, 3, 8), date(2026, 10, 31), date(2026, 11, 1)])
def test_nine_is_nine_on_either_side_of_a_change_of_the_clock(zone: str, day: date) -> None:
    business = BusinessCalendar(ZoneInfo(zone))
    event = event_of(a_charter_view(trip_date=day, pickup_time="09:00", trip_hours=Decimal(4)), business)
    told = parsed(written(event, zone=zone)).vevent
    assert (told.dtstart.value.date(), told.dtstart.value.hour, told.dtend.value.hour) == (day, 9, 13)
    assert told.dtstart.value.astimezone(UTC) == business.at(day, event.begins.time())  # type: ignore[union-attr]


def test_an_end_in_the_hour_that_comes_twice_is_told_in_utc() -> None:
    view = a_charter_view(trip_date=date(2026, 11, 1), pickup_time="01:15", trip_hours=Decimal(1))
    told = parsed(written(event_of(view, BusinessCalendar()))).vevent
    assert told.dtend.value == datetime(2026, 11, 1, 6, 15, tzinfo=UTC)
    assert told.dtend.value - told.dtstart.value == timedelta(hours=1)


@pytest.mark.parametrize("zone", ZONES)
def test_whoever_knows_no_zones_reckons_by_ours_the_whole_year_through(zone: str) -> None:
    """dateutil reads the VTIMEZONE alone, so it cannot take what it says from its own table of zones."""
    calendar = written(an_event(begins=date(2026, 1, 1), ends=date(2027, 1, 1)), zone=zone).decode()
    block = re.search(r"BEGIN:VTIMEZONE.*END:VTIMEZONE\r\n", calendar, re.DOTALL)
    assert block
    ours = tz.tzical(StringIO(block[0])).get()
    assert ours is not None
    moment, wrong = datetime(2026, 1, 1, tzinfo=UTC), []
    while moment.year < 2027:
        local = moment.astimezone(ZoneInfo(zone))
        # In the hour that comes twice a local time alone does not say which of the two it is.
        if not local.fold and local.replace(tzinfo=ours).utcoffset() != local.utcoffset():
            wrong.append(local)
        moment += timedelta(minutes=30)
    assert wrong == []


def test_the_clock_is_put_forward_at_two_by_the_old_time() -> None:
    calendar = written(an_event())
    assert b"DTSTART:20200308T020000\r\nTZOFFSETFROM:-0500\r\nTZOFFSETTO:-0400\r\n" in calendar
    assert b"RRULE:FREQ=YEARLY;BYDAY=2SU;BYMONTH=3\r\n" in calendar
    assert b"DTSTART:20201101T020000\r\nTZOFFSETFROM:-0400\r\nTZOFFSETTO:-0500\r\n" in calendar


SPECIAL = st.sampled_from([",", ";", "\\", "\n", "\r\n", '"', ":", "ü", "漢", "🚌", "\u2028", "\x85", "\x07", "BEGIN:"])
TEXTS = st.lists(st.text(st.characters(codec="utf-8"), max_size=60) | SPECIAL, max_size=12).map("".join)


@given(TEXTS, TEXTS, TEXTS)
def test_no_text_breaks_out_of_its_property(summary: str, description: str, location: str) -> None:
    events = [an_event(summary=summary, description=description, location=location), an_event(charter_id=18)]
    calendar = written(*events, name=location)
    for line in calendar.split(b"\r\n"):
        assert len(line) <= 75
        assert not re.search(rb"[\x00-\x08\x0a-\x1f\x7f]", line)
        line.decode()
    found = parsed(calendar).vevent_list
    assert [each.uid.value.split("@")[0] for each in found] == ["charter-17", "charter-18"]
    for told, meant in ((found[0].summary, summary), (found[0].description, description)):
        assert _plain(told.value) == _plain(meant)


@given(st.sampled_from(ZONES), st.datetimes(datetime(2020, 1, 1), datetime(2045, 1, 1)), st.integers(1, 60))  # noqa: DTZ001
def test_any_moment_is_read_back_as_it_was_meant(zone: str, moment: datetime, hours: int) -> None:
    business = BusinessCalendar(ZoneInfo(zone))
    begins = business.at(moment.date(), moment.time().replace(microsecond=0))
    ends = begins + timedelta(hours=hours)
    event = an_event(begins=business.local(begins), ends=business.local(ends))
    told = parsed(written(event, zone=zone)).vevent
    assert (told.dtstart.value.astimezone(UTC), told.dtend.value.astimezone(UTC)) == (begins, ends)


def test_each_member_of_a_series_is_an_event_of_its_own() -> None:
    members = [
        replace(event_of(a_charter_view(series_total=3, instance_number=number), BusinessCalendar()), charter_id=number)
        for number in (1, 2, 3)
    ]
    calendar = parsed(written(*members))
    assert len({each.uid.value for each in calendar.vevent_list}) == 3
    assert all("rrule" not in each.contents for each in calendar.vevent_list)


@pytest.mark.parametrize("status", CharterStatus)
def test_no_amount_is_told_to_anybody(status: CharterStatus) -> None:
    calendar = written(event_of(a_charter_view(status=status), BusinessCalendar())).decode()
    assert "726" not in calendar
    assert "500.25" not in calendar


def _plain(text: str) -> str:
    """What of a text matters: line ends and what cannot be shown aside."""
    return "".join(re.sub("[\x00-\x1f\x7f\x85\u2028\u2029]", "", text).split())
