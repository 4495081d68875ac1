"""A change case from being asked for to being on the charter, over HTTP."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from tests.api_client import ApiClient
from tests.integration.changes.desk import CASES, CLIENT_ID, Desk, a_booked_charter, state_of

GOLDEN: dict[str, Any] = {
    "request": {
        "change_type": "passenger_count_change",
        "priority": "medium",
        "impact_level": "moderate",
        "affects_pricing": True,
        "current_price": 2500.0,
        "proposed_price": 2800.0,
    },
    "price_difference": 300.0,
    "requires_approval": True,
    "first_case_number_of_2026": "CHG-2026-0001",
}


async def test_the_worked_example_holds(desk: Desk) -> None:
    sent = GOLDEN["request"] | {"charter_id": desk.charter_id, "title": "More people"}
    case = (await desk.agent.post(CASES, sent)).json()
    assert case["price_difference"] == GOLDEN["price_difference"]
    assert case["requires_approval"] is GOLDEN["requires_approval"]
    assert case["case_number"] == GOLDEN["first_case_number_of_2026"]


async def test_a_case_goes_from_asked_to_implemented_and_the_charter_has_it(desk: Desk) -> None:
    before = await state_of(desk.platform, desk.charter_id)
    answer = await desk.agent.post(CASES, desk.asked())
    assert (answer.status_code, answer.headers["ETag"]) == (201, '"1"')
    case = answer.json()
    assert (case["status"], case["client_id"], case["vendor_id"]) == ("pending", 2, 3)
    assert b'"price_difference":300.00' in answer.content
    assert case["proposed_changes"] == {"passengers": {"before": 40, "after": 48}}
    assert case["requested_by"] == desk.agent.user_id
    case = await desk.take(case, "review", "approve", "implement")
    assert case["status"] == "implemented"
    assert case["charter_revision"] == before.revision_number + 1
    assert (case["approved_by"], case["approval_notes"]) == (desk.manager.user_id, "Acceptable")
    charter = await state_of(desk.platform, desk.charter_id)
    assert charter.trip.passengers == 48
    assert str(charter.price.total_cost) == "2800.00"
    assert charter.revision_number == before.revision_number + 1


async def test_the_history_tells_it_all_and_cannot_be_rewritten(desk: Desk) -> None:
    case = await desk.take(await desk.ask(), "review", "approve", "implement")
    answer = await desk.agent.get(f"{CASES}/{case['id']}/history")
    entries = answer.json()
    assert [(each["action"], each["previous_status"], each["new_status"]) for each in entries] == [
        ("created", None, "pending"),
        ("moved_to_review", "pending", "under_review"),
        ("approved", "under_review", "approved"),
        ("implemented", "approved", "implemented"),
    ]
    assert entries[0]["notes"] == "Change case created: Increase passenger count for company event"
    assert entries[0]["ip_address"] == "198.51.100.7"
    assert entries[3]["field_changes"]["passengers"] == {"before": 40, "after": 48}
    assert b'"total_cost":{"before":2500.00,"after":2800.00}' in answer.content
    async with desk.platform.engine.connect() as connection:
        for statement in (
            "UPDATE change_mgmt.change_history SET notes = 'nothing happened'",
            "DELETE FROM change_mgmt.change_history",
        ):
            with pytest.raises(DBAPIError, match="only grows"):
                await connection.execute(text(statement))
            await connection.rollback()


async def test_a_stale_before_applies_nothing(desk: Desk) -> None:
    proposed = {"passengers": {"before": 30, "after": 48}, "trip_date": {"before": "2026-05-01", "after": "2026-05-02"}}
    case = await desk.take(await desk.ask(proposed_changes=proposed), "review", "approve")
    before = await state_of(desk.platform, desk.charter_id)
    answer = await desk.act(case, "implement")
    assert (answer.status_code, answer.json()["code"]) == (409, "stale_change")
    assert "passengers is 40, not 30" in answer.json()["detail"]
    after = await state_of(desk.platform, desk.charter_id)
    assert after.state() == before.state()
    assert after.revision_number == before.revision_number
    assert (await desk.agent.get(f"{CASES}/{case['id']}")).json()["status"] == "approved"
    preview = (await desk.agent.get(f"{CASES}/{case['id']}/preview")).json()
    assert preview["stale"] == [{"field": "passengers", "expected": 30, "actual": 40}]


async def test_the_preview_shows_what_implementing_then_does(desk: Desk) -> None:
    proposed = {"passengers": {"after": 48}, "distance_miles": {"before": 100, "after": 120.5}}
    case = await desk.take(await desk.ask(proposed_changes=proposed), "review", "approve")
    preview = (await desk.agent.get(f"{CASES}/{case['id']}/preview")).json()
    changes = {each["field"]: (each["before"], each["after"]) for each in preview["changes"]}
    assert changes == {"passengers": (40, 48), "distance_miles": (100, 120.5), "total_cost": (2500, 2800)}
    assert preview["price"] == {"before": 2500, "after": 2800, "difference": 300}
    assert preview["stale"] == []
    assert (await state_of(desk.platform, desk.charter_id)).trip.passengers == 40
    await desk.take(case, "implement")
    history = (await desk.agent.get(f"{CASES}/{case['id']}/history")).json()
    done = history[-1]["field_changes"]
    assert {name: (each["before"], each["after"]) for name, each in done.items()} == changes


async def test_a_cancellation_cancels_the_charter(desk: Desk) -> None:
    case = await desk.ask(change_type="cancellation", proposed_changes={}, proposed_price=None, affects_pricing=False)
    assert case["proposed_changes"] == {"status": {"before": "booked", "after": "cancelled"}}
    refused = await desk.act(await desk.take(case, "review"), "approve", desk.agent)
    assert refused.status_code == 403
    case = await desk.take(case, "approve", "implement")
    charter = await state_of(desk.platform, desk.charter_id)
    assert charter.status.value == "cancelled"
    assert charter.cancellation_reason == "More employees confirmed attendance than originally planned"
    after = await desk.agent.post(CASES, desk.asked())
    assert (after.status_code, after.json()["code"]) == (409, "charter_not_booked")


async def test_stops_are_proposed_whole(desk: Desk) -> None:
    stops = [
        {"sequence": 1, "location": "Newark, NJ", "stop_type": "pickup", "latitude": 40.7357, "longitude": -74.1724},
        {"sequence": 2, "location": "Boston, MA", "stop_type": "dropoff"},
    ]
    case = await desk.ask(proposed_changes={"stops": {"before": [], "after": stops}})
    assert case["proposed_changes"]["stops"]["after"][0]["latitude"] == 40.7357
    await desk.take(case, "review", "approve", "implement")
    charter = await state_of(desk.platform, desk.charter_id)
    assert [stop.location for stop in charter.stops] == ["Newark, NJ", "Boston, MA"]


async def test_an_illegal_transition_says_what_is_allowed(desk: Desk) -> None:
    answer = await desk.act(await desk.ask(), "implement")
    assert (answer.status_code, answer.json()["code"]) == (409, "illegal_transition")
    assert answer.json()["detail"] == "Cannot move from 'pending' to 'implemented'. Allowed: under_review, cancelled"


@pytest.mark.parametrize("action", ["approve", "reject", "implement", "cancel"])
async def test_words_are_needed(desk: Desk, action: str) -> None:
    case = await desk.take(await desk.ask(), "review")
    fields = {
        "approve": "approval_notes", "reject": "rejection_reason",
        "implement": "implementation_notes", "cancel": "cancellation_reason",
    }  # fmt: skip
    if action == "implement":
        await desk.take(case, "approve")
    answer = await desk.manager.post(f"{CASES}/{case['id']}/{action}", {fields[action]: " "})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == fields[action]
    answer = await desk.manager.post(f"{CASES}/{case['id']}/{action}", {})
    assert answer.json()["errors"] == [{"field": fields[action], "message": "is needed"}]


async def test_nobody_approves_their_own_request(desk: Desk) -> None:
    case = await desk.take(await desk.ask(desk.manager), "review")
    answer = await desk.act(case, "approve", desk.manager)
    assert (answer.status_code, answer.json()["code"]) == (403, "own_request")
    assert (await desk.act(case, "approve", desk.admin)).status_code == 200


async def test_an_admin_may_name_who_asked_and_both_are_kept(desk: Desk) -> None:
    case = await desk.ask(desk.admin, requested_by=10, requested_by_name="Jane Smith")
    assert (case["requested_by"], case["requested_by_name"]) == (10, "Jane Smith")
    (entry,) = (await desk.admin.get(f"{CASES}/{case['id']}/history")).json()
    assert (entry["action_by"], entry["entered_by"]) == (10, desk.admin.user_id)
    wanted = {"entity_type": "change_case", "entity_id": case["id"]}
    (record,) = (await desk.admin.get("/api/v1/changes/audit", params=wanted)).json()
    assert (record["actor_id"], record["on_behalf_of"]) == (desk.admin.user_id, 10)
    refused = await desk.agent.post(CASES, desk.asked(requested_by=10))
    assert (refused.status_code, refused.json()["code"]) == (403, "actor_not_yours")
    reviewed = await desk.admin.post(f"{CASES}/{case['id']}/review?reviewed_by=4&reviewed_by_name=ReviewerBob")
    assert reviewed.status_code == 200
    history = (await desk.admin.get(f"{CASES}/{case['id']}/history")).json()
    assert (history[1]["action_by"], history[1]["action_by_name"]) == (4, "ReviewerBob")


async def test_a_client_sees_no_vendor_cost_and_a_vendor_no_price(desk: Desk) -> None:
    proposed = {"passengers": {"after": 48}, "vendor_cost": {"before": 1800, "after": 1950}}
    case = await desk.ask(proposed_changes=proposed)
    path = f"{CASES}/{case['id']}"
    for client_sees, path_ in ((True, path), (True, f"{CASES}/number/{case['case_number']}")):
        seen = (await desk.client.get(path_)).json()
        assert set(seen["proposed_changes"]) == {"passengers"}
        assert (seen["proposed_price"] == 2800) is client_sees
    seen = (await desk.vendor.get(path)).json()
    assert set(seen["proposed_changes"]) == {"passengers", "vendor_cost"}
    assert (seen["current_price"], seen["proposed_price"], seen["price_difference"]) == (None, None, None)
    await desk.take(case, "review", "approve", "implement")
    for who, hidden in ((desk.client, "vendor_cost"), (desk.vendor, "total_cost")):
        history = (await who.get(f"{path}/history")).json()
        assert hidden not in history[-1]["field_changes"]
        assert history[0]["ip_address"] is None
        preview = (await who.get(f"{path}/preview")).json()
        assert hidden not in {each["field"] for each in preview["changes"]}
    assert preview["price"] == {"before": None, "after": None, "difference": None}


async def test_other_clients_and_vendors_find_nothing(desk: Desk, api: ApiClient) -> None:
    case = await desk.ask()
    strangers = [await api.as_("client", client_id=8), await api.as_("vendor", vendor_id=8)]
    path = f"{CASES}/{case['id']}"
    for stranger in strangers:
        for address in (
            path, f"{CASES}/number/{case['case_number']}", f"{path}/history", f"{path}/approvals", f"{path}/preview",
        ):  # fmt: skip
            assert (await stranger.get(address)).status_code == 404, address
        assert (await stranger.put(path, {"title": "Mine"})).status_code == 404
        assert (await desk.act(case, "cancel", stranger)).status_code == 404
        assert (await stranger.post(CASES, desk.asked(client_id=None, vendor_id=None))).status_code == 404
        assert (await stranger.get(CASES)).json() == []
    for own in (desk.client, desk.vendor):
        assert [each["id"] for each in (await own.get(CASES)).json()] == [case["id"]]
        assert (await desk.act(case, "review", own)).status_code == 403


async def test_a_client_asks_and_withdraws(desk: Desk) -> None:
    case = await desk.ask(desk.client, current_price=None, proposed_price=None, affects_pricing=False)
    assert case["requested_by"] == desk.client.user_id
    edited = await desk.client.put(f"{CASES}/{case['id']}", {"title": "Even more people"})
    assert (edited.status_code, edited.json()["version"]) == (200, 2)
    assert (await desk.act(case, "cancel", desk.client)).json()["status"] == "cancelled"


async def test_lists_filter_and_page_newest_first(desk: Desk) -> None:
    other = await a_booked_charter(desk.platform)
    first = await desk.ask()
    second = await desk.ask(priority="urgent", change_type="other")
    third = await desk.ask(charter_id=other)

    async def ids(**filters: Any) -> list[int]:
        return [case["id"] for case in (await desk.agent.get(CASES, params=filters)).json()]

    everything = [third["id"], second["id"], first["id"]]
    assert await ids() == everything
    assert await ids(charter_id=other) == [third["id"]]
    assert await ids(client_id=CLIENT_ID) == everything
    assert await ids(vendor_id=99) == []
    assert await ids(priority="urgent") == await ids(type="other") == await ids(change_type="other") == [second["id"]]
    await desk.take(first, "review")
    assert await ids(status="under_review") == [first["id"]]
    page = await desk.agent.get(CASES, params={"limit": 2, "count": True})
    assert page.headers["X-Total-Count"] == "3"
    following = page.headers["Link"].split(">")[0].strip("<")
    assert [case["id"] for case in (await desk.agent.get(following)).json()] == [first["id"]]


async def test_an_edit_under_review_is_kept_field_by_field(desk: Desk) -> None:
    case = await desk.take(await desk.ask(), "review")
    path = f"{CASES}/{case['id']}"
    answer = await desk.agent.put(path, {"proposed_price": "3100.00"}, headers={"If-Match": f'"{case["version"]}"'})
    assert answer.json()["price_difference"] == 600
    history = (await desk.agent.get(f"{path}/history")).json()
    assert history[-1]["action"] == "updated"
    assert history[-1]["field_changes"] == {"proposed_price": {"before": 2800, "after": 3100}}
    stale = await desk.agent.put(path, {"title": "x"}, headers={"If-Match": f'"{case["version"]}"'})
    assert stale.status_code == 412
    assert (await desk.act(case, "approve", desk.agent)).status_code == 403
    assert (await desk.act(case, "approve")).status_code == 200
    assert (await desk.agent.put(path, {"title": "x"})).json()["code"] == "case_not_editable"


async def test_every_bad_field_of_a_request_is_named(desk: Desk) -> None:
    answer = await desk.agent.post(CASES, desk.asked(priority="now", title=7, colour="red"))
    assert answer.status_code == 422
    assert {each["field"] for each in answer.json()["errors"]} == {"priority", "title", "colour"}
    answer = await desk.agent.post(CASES, desk.asked(proposed_changes={"engine": {"after": 1}, "status": {"after": 1}}))
    assert {each["field"] for each in answer.json()["errors"]} == {"proposed_changes.engine", "proposed_changes.status"}


async def test_parallel_creation_leaves_no_gap_and_repeats_no_number(desk: Desk) -> None:
    bad = desk.asked(proposed_changes={"engine": {"after": 1}})
    sent = [desk.asked() if number % 4 else bad for number in range(40)]
    answers = await asyncio.gather(*(desk.agent.post(CASES, each) for each in sent))
    numbers = sorted(answer.json()["case_number"] for answer in answers if answer.status_code == 201)
    assert numbers == [f"CHG-2026-{number:04d}" for number in range(1, 31)]


async def test_a_number_of_a_case_that_is_rolled_back_is_used_again(desk: Desk) -> None:
    async with desk.platform.unit_of_work(desk.agent.actor) as uow:
        assert await uow.change_cases.next_count(2026) == 1
    assert (await desk.ask())["case_number"] == "CHG-2026-0001"


async def test_of_many_who_approve_at_once_one_does(desk: Desk) -> None:
    case = await desk.take(await desk.ask(), "review")
    answers = await asyncio.gather(*(desk.act(case, "approve") for _ in range(8)))
    assert sorted(answer.status_code for answer in answers) == [200] + [409] * 7


async def test_the_same_idempotency_key_makes_one_case(desk: Desk) -> None:
    headers = {"Idempotency-Key": "once"}
    first = await desk.agent.post(CASES, desk.asked(), headers=headers)
    again = await desk.agent.post(CASES, desk.asked(), headers=headers)
    assert again.json() == first.json()
    assert again.headers["Idempotency-Replayed"] == "true"
    assert len((await desk.agent.get(CASES)).json()) == 1


async def test_every_step_tells_its_event(desk: Desk) -> None:
    await desk.take(await desk.ask(), "review", "approve", "implement")
    await desk.act(await desk.take(await desk.ask(), "review"), "reject")
    await desk.act(await desk.ask(), "cancel")
    async with desk.platform.engine.connect() as connection:
        wanted = text("SELECT name, payload FROM platform.outbox WHERE name LIKE 'change.%' ORDER BY id")
        told = (await connection.execute(wanted)).all()
    assert [row.name.removeprefix("change.") for row in told] == [
        "created", "moved_to_review", "approved", "implemented",
        "created", "moved_to_review", "rejected",
        "created", "cancelled",
    ]  # fmt: skip
    approved = told[2].payload
    assert (approved["by"], approved["notes"], approved["vendor_id"]) == (desk.manager.user_id, "Acceptable", 3)
    assert approved["price_difference"] == "300.00"


async def test_an_implemented_change_is_rolled_back_by_a_linked_case(desk: Desk) -> None:
    before = (await state_of(desk.platform, desk.charter_id)).state()
    case = await desk.take(await desk.ask(), "review", "approve", "implement")
    path = f"{CASES}/{case['id']}/rollback"
    assert (await desk.client.post(path, {"reason": "A mistake"})).status_code == 403
    answer = await desk.manager.post(path, {"reason": "A mistake"})
    assert answer.status_code == 201, answer.text
    reversal = answer.json()
    assert (reversal["status"], reversal["case_number"]) == ("implemented", "CHG-2026-0002")
    assert reversal["related_change_cases"] == [case["id"]]
    assert reversal["proposed_changes"] == {"passengers": {"before": 48, "after": 40}}
    assert reversal["price_difference"] == -300
    assert (await state_of(desk.platform, desk.charter_id)).state() == before
    history = (await desk.agent.get(f"{CASES}/{case['id']}/history")).json()
    assert history[-1]["action"] == "rolled_back"
    again = await desk.manager.post(path, {"reason": "Again"})
    assert (again.status_code, again.json()["code"]) == (409, "changed_since")
    assert "passengers, total_cost" in again.json()["detail"]


async def test_a_price_that_nobody_named_is_calculated_by_the_rules_in_force(desk: Desk) -> None:
    for rule in (
        {"name": "Base", "rule_type": "base_rate", "scope": "global", "base_rate": "350.00"},
        {"name": "Miles", "rule_type": "mileage_rate", "scope": "global", "per_mile_rate": "2.50"},
    ):
        made = await desk.manager.post("/api/v1/pricing/pricing-rules", rule)
        assert made.status_code == 201, made.text
    case = await desk.ask(proposed_price=None, proposed_changes={"distance_miles": {"before": 100, "after": 200}})
    preview = (await desk.agent.get(f"{CASES}/{case['id']}/preview")).json()
    assert preview["price"] == {"before": 2500, "after": 852, "difference": -1648}
    await desk.take(case, "review")
    refused = await desk.act(case, "approve", await desk.admin.as_("agent"))
    assert (refused.status_code, refused.json()["code"]) == (403, "manager_approval_needed")
    await desk.take(case, "approve", "implement")
    assert str((await state_of(desk.platform, desk.charter_id)).price.total_cost) == "852.00"
