"""What a charter says in a calendar: when, where, and how sure it is; adapters write it down in a format.

There are no amounts in it: calendars are shared, and shown on locked screens.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Final

from coachway.domain.charters.model import CharterStatus, Coordinates
from coachway.domain.charters.model.trip import LONGEST_TRIP_DAYS
from coachway.domain.charters.views import CharterView, StopView
from coachway.domain.kernel.clock import BusinessCalendar

DAYS_BACK: Final = 90
MOST_EVENTS: Final = 2000
"""A calendar has the trips from so many days ago on, the first so many of them."""

_AT_LEAST: Final = timedelta(hours=1)


class EventStatus(StrEnum):
    """How sure an event is, in the words of RFC 5545."""

    TENTATIVE = "TENTATIVE"
    CONFIRMED = "CONFIRMED"
    CANCELLED = "CANCELLED"


_STATUS: Final = {CharterStatus.QUOTE: EventStatus.TENTATIVE, CharterStatus.CANCELLED: EventStatus.CANCELLED}


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarEvent:
    """One charter: `begins` and `ends` are moments in the business time zone, or days, the end exclusive."""

    charter_id: int
    revision: int
    status: EventStatus
    summary: str
    description: str
    location: str | None
    coordinates: Coordinates | None
    begins: date | datetime
    ends: date | datetime
    created_at: datetime
    changed_at: datetime


def event_of(charter: CharterView, calendar: BusinessCalendar) -> CalendarEvent:
    """The charter, as far as its reader sees it, as an event of a calendar."""
    begins, ends = _span(charter, calendar)
    first = charter.stops[0] if charter.stops else None
    return CalendarEvent(
        charter_id=charter.id,
        revision=charter.revision_number,
        status=_STATUS.get(charter.status, EventStatus.CONFIRMED),
        summary=_summary(charter),
        description="\n".join(_lines(charter, calendar)),
        location=_place(first) if first else None,
        coordinates=_coordinates(first) if first else None,
        begins=begins,
        ends=ends,
        created_at=charter.created_at,
        changed_at=charter.updated_at,
    )


def _span(charter: CharterView, calendar: BusinessCalendar) -> tuple[date | datetime, date | datetime]:
    """From the pickup to the latest that is known of its end; without a pickup time, whole days."""
    last_day = max(charter.return_date or charter.trip_date, charter.trip_date)
    if charter.pickup_time is None:
        return charter.trip_date, last_day + timedelta(days=1)
    begins = calendar.at(charter.trip_date, time.fromisoformat(charter.pickup_time))
    ends = max(begins, *_known_ends(charter, begins))
    if calendar.day_of(ends) < last_day:
        ends = calendar.end_of(last_day)
    elif ends == begins:
        ends = begins + max(_hours(charter.driver_hours.on_duty_hours), _AT_LEAST)
    return calendar.local(begins), calendar.local(ends)


def _known_ends(charter: CharterView, begins: datetime) -> list[datetime]:
    """When the trip's hours are over, and when the coach is at its stops; times that cannot belong to it are not."""
    ends = [begins]
    if charter.trip_hours is not None:
        ends.append(begins + _hours(charter.trip_hours))
    latest = begins + timedelta(days=LONGEST_TRIP_DAYS)
    moments = (moment for stop in charter.stops for moment in (stop.estimated_arrival, stop.estimated_departure))
    return ends + [moment for moment in moments if moment is not None and begins < moment <= latest]


def _hours(hours: Decimal) -> timedelta:
    return timedelta(minutes=int((hours * 60).to_integral_value()))


def _summary(charter: CharterView) -> str:
    if not charter.stops:
        return f"Charter {charter.id}: {_vehicles(charter)}, {charter.passengers} passengers"
    return f"Charter {charter.id}: {_way([stop.location for stop in charter.stops])}, {charter.passengers} passengers"


def _way(places: Sequence[str]) -> str:
    """From where to where; of a trip that ends where it began, the stop halfway says where it goes."""
    first, last = places[0], places[-1]
    if first != last:
        return f"{first} to {last}"
    halfway = places[len(places) // 2]
    return first if halfway == first else f"{first} to {halfway} and back"


def _lines(charter: CharterView, calendar: BusinessCalendar) -> list[str]:
    """One thing a line."""
    lines = [
        f"Client: {charter.client_name}",
        f"Status: {charter.status.value.replace('_', ' ')}",
        f"Passengers: {charter.passengers}",
        f"Vehicle: {_vehicles(charter)}",
    ]
    if charter.driver_name:
        lines.append(f"Driver: {charter.driver_name}")
    if charter.series_total is not None:
        lines.append(f"Trip {charter.instance_number} of {charter.series_total} in its series")
    return lines + [f"{stop.sequence}. {_place(stop)}{_times(stop, calendar)}" for stop in charter.stops]


def _vehicles(charter: CharterView) -> str:
    return charter.vehicle_type if charter.vehicle_count == 1 else f"{charter.vehicle_count} × {charter.vehicle_type}"


def _place(stop: StopView) -> str:
    if stop.state is None or stop.location.endswith(stop.state):
        return stop.location
    return f"{stop.location}, {stop.state}"


def _coordinates(stop: StopView) -> Coordinates | None:
    if stop.latitude is None or stop.longitude is None:
        return None
    return Coordinates(stop.latitude, stop.longitude)


def _times(stop: StopView, calendar: BusinessCalendar) -> str:
    told = [
        f"{word} {calendar.local(moment):%Y-%m-%d %H:%M}"
        for word, moment in (("arrives", stop.estimated_arrival), ("leaves", stop.estimated_departure))
        if moment is not None
    ]
    return f" ({', '.join(told)})" if told else ""
