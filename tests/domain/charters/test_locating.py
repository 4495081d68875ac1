"""What is looked up for a stop: a note that goes with its whereabouts, and never over what a person said."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from coachway.domain.charters.events import StopsWereLocated
from coachway.domain.charters.model import Charter, Coordinates, Place, Stop, Whereabouts
from tests.builders.charters import AGENT, DRIVING, MANAGER, NOW, a_booked_charter, a_charter, a_quoted_charter, a_stop

AT_BOSTON = Whereabouts("Boston", "MA")
BOSTON = Place(Coordinates(Decimal("42.3601"), Decimal("-71.0589")), "Boston, MA")
OTHER = {"latitude": Decimal("42.5"), "longitude": Decimal("-71.5")}


def a_located_charter(**values: Any) -> Charter:
    charter = a_charter(stops=[a_stop(1, "Boston", state="MA"), a_stop(2, "Nowhere")], **values)
    charter.collect_events()
    assert charter.locate_stops({AT_BOSTON: BOSTON}) == [1]
    return charter


def change(charter: Charter, **changes: Any) -> Stop:
    charter.change_stop(1, changes, driving=DRIVING, by=AGENT, at=NOW)
    return charter.stops[0]


def test_a_stop_without_coordinates_takes_what_was_found_and_says_so() -> None:
    charter = a_located_charter()
    assert charter.stops[0].coordinates == BOSTON.coordinates
    assert charter.stops[0].geocoded_address == "Boston, MA"
    assert charter.stops[1].coordinates is None
    assert charter.collect_events() == [StopsWereLocated(**charter.facts(), stop_ids=[1])]


def test_it_is_no_revision_and_expires_no_quote() -> None:
    charter = a_quoted_charter(stops=[a_stop(1, "Boston", state="MA"), a_stop(2)])
    charter.collect_revisions()
    before = charter.revision_number
    charter.locate_stops({AT_BOSTON: BOSTON})
    assert charter.collect_revisions() == []
    assert charter.revision_number == before
    assert charter.link
    assert not charter.link.has_expired(NOW)


def test_finding_it_again_changes_nothing() -> None:
    charter = a_located_charter()
    charter.collect_events()
    elsewhere = Place(Coordinates(Decimal(1), Decimal(1)), "elsewhere")
    assert charter.locate_stops({AT_BOSTON: elsewhere}) == []
    assert charter.stops[0].coordinates == BOSTON.coordinates
    assert charter.collect_events() == []


@pytest.mark.parametrize("changes", [{"location": "Salem"}, {"state": "NY"}, OTHER])
def test_who_edits_the_stop_meanwhile_wins(changes: dict[str, Any]) -> None:
    charter = a_charter(stops=[a_stop(1, "Boston", state="MA"), a_stop(2)])
    stop = change(charter, **changes)
    before = (stop.coordinates, stop.geocoded_address)
    assert charter.locate_stops({AT_BOSTON: BOSTON}) == []
    assert (stop.coordinates, stop.geocoded_address) == before


@pytest.mark.parametrize("changes", [{"location": "Salem"}, {"state": "NY"}, {"state": None}])
def test_what_was_found_goes_with_the_whereabouts(changes: dict[str, Any]) -> None:
    stop = change(a_located_charter(), **changes)
    assert (stop.coordinates, stop.geocoded_address, stop.looked_up) == (None, None, False)


def test_what_was_found_stays_through_other_edits_and_clones() -> None:
    charter = a_located_charter()
    assert change(charter, estimated_arrival=NOW).coordinates == BOSTON.coordinates
    clone = charter.clone(9, [11, 12], driving=DRIVING, by=AGENT, at=NOW)
    assert clone.stops[0].coordinates == BOSTON.coordinates
    assert clone.stops[0].looked_up


def test_coordinates_of_a_person_are_theirs_and_stay_when_the_words_change() -> None:
    charter = a_located_charter()
    stop = change(charter, **OTHER)
    assert (stop.geocoded_address, stop.looked_up) == (None, False)
    stop = change(charter, location="The back door")
    assert stop.coordinates == Coordinates(OTHER["latitude"], OTHER["longitude"])


def test_a_person_may_take_what_was_found_away_and_have_it_looked_up_again() -> None:
    charter = a_located_charter()
    stop = change(charter, latitude=None, longitude=None)
    assert (stop.coordinates, stop.geocoded_address) == (None, None)
    assert charter.locate_stops({AT_BOSTON: BOSTON}) == [1]


def test_stops_that_were_located_since_make_no_change_case_stale() -> None:
    charter = a_booked_charter(stops=[a_stop(1, "Boston", state="MA"), a_stop(2)])
    before = charter.plain_value_of("stops")
    charter.locate_stops({AT_BOSTON: BOSTON})
    assert charter.holds("stops", before)
    charter.apply({"stops": before}, driving=DRIVING, by=MANAGER, at=NOW)
    assert charter.stops[0].coordinates is None
    assert charter.locate_stops({AT_BOSTON: BOSTON}) == [1]


def test_coordinates_that_a_person_set_since_do_make_it_stale() -> None:
    charter = a_charter(stops=[a_stop(1, "Boston", state="MA"), a_stop(2)])
    before = charter.plain_value_of("stops")
    change(charter, **OTHER)
    assert not charter.holds("stops", before)
