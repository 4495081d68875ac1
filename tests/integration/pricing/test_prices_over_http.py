"""Prices over HTTP, from the rule that is posted to the stored quote."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from coachway.adapters.postgres.pricing.rule_book import RuleBookOfProcess
from tests.api_client import ApiClient
from tests.fakes.clock import SteerableClock

RULES, CALCULATE, QUOTES = "/api/v1/pricing/pricing-rules", "/api/v1/pricing/calculate-quote", "/api/v1/pricing/quotes"
BASE = {"name": "base", "rule_type": "base_rate", "scope": "global", "base_rate": "350.00"}
MILEAGE = {"name": "mileage", "rule_type": "mileage_rate", "scope": "global", "per_mile_rate": 2.5}
WEEKEND = {"name": "weekend", "rule_type": "time_multiplier", "multiplier": "1.25", "days_of_week": [5, 6]}
TRIP = {"vehicle_type": "coach", "passengers": 30, "trip_date": "2026-03-04", "distance_miles": 150}


async def post(client: ApiClient, path: str, body: dict[str, Any], **options: Any) -> Any:
    answer = await client.post(path, body, **options)
    assert answer.status_code == 201, answer.text
    return answer.json()


async def price_list(manager: ApiClient, *rules: dict[str, Any]) -> list[int]:
    return [(await post(manager, RULES, rule))["id"] for rule in rules or (BASE, MILEAGE, WEEKEND)]


def amounts(quote: dict[str, Any]) -> dict[str, float]:
    return {line["name"]: line["amount"] for line in quote["breakdown"]}


async def test_the_worked_examples_hold_to_the_cent(api: ApiClient) -> None:
    manager = await api.as_("manager")
    _, mileage, _ = await price_list(manager)
    weekday = await post(manager, CALCULATE, TRIP)
    assert amounts(weekday) == {"base": 350.00, "mileage": 375.00, "Fuel surcharge": 1.50}
    assert weekday["total"] == 726.50
    saturday = {"trip_date": "2026-03-07", "distance_miles": 200, "extra_stops": 2}
    weekend = await post(manager, CALCULATE, TRIP | saturday)
    assert amounts(weekend) == {
        "base": 350.00,
        "mileage": 500.00,
        "weekend": 212.50,
        "Extra stops": 50.00,
        "Fuel surcharge": 2.00,
    }
    assert weekend["total"] == 1114.50
    changed = await manager.put(f"{RULES}/{mileage}", {"per_mile_rate": "2.75"})
    assert changed.status_code == 200
    after = await post(manager, CALCULATE, TRIP | {"distance_miles": 100})
    assert amounts(after)["mileage"] == 275.00
    assert after["total"] == 626.00


async def test_a_stored_quote_tells_all_that_the_contract_lists(api: ApiClient) -> None:
    manager = await api.as_("manager")
    base, *_ = await price_list(manager)
    trip = TRIP | {"client_id": 7, "pickup_time": "09:30", "vehicle_count": 2, "origin": "Boston", "trip_hours": 3.5}
    answer = await manager.post(CALCULATE, trip)
    quote = answer.json()
    assert answer.headers["etag"] == '"1"'
    assert quote["breakdown"][0] == {
        "line": "base",
        "rule_id": base,
        "rule_version": 1,
        "name": "base",
        "amount": 350.00,
        "why": "Base rate for every trip.",
    }
    assert trip.items() <= quote.items()
    money = ("base_cost", "mileage_cost", "time_cost", "adjustments", "fees", "fuel_surcharge", "subtotal", "total")
    assert {name: quote[name] for name in money} == {
        "base_cost": 350.0,
        "mileage_cost": 375.0,
        "time_cost": 0.0,
        "adjustments": 725.0,
        "fees": 0.0,
        "fuel_surcharge": 3.0,
        "subtotal": 1450.0,
        "total": 1453.0,
    }
    assert (quote["deposit_amount"], quote["currency"], quote["status"]) == (363.25, "USD", "draft")
    assert (quote["rules_version"], quote["engine_version"]) == (3, 1)
    assert quote["valid_until"] == "2026-03-16T15:00:00Z"
    assert b'"total":1453.00,' in answer.content
    read = await manager.get(f"{QUOTES}/{quote['id']}")
    assert read.content == answer.content


async def test_a_price_that_is_not_saved_is_not_there(api: ApiClient) -> None:
    manager = await api.as_("manager")
    await price_list(manager)
    answer = await manager.post(CALCULATE + "?save=false", TRIP, headers={"Idempotency-Key": "once"})
    assert (answer.status_code, answer.json()["id"], answer.json()["total"]) == (200, None, 726.5)
    again = await manager.post(CALCULATE + "?save=false", TRIP, headers={"Idempotency-Key": "once"})
    assert (again.status_code, again.headers["idempotency-replayed"]) == (200, "true")
    assert again.content == answer.content
    assert (await manager.get(QUOTES)).json() == []


async def test_an_explained_price_names_the_rules_that_nearly_applied(api: ApiClient) -> None:
    manager = await api.as_("manager")
    *_, weekend = await price_list(manager)
    quote = await post(manager, CALCULATE + "?explain=true", TRIP)
    assert quote["rejected"] == [
        {
            "rule_id": weekend,
            "rule_version": 1,
            "name": "weekend",
            "why": "The trip is on a Wednesday, not on Saturday or Sunday.",
        }
    ]
    assert "rejected" not in (await manager.get(f"{QUOTES}/{quote['id']}")).json()


async def test_without_a_base_rate_there_is_no_price(api: ApiClient) -> None:
    agent = await api.as_("agent")
    refused = await agent.post(CALCULATE, TRIP)
    assert (refused.status_code, refused.json()["code"]) == (422, "no_base_rate")


async def test_bad_values_of_a_trip_are_all_named(api: ApiClient) -> None:
    agent = await api.as_("agent")
    refused = await agent.post(CALCULATE, TRIP | {"distance_miles": -1, "passengers": 0})
    assert refused.status_code == 422
    assert {each["field"] for each in refused.json()["errors"]} == {"distance_miles", "passengers"}
    unknown = await agent.post(CALCULATE, TRIP | {"charter_id": 99})
    assert (unknown.status_code, unknown.json()["errors"][0]["field"]) == (422, "charter_id")
    when = await agent.post(CALCULATE, TRIP | {"pickup_time": "9:30"})
    assert (when.status_code, when.json()["errors"][0]["field"]) == (422, "pickup_time")


async def test_a_quote_comes_out_the_same_from_its_own_rules_whatever_became_of_them(api: ApiClient) -> None:
    manager = await api.as_("manager")
    base, mileage, _ = await price_list(manager)
    quote = await post(manager, CALCULATE, TRIP)
    await manager.put(f"{RULES}/{mileage}", {"per_mile_rate": 9})
    assert (await manager.delete(f"{RULES}/{base}")).status_code == 204
    again = await manager.post(f"{QUOTES}/{quote['id']}/recalculate")
    assert (again.status_code, again.json()) == (200, {"total": 726.5, "same": True})
    assert (await manager.post(f"{QUOTES}/999/recalculate")).status_code == 404


async def test_quotes_are_filtered_newest_first_and_a_client_sees_their_own(
    api: ApiClient, clock: SteerableClock
) -> None:
    manager = await api.as_("manager")
    await price_list(manager)
    first = await post(manager, CALCULATE, TRIP | {"client_id": 7})
    clock.advance(days=1)
    second = await post(manager, CALCULATE, TRIP | {"client_id": 8})
    third = await post(manager, CALCULATE, TRIP)

    async def ids(query: str, client: ApiClient = manager) -> list[int]:
        return [quote["id"] for quote in (await client.get(QUOTES + query)).json()]

    assert await ids("") == [third["id"], second["id"], first["id"]]
    assert await ids("?client_id=8") == [second["id"]]
    assert await ids("?status=sent") == []
    assert await ids("?created_to=2026-03-02") == [first["id"]]
    assert await ids("?created_from=2026-03-03") == [third["id"], second["id"]]
    page = await manager.get(QUOTES + "?limit=2&count=true")
    assert page.headers["x-total-count"] == "3"
    following = page.headers["link"].partition(">")[0].lstrip("<")
    assert [quote["id"] for quote in (await manager.get(following)).json()] == [first["id"]]

    theirs = await api.as_("client", client_id=7)
    assert await ids("", theirs) == [first["id"]]
    assert await ids("?client_id=8", theirs) == []
    assert (await theirs.get(f"{QUOTES}/{first['id']}")).status_code == 200
    assert (await theirs.get(f"{QUOTES}/{second['id']}")).status_code == 404
    assert (await theirs.post(CALCULATE, TRIP)).status_code == 403


async def test_a_rule_change_is_in_force_at_the_next_quote_of_every_process(api: ApiClient) -> None:
    manager = await api.as_("manager")
    base, *_ = await price_list(manager)
    before = await post(manager, CALCULATE, TRIP)
    # What another process changes arrives in this one by the version of the price list alone.
    elsewhere = RuleBookOfProcess()
    await manager.put(f"{RULES}/{base}", {"base_rate": 400})
    async with api.platform.unit_of_work(manager.actor) as uow:
        book = await elsewhere.current(uow.pricing_rules)
    after = await post(manager, CALCULATE, TRIP)
    assert (before["total"], after["total"]) == (726.5, 776.5)
    assert (before["rules_version"], after["rules_version"], book.version) == (3, 4, 4)


async def test_an_offer_is_valid_for_two_weeks(api: ApiClient, clock: SteerableClock) -> None:
    manager = await api.as_("manager")
    await price_list(manager)
    quote = await post(manager, CALCULATE, TRIP)
    assert quote["valid_until"] == f"{(clock.now() + timedelta(days=14)).isoformat().replace('+00:00', 'Z')}"
