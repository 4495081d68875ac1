"""Every bad field of a stop is named as it was written, and by where."""

from __future__ import annotations

from tests.integration.charters.conftest import BOSTON, CHARTERS, NEW_YORK, Office


async def test_a_bad_moment_at_a_stop_is_named_by_where_it_was_written(office: Office) -> None:
    too_early, too_late = "1969-12-31T00:00:00Z", "2201-01-01T00:00:00Z"
    stops = [
        {"location": "Last", "sequence": 3, "estimated_arrival": too_late, "estimated_departure": too_early},
        {"location": "First", "sequence": 1},
        {"location": "Second", "sequence": 2, "estimated_departure": too_early},
    ]
    body = {"client_id": office.client_id, "trip_date": "2026-03-04", "passengers": 30, "vehicle_type": "coach"}
    for path in (CHARTERS, f"{CHARTERS}/recurring?recurrence_rule=weekly&instance_count=3"):
        answer = await office.agent.post(path, body | {"stops": stops})
        assert answer.status_code == 422
        assert {(error["field"], error["message"]) for error in answer.json()["errors"]} == {
            ("stops.0.estimated_arrival", "must be between the years 1970 and 2200"),
            ("stops.0.estimated_departure", "must be between the years 1970 and 2200"),
            ("stops.2.estimated_departure", "must be between the years 1970 and 2200"),
        }


async def test_the_stops_of_a_new_charter_are_named_in_the_order_in_which_they_were_written(office: Office) -> None:
    early, late = "2026-03-04T14:00:00Z", "2026-03-04T16:00:00Z"
    stops = [
        {"location": "Last", "sequence": 3, "estimated_arrival": early},
        {"location": "First", "sequence": 1, "latitude": 42},
        {"location": "Second", "sequence": 2, "estimated_arrival": late},
    ]
    body = {"client_id": office.client_id, "trip_date": "2026-03-04", "passengers": 30, "vehicle_type": "coach"}
    answer = await office.agent.post(CHARTERS, body | {"stops": stops})
    assert {error["field"] for error in answer.json()["errors"]} == {"stops.0.estimated_arrival", "stops.1.longitude"}


async def test_the_fields_of_one_stop_are_named_as_they_were_sent(office: Office) -> None:
    leaving = BOSTON | {"estimated_departure": "2026-03-04T14:00:00Z"}
    charter = await office.charter(stops=[leaving, NEW_YORK])
    path = f"{CHARTERS}/{charter['id']}/stops"
    last = f"{path}/{charter['stops'][1]['id']}"
    for answer, field in (
        (await office.agent.post(path, {"location": "There", "latitude": 95, "longitude": 1}), "latitude"),
        (await office.agent.post(path, {"location": "There", "latitude": 45}), "longitude"),
        (await office.agent.post(path, {"location": ""}), "location"),
        (await office.agent.post(path, {"location": "There", "estimated_arrival": "1969-12-31T00:00:00Z"}), "arrival"),
        (await office.agent.put(last, {"latitude": None}), "latitude"),
        (await office.agent.put(last, {"estimated_arrival": "2026-03-04T13:00:00Z"}), "arrival"),
    ):
        assert answer.status_code == 422
        named = [error["field"].removeprefix("estimated_") for error in answer.json()["errors"]]
        assert named == [field]
