"""Who could drive a trip."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from coachway.domain.kernel.geography import Place
from coachway.domain.vendors.matching import Candidate, Match, TripToMatch, match_vendors

SAN_DIEGO: Place = (Decimal("32.7157"), Decimal("-117.1611"))
LOS_ANGELES: Place = (Decimal("34.0522"), Decimal("-118.2437"))
TRIP = TripToMatch(passengers=50, state="CA", place=LOS_ANGELES)


def a_candidate(vendor_id: int = 1, **values: Any) -> Candidate:
    """From San Diego, 112 miles away."""
    facts: dict[str, Any] = {
        "seats": 56,
        "state": "CA",
        "service_states": (),
        "service_radius_miles": 200,
        "place": SAN_DIEGO,
        "average_rating": Decimal(0),
    }
    return Candidate(vendor_id=vendor_id, **(facts | values))


@pytest.mark.parametrize(
    ("values", "matches"),
    [
        ({}, True),
        ({"seats": 50}, True),
        ({"seats": 49}, False),
        ({"service_radius_miles": 100}, False),
        ({"service_radius_miles": None}, True),
        ({"service_radius_miles": 100, "place": None}, True),
        ({"state": "NV"}, False),
        ({"state": "NV", "service_states": ("AZ", "ca")}, True),
        ({"state": "CA", "service_states": ("AZ",)}, False),
    ],
)
def test_seats_state_and_reach_decide(values: dict[str, Any], *, matches: bool) -> None:
    assert bool(match_vendors(TRIP, [a_candidate(**values)])) is matches


def test_what_is_unknown_of_the_pickup_excludes_nobody() -> None:
    nowhere = TripToMatch(passengers=50)
    assert match_vendors(nowhere, [a_candidate(state="NV", service_radius_miles=1)]) == [Match(1, None)]


def test_nearest_first_then_better_rated_then_the_lower_id() -> None:
    candidates = [
        a_candidate(1, place=None, average_rating=Decimal(5)),
        a_candidate(2),
        a_candidate(3, average_rating=Decimal("4.5")),
        a_candidate(4),
        a_candidate(5, place=LOS_ANGELES),
    ]
    found = match_vendors(TRIP, candidates)
    assert [match.vendor_id for match in found] == [5, 3, 2, 4, 1]
    assert [match.distance_miles for match in found] == [Decimal("0.0"), *[Decimal("111.5")] * 3, None]
