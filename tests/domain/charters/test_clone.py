"""A clone is the same trip once more, at the start of its life."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coachway.domain.charters.events import CharterWasCreated
from coachway.domain.charters.model import FIELDS, Charter, CharterStatus
from coachway.domain.charters.use_cases.create_charter import CloneCharter, clone_charter
from coachway.domain.kernel.errors import NotFound, VersionMismatch
from coachway.domain.kernel.money import Money
from tests.builders.charters import AGENT, DRIVING, MANAGER, NOW, a_booked_charter, a_charter, a_quoted_charter, a_stop
from tests.fakes.charters import FakeChartersUnitOfWork
from tests.fakes.clock import SteerableClock

LATER = NOW + timedelta(days=30)
_OWN = {"status", "vendor_id", "vendor_cost", "driver_name", "revision_number", "cloned_from_charter_id", "stops"}
_SERIES = {"series_id", "recurrence_rule", "instance_number", "series_total", "is_series_master"}


def cloned(original: Charter, stop_ids: list[int] | None = None) -> Charter:
    ids = stop_ids or [100 + number for number in range(len(original.stops))]
    return original.clone(50, ids, driving=DRIVING, by=MANAGER, at=LATER)


def test_a_clone_begins_as_a_quote_without_driver_vendor_or_link() -> None:
    original = a_quoted_charter(driver_name="Dan Driver", notes="Bring water")
    original.book(by=AGENT, at=NOW)
    original.award(5, Money.of("500.00"), by=AGENT, at=NOW)
    clone = cloned(original)
    assert (clone.id, clone.cloned_from_charter_id, clone.revision_number) == (50, original.id, 1)
    assert clone.status is CharterStatus.QUOTE
    assert (clone.driver_name, clone.vendor_id, clone.vendor_cost, clone.link, clone.acceptance) == (None,) * 5
    assert (clone.notes, clone.price, clone.created_at) == ("Bring water", original.price, LATER)


def test_a_clone_has_stops_of_its_own() -> None:
    original = a_charter(stops=[a_stop(1, "Boston", estimated_arrival=NOW), a_stop(2, "New York", state="NY")])
    clone = cloned(original, [8, 9])
    assert [(stop.id, stop.charter_id, stop.location) for stop in clone.stops] == [
        (8, 50, "Boston"),
        (9, 50, "New York"),
    ]
    assert (clone.stops[0].estimated_arrival, clone.stops[1].state) == (NOW, "NY")
    clone.remove_stop(8, driving=DRIVING, by=AGENT, at=LATER)
    assert len(original.stops) == 2
    assert original.revision_number == 1


def test_a_clone_tells_that_it_was_created_and_leaves_the_original_silent() -> None:
    original = a_booked_charter()
    original.collect_events()
    (event,) = cloned(original).collect_events()
    assert isinstance(event, CharterWasCreated)
    assert (event.charter_id, event.vendor_id) == (50, None)
    assert original.collect_events() == []


@given(
    passengers=st.integers(1, 100),
    miles=st.decimals(0, 2000, places=2) | st.none(),
    notes=st.text(max_size=20) | st.none(),
    second_driver=st.booleans(),
    stops=st.integers(0, 6),
)
def test_whatever_is_not_a_clones_own_is_as_in_the_original(
    passengers: int, miles: Decimal | None, notes: str | None, second_driver: bool, stops: int
) -> None:
    original = a_charter(
        passengers=passengers,
        distance_miles=miles,
        notes=notes,
        second_driver_requested=second_driver or None,
        stops=[a_stop(number) for number in range(1, stops + 1)],
    )
    clone = cloned(original)
    for field in FIELDS.keys() - _OWN - _SERIES:
        assert clone.value_of(field) == original.value_of(field), field
    assert [(stop.sequence, stop.location) for stop in clone.stops] == [
        (stop.sequence, stop.location) for stop in original.stops
    ]


async def test_what_is_not_there_or_is_no_longer_what_was_seen_is_not_cloned() -> None:
    uow = FakeChartersUnitOfWork()
    uow.charters.add(a_charter(charter_id=7))
    clock = SteerableClock(NOW)
    with pytest.raises(NotFound):
        await clone_charter(CloneCharter(charter_id=8), actor=AGENT, uow=uow, clock=clock, driving=DRIVING)
    command = CloneCharter(charter_id=7, expected_version=9)
    with pytest.raises(VersionMismatch):
        await clone_charter(command, actor=AGENT, uow=uow, clock=clock, driving=DRIVING)
    assert list(uow.charters.by_id) == [7]
