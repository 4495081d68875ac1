"""The figures of all charters over HTTP."""

from __future__ import annotations

from typing import Any

from tests.integration.charters.conftest import CHARTERS, Office


async def summary(office: Office) -> dict[str, Any]:
    answer = await office.agent.get(f"{CHARTERS}/dashboard-summary")
    assert answer.status_code == 200, answer.text
    figures: dict[str, Any] = answer.json()
    return figures


async def test_the_summary_counts_what_is_ahead_and_what_was_booked_this_month(office: Office) -> None:
    nothing = await summary(office)
    assert set(nothing["by_status"].values()) == {0}
    assert (nothing["upcoming"], nothing["unassigned"], nothing["revenue_booked_this_month"]) == (0, 0, 0)
    await office.charter()
    await office.booked(trip_date="2100-03-04", total_cost=726.5)
    await office.booked(trip_date="2000-03-04", total_cost=100)
    lost = await office.booked(trip_date="2100-03-04", total_cost=1000)
    overriding = {"override": True, "reason": "The client went elsewhere"}
    await office.done(office.manager, f"{CHARTERS}/{lost['id']}/cancel", overriding)
    figures = await summary(office)
    assert {status: count for status, count in figures["by_status"].items() if count} == {
        "quote": 1,
        "booked": 2,
        "cancelled": 1,
    }
    assert (figures["upcoming"], figures["unassigned"], figures["revenue_booked_this_month"]) == (1, 2, 826.5)
    assert (await office.client.get(f"{CHARTERS}/dashboard-summary")).status_code == 403
