"""Writing calendars that Google, Apple and Outlook take: RFC 5545, by the icalendar library."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vText

from coachway.adapters.icalendar.time_zones import time_zone
from coachway.domain.charters.calendar_events import CalendarEvent

# Programs remember a time zone by its name: as long as no trip is outside of these years, all calendars tell the same.
_YEARS: Final = (2020, 2045)
_PRODUCT: Final = "-//CoachWay//Charters//EN"
# What TEXT must not hold (3.3.11), and line ends of other alphabets at which some programs split what they read.
_LINE_ENDS: Final = re.compile("\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_CONTROLS: Final = re.compile("[\x00-\x08\x0e-\x1f\x7f]")


class ICalendarWriter:
    """Writes events for one business: in its time zone, under ids that end in its host's name."""

    def __init__(self, *, host: str, zone: ZoneInfo) -> None:
        self._host = host
        self._zone = zone

    def write(self, events: Sequence[CalendarEvent], *, name: str) -> bytes:
        """A whole calendar; the same events are always written as the same bytes."""
        calendar = Calendar()
        calendar.add("prodid", _PRODUCT)
        calendar.add("version", "2.0")
        calendar.add("calscale", "GREGORIAN")
        calendar.add("x-wr-calname", vText(_text(name)))  # of names that are not its own, the library escapes none
        calendar.add("x-wr-timezone", self._zone.key)
        calendar.add("refresh-interval", timedelta(hours=1), parameters={"VALUE": "DURATION"})
        years = [*_YEARS, *(day.year for event in events for day in (event.begins, event.ends))]
        calendar.add_component(time_zone(self._zone, min(years), max(years)))
        for event in events:
            calendar.add_component(self._component(event))
        return bytes(calendar.to_ical(sorted=False))

    def _component(self, event: CalendarEvent) -> Event:
        component = Event()
        component.add("uid", f"charter-{event.charter_id}@{self._host}")
        # Without a METHOD, the stamp tells when the event was last revised (3.8.7.2).
        component.add("dtstamp", event.changed_at)
        component.add("created", event.created_at)
        component.add("last-modified", event.changed_at)
        component.add("sequence", event.revision)
        component.add("status", event.status.value)
        component.add("dtstart", _moment(event.begins))
        component.add("dtend", _moment(event.ends))
        component.add("summary", _text(event.summary))
        component.add("description", _text(event.description))
        if event.location is not None:
            component.add("location", _text(event.location))
        if event.coordinates is not None:
            component.add("geo", (float(event.coordinates.latitude), float(event.coordinates.longitude)))
        return component


def _moment(value: date | datetime) -> date | datetime:
    """A local time that the clock shows twice means the first of them, so the second is told in UTC."""
    return value.astimezone(UTC) if isinstance(value, datetime) and value.fold else value


def _text(text: str) -> str:
    return _CONTROLS.sub("", _LINE_ENDS.sub("\n", text))
