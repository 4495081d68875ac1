"""Assigning a charter's fields by name, and settling what follows from them: driver hours and measured distance."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from coachway.domain.charters.driver_hours import Call, DriverHours, DrivingPolicy, Journey, driver_hours
from coachway.domain.charters.model import itinerary
from coachway.domain.charters.model.fields import FIELDS, plain_value
from coachway.domain.charters.model.kinds import read_stop
from coachway.domain.charters.model.record import CharterRecord
from coachway.domain.charters.model.stops import Stop
from coachway.domain.kernel.errors import Checks


def altered(charter: CharterRecord, values: Mapping[str, object]) -> list[str]:
    """The fields that would no longer hold what they hold."""
    return [name for name, value in values.items() if charter.plain_value_of(name) != plain_value(name, value)]


def agreed(names: Iterable[str]) -> list[str]:
    """Those of the fields that, from booked on, change through a change case."""
    return [name for name in names if FIELDS[name].agreed]


def priced(names: Iterable[str]) -> bool:
    """Whether one of the fields decides what a quote costs."""
    return any(FIELDS[name].priced for name in names)


def assign(charter: CharterRecord, values: Mapping[str, Any], check: Checks, new_stop_ids: Iterable[int] = ()) -> None:
    """Set the fields, each in the part of the charter that holds it."""
    for part in ("trip", "price"):
        own = {name: value for name, value in values.items() if FIELDS[name].part == part}
        if own:
            setattr(charter, part, replace(getattr(charter, part), **own))
    for name, value in values.items():
        if name == "stops":
            take_stops(charter, itinerary.rebuilt(charter.id, charter.stops, value, iter(new_stop_ids), check))
        elif name == "requires_second_driver":
            charter.second_driver_requested = value
        elif FIELDS[name].part is None:
            setattr(charter, name, value)
    if "distance_miles" in values:
        charter.distance_measured = False


def take_stops(charter: CharterRecord, stops: Sequence[Stop]) -> None:
    """Give it these stops; a distance that was measured along the old ones is forgotten."""
    charter.stops[:] = stops
    if charter.distance_measured:
        charter.trip, charter.distance_measured = replace(charter.trip, distance_miles=None), False


def settle(
    charter: CharterRecord, driving: DrivingPolicy, check: Checks, stop_prefixes: Mapping[int, str] | None = None
) -> None:
    """Check all values, and work out the driver hours; a person may ask for a second driver, the rule demands one."""
    charter.trip.check(check)
    charter.price.check(check)
    itinerary.check_itinerary(charter.stops, check, stop_prefixes or {})
    for name, text, longest in (("notes", charter.notes, 10_000), ("driver_name", charter.driver_name, 200)):
        check(text is None or len(text) <= longest, name, f"must have at most {longest} characters")
    if charter.vendor_cost is not None:
        check(charter.vendor_cost.amount >= 0, "vendor_cost", "must not be negative")
    if not check.failed:
        charter.driver_hours = hours_of(charter, driving)
        charter.requires_second_driver = charter.second_driver_requested or charter.driver_hours.needs_second_driver


def hours_of(charter: CharterRecord, driving: DrivingPolicy) -> DriverHours:
    """The hardest duty period of its trip; a distance that is not known yet counts as none."""
    trip = charter.trip
    return driver_hours(
        Journey(
            miles=(trip.distance_miles or Decimal(0)) + (trip.deadhead_miles or Decimal(0)),
            trip_hours=trip.trip_hours,
            days=trip.nights + 1,
            calls=[Call(stop.estimated_arrival, stop.estimated_departure) for stop in charter.stops],
        ),
        driving,
    )


def holds(charter: CharterRecord, field: str, plain: object) -> bool:
    """Whether the field has this plain value now; stops are compared by the fields that are given. Raises KeyError."""
    now = charter.plain_value_of(field)
    if plain is None or now is None:
        return plain is now
    try:
        if field == "stops":
            return _stops_match(charter.stops, plain)
        return plain_value(field, FIELDS[field].kind.read(plain)) == now
    except ValueError:
        return False


def _stops_match(stops: Sequence[Stop], plain: object) -> bool:
    if not isinstance(plain, Sequence) or isinstance(plain, str) or len(plain) != len(stops):
        return False
    pairs = zip(stops, itinerary.in_order([read_stop(item) for item in plain]), strict=True)
    return all(_says(stop, name, value) for stop, given in pairs for name, value in given.items())


def _says(stop: Stop, name: str, value: object) -> bool:
    """Whether the stop's field has the value; what was looked up since then says nothing new."""
    if value is None and stop.looked_up and name in ("latitude", "longitude", "geocoded_address"):
        return True
    return bool(getattr(stop, name) == value)
