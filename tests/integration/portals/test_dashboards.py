"""The three dashboards over HTTP: whose they are, what they show, how they are kept."""

from __future__ import annotations

from datetime import date

import pytest

from coachway.domain.charters.events import CharterWasUpdated
from coachway.domain.portals.reactions import dashboards_outdated_by
from coachway.entrypoints.bootstrap import Platform
from tests.api_client import ApiClient
from tests.fakes.clock import SteerableClock

PORTAL = "/api/v1/portal"


async def a_client(staff: ApiClient, name: str = "Reyes") -> int:
    return int((await staff.post("/api/v1/clients", {"last_name": name})).json()["id"])


async def a_charter(staff: ApiClient, client_id: int, **more: object) -> int:
    body = {"client_id": client_id, "trip_date": "2026-04-01", "passengers": 30, "vehicle_type": "coach", **more}
    made = await staff.post("/api/v1/charters", body)
    assert made.status_code == 201, made.text
    return int(made.json()["id"])


async def test_a_client_sees_their_own_and_nobody_elses(api: ApiClient) -> None:
    staff = await api.as_("agent")
    own, other = await a_client(staff), await a_client(staff, "Stone")
    await a_charter(staff, own)
    await a_charter(staff, other)
    client = await api.as_("client", client_id=own)
    answer = await client.get(f"{PORTAL}/client/dashboard")
    assert answer.status_code == 200, answer.text
    shown = answer.json()
    assert (shown["client_id"], shown["total_charters"], shown["active_charters"]) == (own, 1, 1)
    assert [each["charter_id"] for each in shown["recent_activity"]]
    assert (shown["total_spent"], shown["payments_due"], shown["degraded"]) == (None, None, ["payments"])
    assert (await client.get(f"{PORTAL}/client/dashboard?client_id={other}")).status_code == 404
    by_staff = await staff.get(f"{PORTAL}/client/dashboard?client_id={other}")
    assert by_staff.json()["total_charters"] == 1
    assert (await staff.get(f"{PORTAL}/client/dashboard")).status_code == 422
    assert (await staff.get(f"{PORTAL}/client/dashboard?client_id=999")).status_code == 404


async def test_a_dashboard_is_kept_counted_refreshed_and_outdated(
    api: ApiClient, platform: Platform, clock: SteerableClock
) -> None:
    staff = await api.as_("agent")
    own = await a_client(staff)
    client = await api.as_("client", client_id=own)
    path = f"{PORTAL}/client/dashboard"
    assert (await client.get(path)).headers["x-cache"] == "miss"
    charter_id = await a_charter(staff, own)
    kept = await client.get(path)
    assert (kept.headers["x-cache"], kept.json()["total_charters"]) == ("hit", 0)
    fresh = await client.get(f"{path}?refresh=true")
    assert (fresh.headers["x-cache"], fresh.json()["total_charters"]) == ("miss", 1)
    assert await platform.dashboards.hits(f"client:{own}") == 1
    await a_charter(staff, own)
    event = CharterWasUpdated(
        charter_id=charter_id,
        client_id=own,
        agent_id=None,
        vendor_id=None,
        trip_date=date(2026, 4, 1),
        fields=["notes"],
    )
    await platform.dashboards.outdate(dashboards_outdated_by(event))
    assert (await client.get(path)).json()["total_charters"] == 2


async def test_a_dashboard_that_was_being_made_while_something_changed_is_not_kept(platform: Platform) -> None:
    before = await platform.dashboards.look("client:1", "7")
    await platform.dashboards.outdate(["client:1"])
    await platform.dashboards.keep(before.place, b"{}")
    assert (await platform.dashboards.look("client:1", "7")).document is None


async def test_a_vendor_sees_their_standing_and_a_missing_paper(api: ApiClient) -> None:
    manager = await api.as_("manager")
    made = await manager.post(
        "/api/v1/vendor/vendors",
        {"business_name": "Premium", "vendor_type": "fleet_operator", "primary_email": "ops@premium.example"},
    )
    assert made.status_code == 201, made.text
    vendor = await api.as_("vendor", vendor_id=made.json()["id"])
    answer = await vendor.get(f"{PORTAL}/vendor/dashboard")
    assert answer.status_code == 200, answer.text
    shown = answer.json()
    assert shown["win_rate_percentage"] is None
    assert shown["stats"]["bids_won"] == 0
    assert len(shown["compliance"]["missing_required"]) == 5
    assert (shown["opportunities"], shown["schedule"], shown["earnings"]) == ([], [], 0.0)
    assert shown["degraded"] == ["payments"]


@pytest.mark.parametrize("role", ["agent", "client", "vendor"])
async def test_the_offices_dashboard_is_for_managers(api: ApiClient, role: str) -> None:
    assert (await (await api.as_(role)).get(f"{PORTAL}/admin/dashboard")).status_code == 403


async def test_the_office_sees_users_charters_money_and_what_waits(api: ApiClient) -> None:
    manager = await api.as_("manager")
    await a_charter(manager, await a_client(manager))
    answer = await manager.get(f"{PORTAL}/admin/dashboard")
    assert answer.status_code == 200, answer.text
    shown = answer.json()
    assert shown["users_by_role"]["manager"] == 1
    assert shown["charters_by_status"]["quote"] == 1
    assert (shown["revenue_booked"], shown["margin"]) == (0.0, 0.0)
    assert shown["pending_approvals"]["change_approvals"] == 0
    assert shown["system_health"] == {"database": "healthy", "broker": "healthy", "cache": "healthy"}
    assert "payments" in shown["degraded"]
