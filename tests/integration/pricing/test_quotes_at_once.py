"""Quotes that share a transaction are each their asker's own."""

from __future__ import annotations

import asyncio

from sqlalchemy import select

from coachway.adapters.postgres.platform_tables import outbox
from tests.api_client import ApiClient

RULES, CALCULATE = "/api/v1/pricing/pricing-rules", "/api/v1/pricing/calculate-quote"
TRIP = {"vehicle_type": "coach", "passengers": 40, "trip_date": "2026-05-04", "distance_miles": 100}


async def a_price_list(api: ApiClient) -> None:
    manager = await api.as_("manager")
    rule = {"name": "Coach", "rule_type": "vehicle_specific", "scope": "vehicle", "vehicle_type": "coach"}
    assert (await manager.post(RULES, rule | {"base_rate": 300, "per_mile_rate": 3})).status_code == 201


async def test_each_quote_is_who_asked_for_its_own_in_answer_audit_and_events(api: ApiClient) -> None:
    await a_price_list(api)
    askers = [await api.as_("agent") for _ in range(8)]
    answers = await asyncio.gather(
        *(asker.post(CALCULATE, TRIP | {"distance_miles": miles}) for miles, asker in enumerate(askers))
    )
    quotes = [answer.json() for answer in answers]
    assert [quote["total"] for quote in quotes] == [300 + 3 * miles + miles / 100 for miles in range(8)]
    asked_by = {quote["id"]: asker.user_id for quote, asker in zip(quotes, askers, strict=True)}
    assert {quote["id"]: quote["created_by"] for quote in quotes} == asked_by
    admin = await api.as_("admin")
    audited = (await admin.get("/api/v1/changes/audit?entity_type=quote&action=insert")).json()
    assert {record["entity_id"]: record["actor_id"] for record in audited} == asked_by
    async with api.platform.engine.connect() as connection:
        events = (await connection.execute(select(outbox).where(outbox.c.name == "quote.calculated"))).all()
    assert {event.payload["quote_id"]: event.actor["id"] for event in events} == asked_by


async def test_a_trip_without_a_price_keeps_nobody_from_theirs(api: ApiClient) -> None:
    await a_price_list(api)
    agent = await api.as_("agent")
    trips = [TRIP, TRIP | {"vehicle_type": "ferry"}, TRIP | {"passengers": 0}, TRIP | {"client_id": 77}, TRIP]
    answers = await asyncio.gather(*(agent.post(CALCULATE, trip) for trip in trips))
    assert [answer.status_code for answer in answers] == [201, 422, 422, 422, 201]
    assert answers[1].json()["code"] == "no_base_rate"
    assert [each["field"] for answer in answers[2:4] for each in answer.json()["errors"]] == ["passengers", "client_id"]
    assert len((await agent.get("/api/v1/pricing/quotes")).json()) == 2


async def test_one_key_many_times_at_once_makes_one_quote(api: ApiClient) -> None:
    await a_price_list(api)
    agent = await api.as_("agent")
    answers = await asyncio.gather(
        *(agent.post(CALCULATE, TRIP, headers={"Idempotency-Key": "once"}) for _ in range(12))
    )
    assert {answer.status_code for answer in answers} <= {201, 409}
    assert len({answer.json()["id"] for answer in answers if answer.status_code == 201}) == 1
    again = await agent.post(CALCULATE, TRIP, headers={"Idempotency-Key": "once"})
    assert (again.status_code, again.headers["Idempotency-Replayed"]) == (201, "true")
    assert len((await agent.get("/api/v1/pricing/quotes")).json()) == 1
