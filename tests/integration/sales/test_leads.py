"""Leads over HTTP: taken, found, worked on, assigned by hand."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import text

from tests.api_client import ApiClient
from tests.fakes.clock import SteerableClock
from tests.integration.sales.office import LEADS, open_office

BOB: dict[str, Any] = {
    "first_name": "Bob",
    "last_name": "Wilson",
    "email": "Bob.Wilson+trip@Example.com",
    "phone": "(212) 555-0123",
    "trip_details": "Class trip to the 100% Museum",
    "estimated_passengers": 44,
    "estimated_trip_date": "2026-05-04",
    "pickup_location": "Boston, MA",
    "dropoff_location": "Salem, MA",
    "estimated_value": "1520.50",
    "source": "phone",
}


async def test_a_lead_is_taken_as_it_was_told(api: ApiClient) -> None:
    agent = await api.as_("agent")
    made = await agent.post(LEADS, BOB)
    assert (made.status_code, made.headers["etag"]) == (201, '"1"')
    lead = made.json()
    assert lead | BOB | {"email": lead["email"], "phone": lead["phone"], "estimated_value": 1520.5} == lead
    assert (lead["email"], lead["phone"]) == ("bob.wilson+trip@example.com", "+12125550123")
    assert b'"estimated_value":1520.50' in made.content
    assert (lead["status"], lead["assigned_to_agent_id"], lead["duplicate_lead_ids"]) == ("new", None, [])
    assert (await agent.get(f"{LEADS}/{lead['id']}")).json() == lead


async def test_every_bad_field_is_named_and_nothing_is_kept(api: ApiClient) -> None:
    agent = await api.as_("agent")
    bad = {"first_name": "", "email": "bob", "phone": "1", "estimated_passengers": 0, "estimated_value": -1}
    refused = await agent.post(LEADS, bad)
    assert refused.status_code == 422
    assert {each["field"] for each in refused.json()["errors"]} == set(bad)
    unknown = await agent.post(LEADS, {**BOB, "assigned_to_agent_id": 3})
    assert [each["field"] for each in unknown.json()["errors"]] == ["assigned_to_agent_id"]
    assert (await agent.get(LEADS)).json() == []


async def test_leads_are_for_staff(api: ApiClient) -> None:
    for role in ("client", "vendor"):
        stranger = await api.as_(role)
        assert (await stranger.get(LEADS)).status_code == 403
        assert (await stranger.post(LEADS, BOB)).status_code == 403
    assert (await api.get(LEADS)).status_code == 401
    assert (await api.get("/api/v1/sales/health")).json()["service"] == "sales"


async def test_the_same_key_makes_one_lead(api: ApiClient) -> None:
    agent = await api.as_("agent")
    headers = {"Idempotency-Key": "once"}
    first = await agent.post(LEADS, BOB, headers=headers)
    again = await agent.post(LEADS, BOB, headers=headers)
    assert (again.status_code, again.json()) == (201, first.json())
    assert again.headers["idempotency-replayed"] == "true"
    assert len((await agent.get(LEADS)).json()) == 1


async def test_leads_are_found_by_every_filter(api: ApiClient, clock: SteerableClock) -> None:
    office = await open_office(api, {"max_leads_per_day": 1})
    mine = await office.take(**BOB)
    clock.advance(days=1, hours=-20)
    theirs = await office.take(source="web", last_name="Quill")
    await office.manager.put(f"{LEADS}/{theirs['id']}", {"status": "qualified"})

    async def found(query: str) -> list[int]:
        answer = await office.manager.get(f"{LEADS}?{query}")
        assert answer.status_code == 200, answer.text
        return [lead["id"] for lead in answer.json()]

    m, t = mine["id"], theirs["id"]
    assert await found("") == [t, m]
    assert await found("status=qualified") == [t]
    assert await found("source=phone") == [m]
    assert await found(f"assigned_to_agent_id={office.ids[0]}") == [m]
    assert await found("unassigned=true") == [t]
    assert await found("unassigned=false") == [m]
    assert await found("created_to=2026-03-02T15:00:00Z") == [m]
    assert await found("created_from=2026-03-02T15:00:01Z") == [t]
    assert await found("created_from=2026-03-02&created_to=2026-03-02") == [t, m]
    for part in ("wilson", "BOB WIL", "%2Btrip@", "5550123", "class trip", "100%25"):
        assert await found(f"q={part}") == [m]
    for nowhere in ("wilson bob", "100_", "wilson%20bob.wilson"):
        assert await found(f"q={nowhere}") == []
    assert (await office.manager.get(f"{LEADS}?created_from=soon")).status_code == 422


async def test_pages_follow_each_other(api: ApiClient) -> None:
    office = await open_office(api)
    ids = [(await office.take())["id"] for _ in range(5)]
    page = await office.manager.get(f"{LEADS}?limit=2&count=true")
    assert page.headers["x-total-count"] == "5"
    seen = [lead["id"] for lead in page.json()]
    while "link" in page.headers:
        page = await office.manager.get(page.headers["link"].split(">")[0].lstrip("<"))
        seen += [lead["id"] for lead in page.json()]
    assert seen == ids[::-1]


async def test_my_leads_are_the_callers_unless_said(api: ApiClient) -> None:
    office = await open_office(api, {}, {})
    leads = [await office.take() for _ in range(4)]
    for agent in office.agents:
        own = [lead["id"] for lead in leads if lead["assigned_to_agent_id"] == agent.user_id]
        mine = (await agent.get(f"{LEADS}/my-leads")).json()
        asked = (await office.manager.get(f"{LEADS}/my-leads?agent_id={agent.user_id}")).json()
        assert [lead["id"] for lead in mine] == [lead["id"] for lead in asked] == own[::-1]


async def test_the_pipeline_counts_and_sums_each_status(api: ApiClient) -> None:
    office = await open_office(api)
    for value in ("100.10", "200.20", None):
        lead = await office.take(estimated_value=value)
    await office.manager.put(f"{LEADS}/{lead['id']}", {"status": "dead"})
    answer = await office.manager.get(f"{LEADS}/pipeline")
    pipeline = answer.json()
    assert [stage["status"] for stage in pipeline["stages"]] == [
        "new",
        "contacted",
        "qualified",
        "negotiating",
        "converted",
        "dead",
    ]
    new, dead = pipeline["stages"][0], pipeline["stages"][-1]
    assert (new["count"], new["estimated_value"], dead["count"], pipeline["total"]) == (2, 300.3, 1, 3)
    assert b'"estimated_value":300.30' in answer.content
    assert [len(stage["leads"]) for stage in pipeline["stages"]] == [2, 0, 0, 0, 0, 1]


async def test_an_agent_changes_only_their_own_leads_and_those_that_nobody_has(api: ApiClient) -> None:
    office = await open_office(api, {"max_leads_per_day": 1}, {"max_leads_per_day": 1})
    first, second, nobodys = [await office.take() for _ in range(3)]
    by_owner = {agent.user_id: agent for agent in office.agents}
    owner = by_owner[first["assigned_to_agent_id"]]
    other = f"{LEADS}/{second['id']}"
    assert (await owner.get(other)).status_code == 200
    for refused in (
        await owner.put(other, {"first_name": "X"}),
        await owner.post(f"{other}/activities", {"activity_type": "note"}),
        await owner.post(f"{other}/convert", {}),
    ):
        assert (refused.status_code, refused.json()["code"]) == (403, "lead_not_yours")
    for own in (first, nobodys):
        assert (await owner.put(f"{LEADS}/{own['id']}", {"first_name": "X"})).status_code == 200
    assert (await office.manager.put(other, {"first_name": "X"})).json()["version"] == 2


async def test_an_old_version_is_refused(api: ApiClient) -> None:
    office = await open_office(api)
    path = f"{LEADS}/{(await office.take())['id']}"
    assert (await office.manager.put(path, {"first_name": "A"}, headers={"If-Match": '"1"'})).status_code == 200
    assert (await office.manager.put(path, {"first_name": "B"}, headers={"If-Match": '"1"'})).status_code == 412


async def test_every_status_change_is_logged_and_an_illegal_one_says_what_is_allowed(api: ApiClient) -> None:
    office = await open_office(api)
    path = f"{LEADS}/{(await office.take())['id']}"
    for status in ("qualified", "new", "dead", "contacted", "contacted"):
        assert (await office.manager.put(path, {"status": status})).json()["status"] == status
    log = (await office.manager.get(f"{path}/activities")).json()
    assert [entry["details"] for entry in log] == [
        "dead → contacted",
        "new → dead",
        "qualified → new",
        "new → qualified",
    ]
    assert {(entry["activity_type"], entry["performed_by"]) for entry in log} == {
        ("status_change", office.manager.user_id)
    }
    refused = await office.manager.put(path, {"status": "converted"})
    assert (refused.status_code, refused.json()["code"]) == (409, "illegal_transition")
    assert refused.json()["detail"] == (
        "Cannot move from 'contacted' to 'converted'. Allowed: new, qualified, negotiating, dead"
    )


async def test_the_first_answer_is_the_leads_first_response(api: ApiClient, clock: SteerableClock) -> None:
    office = await open_office(api)
    lead = await office.take()
    path = f"{LEADS}/{lead['id']}"
    note = await office.manager.post(f"{path}/activities", {"activity_type": "note", "details": " looked it up "})
    assert (note.status_code, note.json()["details"]) == (201, "looked it up")
    clock.advance(minutes=5)
    await office.manager.post(f"{path}/activities", {"activity_type": "call", "details": "talked"})
    clock.advance(minutes=5)
    await office.manager.post(f"{path}/activities", {"activity_type": "email"})
    now = await office.lead(lead["id"])
    assert (now["status"], now["first_response_at"]) == ("contacted", "2026-03-02T15:05:00Z")
    log = (await office.manager.get(f"{path}/activities")).json()
    assert [entry["activity_type"] for entry in log] == ["email", "status_change", "call", "note"]


async def test_only_an_admin_names_who_did_it(api: ApiClient) -> None:
    office = await open_office(api, {})
    path = f"{LEADS}/{(await office.take())['id']}/activities"
    admin = await api.as_("admin")
    named = await admin.post(path, {"activity_type": "call", "performed_by": office.ids[0]})
    assert named.json()["performed_by"] == office.ids[0]
    refused = await office.agents[0].post(path, {"activity_type": "call", "performed_by": admin.user_id})
    assert (refused.status_code, refused.json()["code"]) == (403, "actor_not_yours")


async def test_a_lead_is_given_to_an_agent_by_hand(api: ApiClient) -> None:
    office = await open_office(api, {}, {})
    lead = await office.take()
    owner = lead["assigned_to_agent_id"]
    other = next(agent for agent in office.ids if agent != owner)
    path = f"{LEADS}/{lead['id']}/assign"
    moved = await office.manager.post(path, {"agent_id": other, "expected_agent_id": owner})
    assert (moved.status_code, moved.json()["assigned_to_agent_id"]) == (200, other)
    stale = await office.manager.post(path, {"agent_id": owner, "expected_agent_id": owner})
    assert (stale.status_code, stale.json()["code"]) == (409, "lead_moved")
    assert (await office.agents[0].post(path, {"agent_id": owner})).status_code == 403
    stranger = await api.as_("vendor")
    assert (await office.manager.post(path, {"agent_id": stranger.user_id})).status_code == 422
    rule = await office.rule_of(other)
    assert (rule["total_leads_assigned"], rule["leads_assigned_today"]) == (1, 0)


@pytest.mark.parametrize("path", ["/77", "/77/activities"])
async def test_what_is_not_there_is_not_found(api: ApiClient, path: str) -> None:
    agent = await api.as_("agent")
    assert (await agent.get(LEADS + path)).status_code == 404


async def test_a_new_lead_tells_that_it_was_created_and_whose_it_is(api: ApiClient) -> None:
    office = await open_office(api, {})
    lead = await office.take(first_name="Ann", last_name="Lee")
    query = text("SELECT payload FROM platform.outbox WHERE name LIKE 'lead.%' ORDER BY id")
    async with api.platform.engine.connect() as connection:
        created, assigned = (await connection.execute(query)).scalars()
    assert created == {"lead_id": lead["id"], "lead_name": "Ann Lee", "source": "web"}
    assert assigned == {
        "lead_id": lead["id"],
        "lead_name": "Ann Lee",
        "agent_id": office.ids[0],
        "previous_agent_id": None,
    }
