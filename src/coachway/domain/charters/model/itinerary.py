"""The stops of a trip in the order in which they are called at: placing, replacing and checking them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from coachway.domain.charters.model.kinds import STOP_FIELDS
from coachway.domain.charters.model.places import Coordinates
from coachway.domain.charters.model.stops import Stop, StopType
from coachway.domain.charters.model.trip import LONGEST_TRIP_DAYS
from coachway.domain.kernel.errors import Checks, FieldError, NotFound, RuleViolated

MOST_STOPS: Final = 200
_DEFAULTS: Final[dict[str, object]] = {
    "location": "",
    "state": None,
    "latitude": None,
    "longitude": None,
    "geocoded_address": None,
    "stop_type": StopType.WAYPOINT,
    "estimated_arrival": None,
    "estimated_departure": None,
}


def new_stop(stop_id: int, charter_id: int, values: Mapping[str, object]) -> Stop:
    """A stop from the fields that were given; it has no place in the order yet."""
    stop = Stop(id=stop_id, charter_id=charter_id, sequence=0, location="")
    set_fields(stop, {**_DEFAULTS, **{name: value for name, value in values.items() if name in _DEFAULTS}})
    return stop


def new_stops(charter_id: int, stop_ids: Iterable[int], given: Sequence[Mapping[str, object]]) -> list[Stop]:
    """The stops of a new charter, in order. Raises RuleViolated that names every bad field by its place in `given`."""
    refused: list[FieldError] = []
    made = []
    for place, stop_id in zip(_order(given), stop_ids, strict=True):
        try:
            made.append(new_stop(stop_id, charter_id, given[place]))
        except RuleViolated as refusal:
            refused += [FieldError(f"stops.{place}.{each.field}", each.message) for each in refusal.fields]
    if refused:
        raise RuleViolated("Some stops are not acceptable.", fields=refused)
    return made


def prefixes_as_written(stop_ids: Iterable[int], given: Sequence[Mapping[str, object]]) -> dict[int, str]:
    """How the fields of each of these stops are named where they stand in `given`."""
    return {stop_id: f"stops.{place}." for place, stop_id in zip(_order(given), stop_ids, strict=True)}


def set_fields(stop: Stop, values: Mapping[str, object]) -> None:
    """Set the stop's fields, but for its identity and its place in the order. Raises RuleViolated."""
    with Checks() as check:
        for name, value in values.items():
            if name not in _DEFAULTS:
                continue
            try:
                setattr(stop, name, None if value is None else STOP_FIELDS[name].read(value))
            except ValueError as error:
                check(False, name, str(error))


def amend(stop: Stop, changes: Mapping[str, object]) -> None:
    """Change these fields of a stop that is there already, and let go what no longer holds. Raises RuleViolated."""
    whereabouts, found = stop.whereabouts, stop.found
    set_fields(stop, changes)
    if found is not None:
        stop.review_found(found, whereabouts)


def find(stops: Iterable[Stop], stop_id: int) -> Stop:
    """The stop of that id. Raises NotFound."""
    for stop in stops:
        if stop.id == stop_id:
            return stop
    raise NotFound.of("stop", stop_id)


def in_order(given: Sequence[Mapping[str, object]]) -> list[Mapping[str, object]]:
    """Given stops by their sequence; those without one come last, as they were given."""
    return [given[place] for place in _order(given)]


def _order(given: Sequence[Mapping[str, object]]) -> list[int]:
    """Their places in the list, by their sequence."""
    return sorted(range(len(given)), key=lambda place: _sequence_of(given[place]) or MOST_STOPS * 1000)


def rebuilt(
    charter_id: int,
    stops: Sequence[Stop],
    given: Sequence[Mapping[str, object]],
    new_ids: Iterator[int],
    check: Checks,
) -> list[Stop]:
    """The whole list anew: who carries the id of a stop is that stop, whoever carries none is a new one."""
    known = {stop.id: stop for stop in stops}
    result = []
    for values in in_order(given):
        stop_id = values.get("id")
        if stop_id is None:
            result.append(new_stop(next(new_ids), charter_id, values))
        elif check(stop_id in known, "stops", f"there is no stop {stop_id} on this charter, or it is given twice"):
            stop = known.pop(int(str(stop_id)))
            amend(stop, {**_DEFAULTS, **values})
            result.append(stop)
    return numbered(result)


def count_new(given: Sequence[Mapping[str, object]]) -> int:
    """How many ids a rebuilt list needs."""
    return sum(values.get("id") is None for values in given)


def placed(stops: Sequence[Stop], stop: Stop, sequence: int | None) -> list[Stop]:
    """The stops with this one at the sequence, moving later ones; beyond the end, or without a sequence, it is last."""
    others = [other for other in stops if other is not stop]
    at = len(others) if sequence is None else min(max(sequence, 1) - 1, len(others))
    others.insert(at, stop)
    return numbered(others)


def copied(stops: Iterable[Stop], charter_id: int, stop_ids: Iterable[int]) -> list[Stop]:
    """The same stops for another charter, each under an id of its own."""
    return [replace(stop, id=stop_id, charter_id=charter_id) for stop, stop_id in zip(stops, stop_ids, strict=True)]


def numbered(stops: Iterable[Stop]) -> list[Stop]:
    """The stops in this order, numbered from 1 up."""
    result = list(stops)
    for sequence, stop in enumerate(result, start=1):
        stop.sequence = sequence
    return result


def check_itinerary(stops: Sequence[Stop], check: Checks, prefixes: Mapping[int, str]) -> None:
    """Name every bad stop, and every time that is before one at an earlier stop.

    `prefixes` says by id how the caller wrote a stop's fields; the others are named by their place in the order.
    """
    check(len(stops) <= MOST_STOPS, "stops", f"must be at most {MOST_STOPS}")
    moments = [moment for stop in stops for moment in (stop.estimated_arrival, stop.estimated_departure) if moment]
    if moments:
        apart = max(moments) - min(moments) <= timedelta(days=LONGEST_TRIP_DAYS)
        check(apart, "stops", f"must not have times more than {LONGEST_TRIP_DAYS} days apart")
    latest: datetime | None = None
    for index, stop in enumerate(stops):
        prefix = prefixes.get(stop.id, f"stops.{index}.")
        stop.check(check, prefix)
        for name, moment in (
            ("estimated_arrival", stop.estimated_arrival),
            ("estimated_departure", stop.estimated_departure),
        ):
            if moment is None:
                continue
            if latest is not None and moment < latest and not _own_disorder(stop, name):
                check(False, f"{prefix}{name}", "must not be before the times of the stops before it")
            latest = moment if latest is None else max(latest, moment)


def _own_disorder(stop: Stop, name: str) -> bool:
    """Whether the stop itself departs before it arrives, which has its own message."""
    arrival, departure = stop.estimated_arrival, stop.estimated_departure
    return name == "estimated_departure" and arrival is not None and departure is not None and departure < arrival


def way(stops: Sequence[Stop]) -> list[Coordinates] | None:
    """The coordinates of the stops in order; None where there are fewer than two, or one lacks them."""
    points = [stop.coordinates for stop in stops]
    known = [point for point in points if point is not None]
    return known if len(known) == len(points) >= 2 else None


def _sequence_of(values: Mapping[str, object]) -> int | None:
    sequence = values.get("sequence")
    return sequence if isinstance(sequence, int) else None
