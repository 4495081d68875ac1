"""Approvals over HTTP: asked for, answered, voided."""

from __future__ import annotations

from typing import Any

import pytest_asyncio

from tests.api_client import ApiClient
from tests.integration.changes.desk import APPROVALS, CASES, Desk


@pytest_asyncio.fixture
async def approver(api: ApiClient) -> ApiClient:
    return await api.as_("agent", full_name="Agent Bob")


async def request(desk: Desk, case: dict[str, Any], who: ApiClient, **fields: Any) -> dict[str, Any]:
    sent = {"change_case_id": case["id"], "approver_id": who.user_id, "approver_name": "Agent Bob"} | fields
    answer = await desk.manager.post(APPROVALS, sent)
    assert answer.status_code == 201, answer.text
    approval: dict[str, Any] = answer.json()
    return approval


async def test_a_required_approval_decides_whether_a_case_can_be_approved(desk: Desk, approver: ApiClient) -> None:
    case = await desk.take(await desk.ask(), "review")
    approval = await request(desk, case, approver, approver_role="operations")
    assert (approval["status"], approval["approval_level"], approval["required"]) == ("pending", 1, True)
    refused = await desk.act(case, "approve")
    assert (refused.status_code, refused.json()["code"]) == (409, "approvals_outstanding")
    waiting = (await approver.get(f"{APPROVALS}/pending/{approver.user_id}")).json()
    assert [each["id"] for each in waiting] == [approval["id"]]
    sent = {"decision": "approved", "notes": "Fine by me", "conditions": "A second driver"}
    assert (await desk.agent.put(f"{APPROVALS}/{approval['id']}", sent)).status_code == 403
    answered = await approver.put(f"{APPROVALS}/{approval['id']}", sent)
    assert (answered.status_code, answered.json()["status"]) == (200, "approved")
    assert answered.json()["conditions"] == "A second driver"
    again = await approver.put(f"{APPROVALS}/{approval['id']}", sent)
    assert (again.status_code, again.json()["code"]) == (409, "approval_decided")
    assert (await approver.get(f"{APPROVALS}/pending/{approver.user_id}")).json() == []
    await desk.take(case, "approve")
    actions = [entry["action"] for entry in (await desk.agent.get(f"{CASES}/{case['id']}/history")).json()]
    assert actions == ["created", "moved_to_review", "approval_requested", "approval_given", "approved"]


async def test_a_required_refusal_rejects_the_case(desk: Desk, approver: ApiClient) -> None:
    case = await desk.take(await desk.ask(), "review")
    approval = await request(desk, case, approver)
    sent = {"decision": "rejected", "notes": "Too dear"}
    assert (await approver.put(f"{APPROVALS}/{approval['id']}", sent)).json()["status"] == "rejected"
    found = (await desk.agent.get(f"{CASES}/{case['id']}")).json()
    assert (found["status"], found["rejection_reason"]) == ("rejected", "Too dear")


async def test_levels_answer_in_order(desk: Desk, approver: ApiClient) -> None:
    case = await desk.take(await desk.ask(), "review")
    second = await request(desk, case, approver, approval_level=2)
    first = await request(desk, case, desk.admin, approval_level=1)
    yes = {"decision": "approved", "notes": "yes"}
    early = await approver.put(f"{APPROVALS}/{second['id']}", yes)
    assert (early.status_code, early.json()["code"]) == (409, "approval_out_of_order")
    assert (await desk.admin.put(f"{APPROVALS}/{first['id']}", yes)).status_code == 200
    assert (await approver.put(f"{APPROVALS}/{second['id']}", yes)).status_code == 200
    listed = (await desk.client.get(f"{CASES}/{case['id']}/approvals")).json()
    assert [each["approval_level"] for each in listed] == [1, 2]


async def test_editing_voids_what_was_given_and_asks_again(desk: Desk, approver: ApiClient) -> None:
    case = await desk.take(await desk.ask(), "review")
    approval = await request(desk, case, approver)
    await approver.put(f"{APPROVALS}/{approval['id']}", {"decision": "approved", "notes": "yes"})
    await desk.agent.put(f"{CASES}/{case['id']}", {"proposed_price": 2900})
    listed = (await desk.agent.get(f"{CASES}/{case['id']}/approvals")).json()
    assert [each["status"] for each in listed] == ["void", "pending"]
    assert (await desk.act(case, "approve")).json()["code"] == "approvals_outstanding"


async def test_the_requester_cannot_be_asked(desk: Desk) -> None:
    case = await desk.ask()
    sent = {"change_case_id": case["id"], "approver_id": desk.agent.user_id}
    answer = await desk.manager.post(APPROVALS, sent)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "approver_id")


async def test_a_client_who_is_asked_answers_and_others_find_nothing(desk: Desk, api: ApiClient) -> None:
    case = await desk.take(await desk.ask(), "review")
    approval = await request(desk, case, desk.client)
    stranger = await api.as_("client", client_id=8)
    path, yes = f"{APPROVALS}/{approval['id']}", {"decision": "approved", "notes": "yes"}
    assert (await stranger.get(path)).status_code == 404
    assert (await stranger.put(path, yes)).status_code == 404
    assert (await stranger.get(f"{APPROVALS}/pending/{desk.client.user_id}")).status_code == 404
    assert (await desk.vendor.put(path, yes)).status_code == 403
    assert (await desk.client.get(path)).json()["id"] == approval["id"]
    assert (await desk.client.put(path, yes)).json()["status"] == "approved"


async def test_an_approval_is_not_asked_of_nobody(desk: Desk) -> None:
    case = await desk.ask()
    for nobody in (0, -1, 4711):
        answer = await desk.manager.post(APPROVALS, {"change_case_id": case["id"], "approver_id": nobody})
        assert (answer.status_code, [each["field"] for each in answer.json()["errors"]]) == (422, ["approver_id"])
    asked = await desk.manager.post(APPROVALS, {"change_case_id": case["id"], "approver_id": desk.manager.user_id})
    assert asked.json()["approver_name"] == (await desk.manager.get("/api/v1/auth/me")).json()["full_name"]
