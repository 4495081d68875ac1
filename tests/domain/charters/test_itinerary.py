"""Stops stay in order, numbered from 1 without gaps, in the order of their times."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coachway.domain.charters.model.itinerary import in_order, new_stop, numbered, placed
from coachway.domain.charters.model.stops import Stop
from coachway.domain.kernel.errors import NotFound, RuleViolated
from tests.builders.charters import AGENT, DRIVING, NOW, a_charter, a_stop


def locations(stops: list[Stop]) -> str:
    return "".join(stop.location for stop in sorted(stops, key=lambda stop: stop.sequence))


@pytest.mark.parametrize(("sequence", "outcome"), [(1, "XABC"), (2, "AXBC"), (4, "ABCX"), (99, "ABCX"), (None, "ABCX")])
def test_a_stop_at_a_sequence_in_use_moves_the_later_ones(sequence: int | None, outcome: str) -> None:
    stops = placed([a_stop(1, "A"), a_stop(2, "B"), a_stop(3, "C")], a_stop(9, "X"), sequence)
    assert locations(stops) == outcome


@given(st.lists(st.integers(min_value=1, max_value=12) | st.none(), max_size=12))
def test_whatever_is_placed_where_the_sequences_run_from_1_without_gaps(sequences: list[int | None]) -> None:
    stops: list[Stop] = []
    for number, sequence in enumerate(sequences):
        stops = placed(stops, a_stop(number), sequence)
    assert [stop.sequence for stop in stops] == list(range(1, len(sequences) + 1))
    assert {stop.id for stop in stops} == set(range(len(sequences)))


@given(st.permutations([1, 2, 3, 4, 5]))
def test_stops_given_with_their_sequences_come_in_that_order(sequences: list[int]) -> None:
    given_stops = [{"location": str(sequence), "sequence": sequence} for sequence in sequences]
    stops = numbered(new_stop(number, 1, values) for number, values in enumerate(in_order(given_stops)))
    assert locations(stops) == "12345"


def test_moving_a_stop_keeps_the_others_in_order() -> None:
    charter = a_charter(stops=[a_stop(1, "A"), a_stop(2, "B"), a_stop(3, "C")])
    charter.change_stop(3, {"sequence": 1}, driving=DRIVING, by=AGENT, at=NOW)
    assert locations(charter.stops) == "CAB"


def test_leaving_one_out_closes_the_gap() -> None:
    charter = a_charter(stops=[a_stop(1, "A"), a_stop(2, "B"), a_stop(3, "C")])
    charter.remove_stop(2, driving=DRIVING, by=AGENT, at=NOW)
    assert [(stop.location, stop.sequence) for stop in charter.stops] == [("A", 1), ("C", 2)]


def test_a_stop_of_another_charter_is_not_found() -> None:
    with pytest.raises(NotFound):
        a_charter().remove_stop(77, driving=DRIVING, by=AGENT, at=NOW)


@pytest.mark.parametrize(
    ("first", "second", "bad"),
    [
        ({"estimated_departure": NOW}, {"estimated_arrival": NOW - timedelta(hours=1)}, "stops.1.estimated_arrival"),
        ({"estimated_departure": NOW}, {"estimated_arrival": NOW + timedelta(days=1000)}, "stops"),
        (
            {"estimated_arrival": NOW, "estimated_departure": NOW - timedelta(hours=1)},
            {},
            "stops.0.estimated_departure",
        ),
    ],
)
def test_times_run_in_order(first: dict[str, Any], second: dict[str, Any], bad: str) -> None:
    with pytest.raises(RuleViolated) as error:
        a_charter(stops=[a_stop(1, **first), a_stop(2, **second)])
    assert [failure.field for failure in error.value.fields] == [bad]
