"""Leads find their agent: over HTTP, on a real database."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import text

from coachway.entrypoints.bootstrap import Platform
from coachway.entrypoints.worker.schedule import begin_sales_day
from tests.api_client import ApiClient
from tests.fakes.clock import SteerableClock
from tests.integration.sales.office import LEADS, RULES, open_office

CLIENTS = "/api/v1/clients"
# New York's midnight between the 2nd and the 3rd of March, and a moment on either side of it.
BEFORE_MIDNIGHT = datetime(2026, 3, 3, 4, 59, tzinfo=UTC)
AFTER_MIDNIGHT = datetime(2026, 3, 3, 5, 1, tzinfo=UTC)


async def test_the_first_eight_are_those_of_the_worked_example(api: ApiClient) -> None:
    office = await open_office(api, {"weight": 3}, {"weight": 1})
    a, b = office.ids
    assert await office.takers(8) == [a, a, b, a, a, a, b, a]
    rule = await office.rule_of(a)
    assert (rule["total_leads_assigned"], rule["leads_assigned_today"]) == (6, 6)
    assert rule["last_reset_date"] == "2026-03-02"


async def test_a_quota_is_fresh_at_the_first_lead_after_the_offices_midnight(
    api: ApiClient, clock: SteerableClock
) -> None:
    clock.set(BEFORE_MIDNIGHT)
    office = await open_office(api, {"max_leads_per_day": 1})
    (a,) = office.ids
    assert await office.takers(1) == [a]
    clock.set(AFTER_MIDNIGHT)
    assert (await office.rule_of(a))["leads_assigned_today"] == 0
    assert await office.takers(2) == [a, None]


async def test_leads_that_wait_come_before_newer_ones_oldest_first(api: ApiClient, clock: SteerableClock) -> None:
    office = await open_office(api, {"max_leads_per_day": 2})
    (a,) = office.ids
    leads = [await office.take() for _ in range(5)]
    assert [lead["assigned_to_agent_id"] for lead in leads] == [a, a, None, None, None]
    clock.set(AFTER_MIDNIGHT)
    newest = await office.take()
    owners = [(await office.lead(lead["id"]))["assigned_to_agent_id"] for lead in [*leads, newest]]
    assert owners == [a, a, a, a, None, None]


async def test_the_job_grants_nothing_twice(api: ApiClient, clock: SteerableClock, platform: Platform) -> None:
    office = await open_office(api, {"max_leads_per_day": 1})
    (a,) = office.ids
    leads = [await office.take() for _ in range(4)]
    await begin_sales_day(platform)
    clock.set(AFTER_MIDNIGHT)
    await begin_sales_day(platform)
    await begin_sales_day(platform)
    owners = [(await office.lead(lead["id"]))["assigned_to_agent_id"] for lead in leads]
    assert owners == [a, a, None, None]
    assert (await office.rule_of(a))["leads_assigned_today"] == 1


@pytest.mark.parametrize("change", [{"max_leads_per_day": 5}, {"max_leads_per_day": None}])
async def test_a_raised_quota_sets_waiting_leads_free_at_once(api: ApiClient, change: dict[str, int | None]) -> None:
    office = await open_office(api, {"max_leads_per_day": 0})
    (a,) = office.ids
    lead = await office.take()
    assert lead["assigned_to_agent_id"] is None
    await office.change_rule(a, **change)
    assert (await office.lead(lead["id"]))["assigned_to_agent_id"] == a


async def test_a_new_rule_sets_waiting_leads_free_at_once(api: ApiClient) -> None:
    office = await open_office(api)
    lead = await office.take()
    agent = await api.as_("agent")
    await office.manager.post(RULES, {"agent_id": agent.user_id})
    assert (await office.lead(lead["id"]))["assigned_to_agent_id"] == agent.user_id


async def test_the_inactive_the_absent_and_the_disabled_get_nothing_and_no_burst_later(api: ApiClient) -> None:
    office = await open_office(api, {}, {}, {"unavailable_from": "2026-03-01", "unavailable_until": "2026-03-02"}, {})
    a, b, c, d = office.ids
    await office.change_rule(b, is_active=False)
    admin = await api.as_("admin")
    await admin.patch(f"/api/v1/auth/users/{d}/status?new_status=disabled")
    assert set(await office.takers(6)) == {a}
    await office.change_rule(b, is_active=True)
    await office.change_rule(c, unavailable_from=None, unavailable_until=None)
    await admin.patch(f"/api/v1/auth/users/{d}/status?new_status=active")
    takers = await office.takers(8)
    assert [takers.count(agent) for agent in (a, b, c, d)] == [2, 2, 2, 2]


async def test_an_existing_clients_agent_gets_the_lead_whatever_the_quota(api: ApiClient) -> None:
    office = await open_office(api, {"max_leads_per_day": 0}, {})
    a, b = office.ids
    client = {"last_name": "Stone", "email": "Stone@Example.com", "phone": "212 555 0123", "assigned_agent_id": a}
    client_id = (await office.manager.post(CLIENTS, client)).json()["id"]
    by_email = await office.take(email="STONE@example.com")
    by_phone = await office.take(email=None, phone="+1 (212) 555-0123")
    for lead in (by_email, by_phone):
        assert (lead["assigned_to_agent_id"], lead["existing_client_id"]) == (a, client_id)
    rule = await office.rule_of(a)
    assert (rule["total_leads_assigned"], rule["leads_assigned_today"]) == (2, 0)
    await office.change_rule(a, unavailable_from="2026-03-02")
    assert (await office.take(phone="212-555-0123", email=None))["assigned_to_agent_id"] in (a, b)


async def test_a_clients_absent_agent_is_passed_over(api: ApiClient) -> None:
    office = await open_office(api, {"unavailable_from": "2026-03-02"}, {})
    a, b = office.ids
    await office.manager.post(CLIENTS, {"last_name": "Stone", "email": "stone@example.com", "assigned_agent_id": a})
    assert (await office.take(email="stone@example.com"))["assigned_to_agent_id"] == b


async def test_a_second_lead_of_the_same_person_goes_to_the_same_agent_and_both_say_so(api: ApiClient) -> None:
    office = await open_office(api, {}, {})
    first = await office.take(email="twice@example.com")
    second = await office.take(email="Twice@example.com")
    assert second["assigned_to_agent_id"] == first["assigned_to_agent_id"]
    assert second["duplicate_lead_ids"] == [first["id"]]
    assert (await office.lead(first["id"]))["duplicate_lead_ids"] == [second["id"]]
    await office.manager.put(f"{LEADS}/{first['id']}", {"status": "dead"})
    await office.manager.put(f"{LEADS}/{second['id']}", {"status": "dead"})
    assert (await office.take(email="twice@example.com"))["duplicate_lead_ids"] == []


async def test_next_tells_who_and_why_not_the_others_and_changes_nothing(api: ApiClient) -> None:
    office = await open_office(api, {"weight": 2}, {"max_leads_per_day": 0}, {})
    a, b, c = office.ids
    told = (await office.agents[0].get(f"{RULES}/next")).json()
    assert (told["agent_id"], told["agent_name"]) == (a, (await office.rule_of(a))["agent_name"])
    assert {each["agent_id"] for each in told["skipped"]} == {b, c}
    assert (await office.agents[0].get(f"{RULES}/next")).json() == told
    assert await office.takers(1) == [a]


async def test_nobody_is_next_in_an_office_without_rules(api: ApiClient) -> None:
    agent = await api.as_("agent")
    told = (await agent.get(f"{RULES}/next")).json()
    assert (told["agent_id"], told["agent_name"], told["skipped"]) == (None, None, [])


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({"weight": 0}, ["weight"]),
        ({"weight": 101, "max_leads_per_day": -1}, ["weight", "max_leads_per_day"]),
        ({"unavailable_from": "2026-03-05", "unavailable_until": "2026-03-04"}, ["unavailable_until"]),
    ],
)
async def test_bad_terms_are_all_named(api: ApiClient, body: dict[str, object], fields: list[str]) -> None:
    office = await open_office(api)
    agent = await api.as_("agent")
    refused = await office.manager.post(RULES, {"agent_id": agent.user_id, **body})
    assert refused.status_code == 422
    assert [each["field"] for each in refused.json()["errors"]] == fields


async def test_a_rule_is_for_an_agent_or_manager_and_only_one(api: ApiClient) -> None:
    office = await open_office(api, {})
    for stranger in (await api.as_("vendor"), await api.as_("admin")):
        refused = await office.manager.post(RULES, {"agent_id": stranger.user_id})
        assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "agent_id")
    assert (await office.manager.post(RULES, {"agent_id": 999_999})).status_code == 422
    assert (await office.manager.post(RULES, {"agent_id": office.manager.user_id})).status_code == 201
    again = await office.manager.post(RULES, {"agent_id": office.ids[0]})
    assert (again.status_code, again.json()["code"]) == (409, "assignment_rule_exists")
    assert (await office.agents[0].get(RULES)).status_code == 403


async def test_a_lead_ages_neither_the_rule_nor_the_seats_of_others(api: ApiClient, platform: Platform) -> None:
    office = await open_office(api, {}, {}, {})
    await office.takers(3)
    before = await _row_versions(platform)
    got = (await office.take())["assigned_to_agent_id"]
    after = await _row_versions(platform)
    assert {agent for agent in after if after[agent] != before[agent]} == {got}
    assert (await office.rule_of(office.ids[0]))["version"] == 1


async def _row_versions(platform: Platform) -> dict[int, tuple[str, str]]:
    query = text(
        "SELECT r.agent_id, s.xmin::text, r.xmin::text FROM sales.assignment_rules r "
        "JOIN sales.rotation_seats s ON s.rule_id = r.id"
    )
    async with platform.engine.connect() as connection:
        return {agent: (seat, rule) for agent, seat, rule in (await connection.execute(query)).all()}


async def test_every_bad_field_of_a_new_rule_is_named(api: ApiClient) -> None:
    office = await open_office(api, {})
    refused = await office.manager.post(RULES, {"agent_id": 4711, "weight": 0, "max_leads_per_day": -1})
    assert {each["field"] for each in refused.json()["errors"]} == {"agent_id", "weight", "max_leads_per_day"}
