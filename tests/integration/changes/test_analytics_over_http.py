"""Figures over change cases, over HTTP."""

from __future__ import annotations

from coachway.entrypoints.bootstrap import Platform
from tests.fakes.clock import SteerableClock
from tests.integration.changes.desk import APPROVALS, Desk, a_booked_charter

ANALYTICS = "/api/v1/changes/analytics"


async def test_metrics_count_and_time_what_happened(desk: Desk, platform: Platform, clock: SteerableClock) -> None:
    quick, slow, rejected = await desk.ask(), await desk.ask(), await desk.ask(priority="urgent")
    overdue = await desk.ask(charter_id=await a_booked_charter(platform), due_date="2026-03-03", change_type="other")
    await desk.manager.post(APPROVALS, {"change_case_id": overdue["id"], "approver_id": desk.admin.user_id})
    clock.advance(hours=2)
    await desk.take(quick, "review", "approve", "implement")
    await desk.act(await desk.take(rejected, "review"), "reject")
    clock.advance(hours=96)
    await desk.take(slow, "review", "approve")
    answer = await desk.agent.get(f"{ANALYTICS}/metrics")
    metrics = answer.json()
    assert metrics["total"] == 4
    assert metrics["by_status"] == {
        "pending": 1, "under_review": 0, "approved": 1, "rejected": 1, "implemented": 1, "cancelled": 0,
    }  # fmt: skip
    assert (metrics["by_type"]["passenger_count_change"], metrics["by_type"]["other"]) == (3, 1)
    assert (metrics["by_priority"]["medium"], metrics["by_priority"]["urgent"]) == (3, 1)
    assert (metrics["pending_approvals"], metrics["overdue"]) == (1, 1)
    assert metrics["mean_hours_to_decision"] == 34  # 2, 2 and 98
    assert metrics["p90_hours_to_decision"] == 78.8
    assert b'"total_price_impact":300.00' in answer.content


async def test_with_nothing_there_nothing_is_divided(desk: Desk) -> None:
    metrics = (await desk.agent.get(f"{ANALYTICS}/metrics")).json()
    assert (metrics["total"], metrics["mean_hours_to_decision"], metrics["total_price_impact"]) == (0, None, 0)


async def test_the_dashboard_shows_my_approvals_what_is_overdue_and_the_newest(
    desk: Desk, clock: SteerableClock
) -> None:
    case = await desk.ask(due_date="2026-03-02")
    newest = await desk.ask()
    await desk.manager.post(APPROVALS, {"change_case_id": case["id"], "approver_id": desk.admin.user_id})
    for who, mine in ((desk.admin, [case["id"]]), (desk.agent, [])):
        dashboard = (await who.get(f"{ANALYTICS}/dashboard")).json()
        assert [each["change_case_id"] for each in dashboard["my_pending_approvals"]] == mine
        assert dashboard["overdue"] == []
        assert [each["id"] for each in dashboard["newest"]] == [newest["id"], case["id"]]
    clock.advance(days=1)
    dashboard = (await desk.admin.get(f"{ANALYTICS}/dashboard")).json()
    assert [each["id"] for each in dashboard["overdue"]] == [case["id"]]
    assert dashboard["metrics"]["overdue"] == 1
    assert (await desk.client.get(f"{ANALYTICS}/dashboard")).status_code == 403
