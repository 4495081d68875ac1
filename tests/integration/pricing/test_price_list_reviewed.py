"""Looking a price list over: conflicts, and what a draft of it would do."""

from __future__ import annotations

from typing import Any

from sqlalchemy import text

from tests.api_client import ApiClient
from tests.integration.pricing.test_prices_over_http import BASE, CALCULATE, RULES, TRIP, post, price_list

CONFLICTS, PREVIEW = f"{RULES}/conflicts", f"{RULES}/preview"
DISCOUNT = {"name": "loyal", "rule_type": "client_specific", "scope": "client", "client_id": 7, "discount_percent": 10}


async def preview(manager: ApiClient, **body: Any) -> Any:
    answer = await manager.post(PREVIEW, {"rules": []} | body)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_rules_that_can_never_apply_and_ties_are_told_to_staff(api: ApiClient) -> None:
    manager, agent, client = await api.as_("manager"), await api.as_("agent"), await api.as_("client", client_id=7)
    base, _, _ = await price_list(manager)
    assert (await agent.get(CONFLICTS)).json() == []
    twin = (await post(manager, RULES, BASE | {"name": "twin"}))["id"]
    never = {"name": "never", "valid_from": "2026-03-02", "valid_until": "2026-03-03", "days_of_week": [6]}
    lost = (await post(manager, RULES, BASE | never))["id"]
    answer = await agent.get(CONFLICTS)
    assert [(each["kind"], each["rule_ids"]) for each in answer.json()] == [
        ("unreachable", [base]),
        ("unreachable", [lost]),
        ("tie", [base, twin]),
    ]
    assert answer.json()[1]["detail"] == (
        f"Rule {lost} (never) can never apply: no trip is on Sunday, dates from 2026-03-02 to 2026-03-03."
    )
    for rule_id in (twin, lost):
        await manager.delete(f"{RULES}/{rule_id}")
    assert (await agent.get(CONFLICTS)).json() == []
    assert (await client.get(CONFLICTS)).status_code == 403


async def test_a_draft_is_held_against_stored_quotes_and_stores_nothing(api: ApiClient) -> None:
    manager = await api.as_("manager")
    base, *_ = await price_list(manager)
    plain = await post(manager, CALCULATE, TRIP)
    acme = await post(manager, CALCULATE, TRIP | {"client_id": 7})
    drafted = await preview(manager, rules=[BASE | {"base_rate": "400.00"}, DISCOUNT], replace_rule_ids=[base])
    assert drafted == {
        "quotes": [
            {"quote_id": acme["id"], "before": 726.5, "after": 699.0, "difference": -27.5},
            {"quote_id": plain["id"], "before": 726.5, "after": 776.5, "difference": 50.0},
        ],
        "total_before": 1453.0,
        "total_after": 1475.5,
    }
    named = await preview(manager, rules=[DISCOUNT], quote_ids=[plain["id"], acme["id"], plain["id"]])
    assert [each["quote_id"] for each in named["quotes"]] == [plain["id"], acme["id"]]
    assert [each["difference"] for each in named["quotes"]] == [0, -72.5]
    assert len((await manager.get(RULES)).json()) == 3
    again = await post(manager, CALCULATE, TRIP)
    assert (again["total"], again["rules_version"]) == (726.5, 3)


async def test_a_quote_to_which_the_draft_gives_no_price_is_left_out_of_the_totals(api: ApiClient) -> None:
    manager = await api.as_("manager")
    base, *_ = await price_list(manager)
    small = await post(manager, CALCULATE, TRIP | {"passengers": 5})
    large = await post(manager, CALCULATE, TRIP)
    drafted = await preview(manager, rules=[BASE | {"min_passengers": 10}], replace_rule_ids=[base])
    assert drafted == {
        "quotes": [
            {"quote_id": large["id"], "before": 726.5, "after": 726.5, "difference": 0},
            {"quote_id": small["id"], "before": 726.5, "after": None, "difference": None},
        ],
        "total_before": 726.5,
        "total_after": 726.5,
    }


async def test_everything_wrong_with_a_draft_is_named_as_creating_it_would(api: ApiClient) -> None:
    manager = await api.as_("manager")
    await price_list(manager)
    wrong = {"name": "", "rule_type": "base_rate", "multiplier": 2}
    refused = await manager.post(
        PREVIEW,
        {"rules": [BASE, wrong, DISCOUNT | {"client_id": 99}], "replace_rule_ids": [77], "quote_ids": [88]},
    )
    assert (refused.status_code, refused.json()["code"]) == (422, "rule_does_not_fit")
    assert {each["field"]: each["message"] for each in refused.json()["errors"]} == {
        "rules.1.name": "must have 1 to 200 characters",
        "rules.1.multiplier": "does not go with rule_type base_rate",
        "rules.1.base_rate": "is needed for rule_type base_rate, unless per_hour_rate is given",
        "rules.2.client_id": "there is no client 99",
        "replace_rule_ids.0": "there is no rule 77 in force",
        "quote_ids.0": "there is no quote 88",
    }
    malformed = await manager.post(PREVIEW, {"rules": [BASE | {"base_rate": "much"}]})
    assert (malformed.status_code, malformed.json()["errors"][0]["field"]) == (422, "rules.0.base_rate")
    many = await manager.post(PREVIEW, {"rules": [], "quote_ids": list(range(1, 502))})
    assert (many.status_code, many.json()["errors"][0]["field"]) == (422, "quote_ids")
    others = await manager.post(PREVIEW, {"rules": [BASE | {"created_by": 99}]})
    assert (others.status_code, others.json()["code"]) == (403, "actor_not_yours")


async def test_only_managers_draft(api: ApiClient) -> None:
    assert (await (await api.as_("agent")).post(PREVIEW, {"rules": []})).status_code == 403


async def test_a_draft_takes_as_few_reads_for_many_quotes_as_for_one(api: ApiClient, statements: list[str]) -> None:
    manager = await api.as_("manager")
    await price_list(manager)
    drafts = [DISCOUNT | {"name": f"loyal {number}", "client_id": 7 + number % 2} for number in range(30)]
    counts = []
    for quotes in (1, 40):
        for _ in range(quotes):
            await post(manager, CALCULATE, TRIP)
        await preview(manager, rules=drafts[:1])
        statements.clear()
        await preview(manager, rules=drafts)
        counts.append(len([each for each in statements if "pricing." in each or "clients." in each]))
    assert counts == [3, 3]


async def test_a_quote_that_moved_to_another_client_is_drafted_for_that_one(api: ApiClient) -> None:
    manager = await api.as_("manager")
    await price_list(manager)
    quote = await post(manager, CALCULATE, TRIP | {"client_id": 8})
    async with api.platform.engine.begin() as connection:
        await connection.execute(text("UPDATE pricing.quotes SET client_id = 7"))
    drafted = await preview(manager, rules=[DISCOUNT])
    assert drafted["quotes"] == [{"quote_id": quote["id"], "before": 726.5, "after": 654.0, "difference": -72.5}]
