"""The price list over HTTP: rules, their versions, and their history."""

from __future__ import annotations

from typing import Any

from tests.api_client import ApiClient
from tests.integration.pricing.test_prices_over_http import BASE, RULES, post

EVERYTHING: dict[str, Any] = {
    "name": "Night coach for Acme",
    "description": "All there is",
    "rule_type": "vehicle_specific",
    "scope": "client",
    "client_id": 7,
    "vehicle_type": "Coach",
    "base_rate": 350.1234,
    "per_mile_rate": "2.50",
    "per_hour_rate": 80,
    "deadhead_per_mile_rate": 1.25,
    "minimum_hours": 4.5,
    "minimum_charge": "500.50",
    "multiplier": 1.1,
    "days_of_week": [6, 0],
    "start_time": "22:00",
    "end_time": "05:30",
    "min_passengers": 10,
    "max_passengers": 56,
    "min_miles": 0.5,
    "max_miles": 900,
    "valid_from": "2026-01-01",
    "valid_until": "2026-12-31",
    "priority": -3,
    "exclusive": True,
}


async def test_a_rule_comes_back_as_it_was_sent(api: ApiClient) -> None:
    manager = await api.as_("manager")
    made = await manager.post(RULES, EVERYTHING)
    assert (made.status_code, made.headers["etag"]) == (201, '"1"')
    rule = made.json()
    assert rule == EVERYTHING | {
        "id": rule["id"],
        "per_mile_rate": 2.5,
        "minimum_charge": 500.5,
        "days_of_week": [0, 6],
        "discount_percent": None,
        "origin": None,
        "destination": None,
        "is_active": True,
        "created_by": manager.user_id,
        "created_at": "2026-03-02T15:00:00Z",
        "updated_at": "2026-03-02T15:00:00Z",
        "version": 1,
    }
    agent = await api.as_("agent")
    assert (await agent.get(f"{RULES}/{rule['id']}")).json() == rule


async def test_a_rule_that_does_not_fit_is_refused_with_each_reason(api: ApiClient) -> None:
    manager = await api.as_("manager")
    refused = await manager.post(
        RULES, {"name": "x", "rule_type": "seasonal", "scope": "vehicle", "base_rate": 3, "client_id": 4}
    )
    assert (refused.status_code, refused.json()["code"]) == (422, "rule_does_not_fit")
    assert {each["field"]: each["message"] for each in refused.json()["errors"]} == {
        "client_id": "does not go with scope vehicle",
        "vehicle_type": "is needed for scope vehicle",
        "base_rate": "does not go with rule_type seasonal",
        "multiplier": "is needed for rule_type seasonal",
        "valid_from": "is needed for rule_type seasonal",
        "valid_until": "is needed for rule_type seasonal",
    }
    assert (await manager.get(RULES)).json() == []


async def test_the_history_tells_field_by_field_who_changed_what_and_why(api: ApiClient) -> None:
    manager = await api.as_("manager")
    rule = await post(manager, RULES, BASE | {"valid_from": "2026-01-01"})
    path = f"{RULES}/{rule['id']}"
    change = {"base_rate": "375.50", "days_of_week": [5, 6], "valid_from": None, "name": "base", "reason": "Fuel"}
    changed = await manager.put(path, change)
    assert (changed.status_code, changed.json()["version"], changed.headers["etag"]) == (200, 2, '"2"')
    assert (await manager.delete(path + "?reason=Gone")).status_code == 204
    history = (await manager.get(path + "/history")).json()
    assert [(each["field_name"], each["old_value"], each["new_value"]) for each in history] == [
        ("base_rate", 350.0, 375.5),
        ("days_of_week", None, [5, 6]),
        ("valid_from", "2026-01-01", None),
        ("is_active", True, False),
    ]
    assert [each["reason"] for each in history] == ["Fuel"] * 3 + ["Gone"]
    assert {each["changed_by"] for each in history} == {manager.user_id}
    assert [each["rule_version"] for each in history] == [2, 2, 2, 3]
    page = await manager.get(path + "/history?limit=3")
    following = page.headers["link"].partition(">")[0].lstrip("<")
    assert [each["field_name"] for each in (await manager.get(following)).json()] == ["is_active"]
    assert (await manager.get(f"{RULES}/999/history")).status_code == 404


async def test_a_change_of_nothing_is_no_new_version(api: ApiClient) -> None:
    manager = await api.as_("manager")
    rule = await post(manager, RULES, BASE)
    same = await manager.put(f"{RULES}/{rule['id']}", {"base_rate": 350, "is_active": True})
    assert same.json() == rule


async def test_an_update_on_an_old_version_is_412(api: ApiClient) -> None:
    manager = await api.as_("manager")
    path = f"{RULES}/{(await post(manager, RULES, BASE))['id']}"
    first = await manager.put(path, {"base_rate": 360}, headers={"If-Match": '"1"'})
    second = await manager.put(path, {"base_rate": 370}, headers={"If-Match": '"1"'})
    late = await manager.delete(path, headers={"If-Match": '"1"'})
    assert (first.status_code, second.status_code, late.status_code) == (200, 412, 412)
    assert (await manager.get(path)).json()["base_rate"] == 360


async def test_rules_are_listed_newest_first_by_filters(api: ApiClient) -> None:
    manager = await api.as_("manager")
    base = (await post(manager, RULES, BASE))["id"]
    acme = (await post(manager, RULES, EVERYTHING))["id"]
    van = {"name": "van", "rule_type": "vehicle_specific", "scope": "vehicle", "vehicle_type": "Van", "base_rate": 1}
    van_id = (await post(manager, RULES, van))["id"]
    await manager.delete(f"{RULES}/{base}")

    async def ids(query: str) -> list[int]:
        return [rule["id"] for rule in (await manager.get(RULES + query)).json()]

    assert await ids("") == [van_id, acme, base]
    assert await ids("?is_active=true") == [van_id, acme]
    assert await ids("?rule_type=base_rate") == [base]
    assert await ids("?scope=client&client_id=7") == [acme]
    assert await ids("?vehicle_type=VAN") == [van_id]
    assert await ids("?limit=1") == [van_id]


async def test_agents_read_the_price_list_and_managers_write_it(api: ApiClient) -> None:
    agent, client = await api.as_("agent"), await api.as_("client")
    assert (await agent.post(RULES, BASE)).status_code == 403
    assert (await agent.get(RULES)).status_code == 200
    assert (await client.get(RULES)).status_code == 403
    assert (await api.get(RULES)).status_code == 401


async def test_only_an_admin_names_another_as_the_author(api: ApiClient) -> None:
    manager, admin = await api.as_("manager"), await api.as_("admin")
    refused = await manager.post(RULES, BASE | {"created_by": 99})
    assert (refused.status_code, refused.json()["code"]) == (403, "actor_not_yours")
    assert (await post(admin, RULES, BASE | {"created_by": 99}))["created_by"] == 99


async def test_the_health_of_pricing_is_open_to_all(api: ApiClient) -> None:
    answer = await api.get("/api/v1/pricing/health")
    assert (answer.status_code, answer.json()["service"]) == (200, "pricing")
