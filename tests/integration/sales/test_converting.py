"""Converting a lead: one client, one charter, or nothing."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from sqlalchemy import text

from coachway.adapters.inprocess.charter_opening import InProcessCharterOpening
from coachway.domain.kernel.errors import Unavailable
from tests.api_client import ApiClient
from tests.integration.sales.office import LEADS, Office, open_office

CLIENTS = "/api/v1/clients"
TRIP = {
    "estimated_trip_date": "2026-05-04",
    "estimated_passengers": 44,
    "pickup_location": "Boston, MA",
    "dropoff_location": "Salem, MA",
    "trip_details": "Class trip",
}


async def counts(api: ApiClient) -> tuple[int, int]:
    query = text("SELECT (SELECT count(*) FROM clients.clients), (SELECT count(*) FROM charters.charters)")
    async with api.platform.engine.connect() as connection:
        clients, charters = (await connection.execute(query)).one()
        return clients, charters


async def convert(office: Office, lead: dict[str, Any], **body: Any) -> Any:
    return await office.manager.post(f"{LEADS}/{lead['id']}/convert", body)


async def test_a_lead_becomes_a_client_with_a_charter(api: ApiClient) -> None:
    office = await open_office(api, {})
    lead = await office.take(**TRIP)
    made = await convert(office, lead)
    assert made.status_code == 200, made.text
    answer = made.json()
    client, charter = answer["client"], answer["charter"]
    assert (client["email"], client["assigned_agent_id"]) == (lead["email"], office.ids[0])
    assert (charter["status"], charter["client_id"], charter["agent_id"]) == ("quote", client["id"], office.ids[0])
    assert (charter["trip_date"], charter["passengers"], charter["notes"]) == ("2026-05-04", 44, "Class trip")
    assert [(stop["location"], stop["stop_type"]) for stop in charter["stops"]] == [
        ("Boston, MA", "pickup"),
        ("Salem, MA", "dropoff"),
    ]
    assert answer["lead"] == await office.lead(lead["id"])
    assert (
        answer["lead"]
        | {
            "status": "converted",
            "conversion_date": "2026-03-02T15:00:00Z",
            "converted_client_id": client["id"],
            "converted_charter_id": charter["id"],
        }
        == answer["lead"]
    )
    log = (await office.manager.get(f"{LEADS}/{lead['id']}/activities")).json()
    assert [entry["details"] for entry in log] == ["new → converted"]


async def test_what_the_body_says_goes_before_what_the_lead_says(api: ApiClient) -> None:
    office = await open_office(api)
    body = {"trip_date": "2026-06-01", "passengers": 12, "vehicle_type": "minibus"}
    charter = (await convert(office, await office.take(**TRIP), **body)).json()["charter"]
    assert {name: charter[name] for name in body} == body


async def test_the_existing_client_is_used(api: ApiClient) -> None:
    office = await open_office(api)
    known = (await office.manager.post(CLIENTS, {"last_name": "Stone", "phone": "212 555 0123"})).json()["id"]
    lead = await office.take(**TRIP, phone="+1 212 555 0123")
    assert (await convert(office, lead)).json()["client"]["id"] == known
    named = await office.take(**TRIP)
    assert (await convert(office, named, client_id=known)).json()["client"]["id"] == known
    assert await counts(api) == (1, 2)


async def test_converting_twice_names_the_charter(api: ApiClient) -> None:
    office = await open_office(api)
    lead = await office.take(**TRIP)
    charter = (await convert(office, lead)).json()["charter"]["id"]
    again = await convert(office, lead)
    assert (again.status_code, again.json()["code"], again.json()["charter_id"]) == (409, "lead_converted", charter)
    assert str(charter) in again.json()["detail"]
    frozen = await office.manager.put(f"{LEADS}/{lead['id']}", {"first_name": "X"})
    assert (frozen.status_code, frozen.json()["code"]) == (409, "lead_converted")


async def test_a_dead_lead_is_not_converted(api: ApiClient) -> None:
    office = await open_office(api)
    lead = await office.take(**TRIP)
    await office.manager.put(f"{LEADS}/{lead['id']}", {"status": "dead"})
    refused = await convert(office, lead)
    assert (refused.status_code, refused.json()["code"]) == (409, "lead_dead")
    assert await counts(api) == (0, 0)


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({}, {"trip_date", "passengers"}),
        ({"trip_date": "2026-05-04", "passengers": 0}, {"passengers"}),
        ({"trip_date": "2026-05-04", "passengers": 3, "client_id": 77}, {"client_id"}),
    ],
)
async def test_what_is_missing_or_wrong_is_named_and_nothing_is_left_behind(
    api: ApiClient, body: dict[str, object], fields: set[str]
) -> None:
    office = await open_office(api)
    lead = await office.take()
    refused = await convert(office, lead, **body)
    assert refused.status_code == 422
    assert {each["field"] for each in refused.json()["errors"]} == fields
    assert await counts(api) == (0, 0)
    assert (await office.lead(lead["id"]))["status"] == "new"


async def test_ten_at_once_convert_it_once(api: ApiClient) -> None:
    office = await open_office(api)
    lead = await office.take(**TRIP)
    answers = await asyncio.gather(*(convert(office, lead) for _ in range(10)))
    assert sorted(answer.status_code for answer in answers) == [200] + [409] * 9
    assert await counts(api) == (1, 1)


async def test_two_leads_of_one_phone_number_at_once_make_one_client(api: ApiClient) -> None:
    office = await open_office(api)
    leads = [await office.take(**TRIP, email=None, phone="212 555 0123") for _ in range(5)]
    answers = await asyncio.gather(*(convert(office, lead) for lead in leads))
    assert {answer.status_code for answer in answers} == {200}
    assert await counts(api) == (1, 5)


async def test_a_failure_halfway_leaves_nothing_and_a_retry_completes_it(
    api: ApiClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = await open_office(api)
    lead = await office.take(**TRIP)
    opening = InProcessCharterOpening.open

    async def opens_then_fails(self: InProcessCharterOpening, trip: Any) -> int:
        await opening(self, trip)
        raise Unavailable("The charters are away.")

    with monkeypatch.context() as patched:
        patched.setattr(InProcessCharterOpening, "open", opens_then_fails)
        assert (await convert(office, lead)).status_code == 503
    assert await counts(api) == (0, 0)
    assert (await office.lead(lead["id"]))["status"] == "new"
    assert (await convert(office, lead)).status_code == 200
    assert await counts(api) == (1, 1)


async def test_a_lead_that_says_it_all_is_converted_without_a_body(api: ApiClient) -> None:
    office = await open_office(api, {})
    lead = await office.take(**TRIP)
    assert (await office.manager.request("POST", f"{LEADS}/{lead['id']}/convert")).status_code == 200


async def test_a_vehicle_without_a_name_is_refused_not_guessed(api: ApiClient) -> None:
    office = await open_office(api, {})
    refused = await convert(office, await office.take(**TRIP), vehicle_type=" ")
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "vehicle_type")
    assert (await convert(office, await office.take(**TRIP), vehicle_type="")).status_code == 422
