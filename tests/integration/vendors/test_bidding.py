"""Bids over HTTP: the report's tests 4 and 5, sealed ranks, revisions, requests, expiry."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from coachway.domain.kernel.actor import SYSTEM
from coachway.domain.vendors.use_cases.decide_bids import expire_bids
from tests.integration.vendors.scene import BIDS, REQUESTS, VENDORS, Scene, ok, refused, terms

RANK = ("rank", "is_lowest_bid", "price_difference_from_lowest")


def advance(scene: Scene, **span: float) -> None:
    scene.api.platform.clock.advance(**span)  # type: ignore[attr-defined]


def in_hours(scene: Scene, hours: float) -> str:
    return (scene.api.platform.clock.now() + timedelta(hours=hours)).isoformat()


async def ranks(scene: Scene, charter_id: int) -> list[tuple[int, int]]:
    """Each live bid with its rank, best first, as the comparison has it."""
    seen = await ok(scene.manager.get(f"/api/v1/vendor/charters/{charter_id}/bids/comparison"))
    return [(bid["id"], bid["rank"]) for bid in seen["bids"]]


async def test_who_lacks_a_paper_may_not_bid_and_is_told_which(scene: Scene) -> None:
    papers = ("insurance_certificate", "vehicle_registration", "driver_background_check", "safety_inspection")
    vendor_id, charter_id = await scene.a_vendor(papers=papers), await scene.a_charter()
    body = {"charter_id": charter_id, **terms()}
    problem = await refused(scene.vendors[vendor_id].post(BIDS, body), 409, "vendor_not_eligible")
    assert problem["detail"] == "Vendor not eligible to bid: Missing required document: business_license"
    await scene.a_paper(vendor_id, "business_license")
    made = await ok(scene.vendors[vendor_id].post(BIDS, body), 201)
    assert (made["status"], made["vendor_id"], made["quoted_price"]) == ("draft", vendor_id, 1250)
    assert made["amenities"] == ["wifi", "restroom", "reclining_seats"]


async def test_who_is_not_active_may_not_bid(scene: Scene) -> None:
    vendor_id, charter_id = await scene.a_vendor(active=False), await scene.a_charter()
    body = {"charter_id": charter_id, **terms()}
    await refused(scene.vendors[vendor_id].post(BIDS, body), 409, "vendor_not_eligible")


async def test_bids_are_sealed_until_the_award(scene: Scene) -> None:
    charter_id = await scene.a_charter()
    vendors = [await scene.a_vendor() for _ in range(3)]
    bids = [
        await scene.a_bid(vendor_id, charter_id, price)
        for vendor_id, price in zip(vendors, (1200, 1100, 1200), strict=True)
    ]
    for vendor_id, bid_id in zip(vendors, bids, strict=True):
        client = scene.vendors[vendor_id]
        own = await scene.seen_bid(bid_id, client)
        assert [own[name] for name in RANK] == [None, None, None]
        listed = await client.get(f"{BIDS}?charter_id={charter_id}&count=true")
        assert ([bid["id"] for bid in listed.json()], listed.headers["X-Total-Count"]) == ([bid_id], "1")
        for rival in set(bids) - {bid_id}:
            await refused(client.get(f"{BIDS}/{rival}"), 404, "not_found")
            await refused(client.get(f"{BIDS}/{rival}/revisions"), 404, "not_found")
            await refused(client.post(f"{BIDS}/{rival}/withdraw"), 404, "not_found")
        comparison = await client.get(f"/api/v1/vendor/charters/{charter_id}/bids/comparison")
        assert comparison.status_code == 403
    listed_bids = await ok(scene.manager.get(f"{BIDS}?charter_id={charter_id}"))
    assert [[bid[name] for name in RANK] for bid in listed_bids] == [[3, False, 100], [1, True, 0], [2, False, 100]]

    await ok(scene.manager.post(f"{BIDS}/{bids[1]}/accept", {"decision": "accept", "reason": "Best price"}))
    own = await scene.seen_bid(bids[2], scene.vendors[vendors[2]])
    assert [own[name] for name in RANK] == [3, False, 100]
    assert (own["status"], own["decision_reason"]) == ("rejected", "Best price")


async def test_staff_see_the_rank_in_the_answer_to_a_submit(scene: Scene) -> None:
    vendor_id, charter_id = await scene.a_vendor(), await scene.a_charter()
    bid_id = await scene.a_draft(vendor_id, charter_id)
    sealed = await scene.seen_bid(bid_id)
    assert sealed["rank"] is None
    answer = await ok(scene.manager.post(f"{BIDS}/{bid_id}/submit"))
    assert (answer["status"], answer["rank"], answer["is_lowest_bid"]) == ("submitted", 1, True)
    assert answer["price_difference_from_lowest"] == 0


async def test_ranks_are_right_after_every_submit_withdrawal_rejection_and_expiry(scene: Scene) -> None:
    charter_id = await scene.a_charter()
    one, two, three, four = [await scene.a_vendor() for _ in range(4)]
    first = await scene.a_bid(one, charter_id, 1000, valid_until=in_hours(scene, 5))
    second = await scene.a_bid(two, charter_id, 900)
    advance(scene, minutes=1)
    third = await scene.a_bid(three, charter_id, 900)
    fourth = await scene.a_bid(four, charter_id, 950)
    assert await ranks(scene, charter_id) == [(second, 1), (third, 2), (fourth, 3), (first, 4)]
    await ok(scene.vendors[two].post(f"{BIDS}/{second}/withdraw", {"reason": "sold"}))
    assert await ranks(scene, charter_id) == [(third, 1), (fourth, 2), (first, 3)]
    await ok(scene.manager.post(f"{BIDS}/{third}/reject", {"decision": "reject", "reason": "no"}))
    assert await ranks(scene, charter_id) == [(fourth, 1), (first, 2)]
    advance(scene, hours=5)
    assert await ranks(scene, charter_id) == [(fourth, 1)]
    gone = await scene.seen_bid(first)
    assert (gone["status"], gone["rank"]) == ("expired", None)
    assert [bid["id"] for bid in await ok(scene.manager.get(f"{BIDS}?status=expired"))] == [first]
    assert [bid["id"] for bid in await ok(scene.manager.get(f"{BIDS}?status=submitted"))] == [fourth]


async def test_the_comparison_tells_how_the_prices_lie(scene: Scene) -> None:
    charter_id = await scene.a_charter()
    for price in (1000, 1300, 1100, 1200):
        await scene.a_bid(await scene.a_vendor(), charter_id, price)
    seen = await ok(scene.manager.get(f"/api/v1/vendor/charters/{charter_id}/bids/comparison"))
    figures = {name: seen[name] for name in ("count", "lowest", "highest", "average", "median", "spread")}
    assert figures == {"count": 4, "lowest": 1000, "highest": 1300, "average": 1150, "median": 1150, "spread": 300}
    best = seen["bids"][0]
    assert (best["rank"], best["is_compliant"], best["vendor_rating"], best["amenities"][0]) == (1, True, 0, "wifi")
    missing = "/api/v1/vendor/charters/999/bids/comparison"
    await refused(scene.manager.get(missing), 404, "not_found")


async def test_a_change_to_a_submitted_bid_is_a_kept_revision(scene: Scene) -> None:
    vendor_id, charter_id = await scene.a_vendor(), await scene.a_charter()
    client = scene.vendors[vendor_id]
    bid_id = await scene.a_draft(vendor_id, charter_id)
    await ok(client.put(f"{BIDS}/{bid_id}", {"quoted_price": 1240}))
    assert await ok(client.get(f"{BIDS}/{bid_id}/revisions")) == []
    await ok(client.post(f"{BIDS}/{bid_id}/submit"))
    changed = await ok(client.put(f"{BIDS}/{bid_id}", {"quoted_price": 1200, "notes": "newer coach"}))
    assert (changed["status"], changed["revision_number"], changed["quoted_price"]) == ("submitted", 2, 1200)
    revisions = await ok(client.get(f"{BIDS}/{bid_id}/revisions"))
    assert [(each["revision_number"], each["quoted_price"], each["notes"]) for each in revisions] == [
        (1, 1240, None),
        (2, 1200, "newer coach"),
    ]


async def test_a_bid_under_review_is_live_and_no_longer_changes(scene: Scene) -> None:
    vendor_id, charter_id = await scene.a_vendor(), await scene.a_charter()
    bid_id = await scene.a_bid(vendor_id, charter_id)
    client = scene.vendors[vendor_id]
    await refused(client.put(f"{BIDS}/{bid_id}", {"status": "under_review"}), 403, "review_not_yours")
    seen = await ok(scene.manager.put(f"{BIDS}/{bid_id}", {"status": "under_review"}))
    assert (seen["status"], seen["rank"]) == ("under_review", 1)
    await refused(client.put(f"{BIDS}/{bid_id}", {"quoted_price": 1}), 409, "bid_not_editable")


async def test_one_open_bid_for_a_vendor_and_charter(scene: Scene) -> None:
    vendor_id, charter_id = await scene.a_vendor(), await scene.a_charter()
    bid_id = await scene.a_bid(vendor_id, charter_id)
    body = {"charter_id": charter_id, **terms()}
    await refused(scene.vendors[vendor_id].post(BIDS, body), 409, "bid_exists")
    await ok(scene.vendors[vendor_id].post(f"{BIDS}/{bid_id}/withdraw"))
    again = await scene.a_bid(vendor_id, charter_id)
    advance(scene, hours=73)
    assert await scene.a_bid(vendor_id, charter_id) > again


async def test_bids_are_only_for_charters_that_are_open(scene: Scene) -> None:
    vendor_id = await scene.a_vendor()
    client = scene.vendors[vendor_id]
    await refused(client.post(BIDS, {"charter_id": 999, **terms()}), 404, "not_found")
    charter_id = await scene.a_charter()
    bid_id = await scene.a_bid(vendor_id, charter_id)
    await ok(scene.manager.post(f"{BIDS}/{bid_id}/accept", {"decision": "accept", "reason": "ok"}))
    other = await scene.a_vendor()
    await refused(scene.vendors[other].post(BIDS, {"charter_id": charter_id, **terms()}), 409, "charter_not_open")


async def test_bad_terms_are_named(scene: Scene) -> None:
    vendor_id, charter_id = await scene.a_vendor(), await scene.a_charter(passengers=60)
    bad = terms(1250, base_price=1000, mileage_charge="200.00", valid_until=in_hours(scene, -1))
    problem = await refused(scene.vendors[vendor_id].post(BIDS, {"charter_id": charter_id, **bad}), 422, "invalid")
    fields = {error["field"] for error in problem["errors"]}
    assert fields == {"quoted_price", "passenger_capacity", "valid_until"}
    nobody = await refused(scene.manager.post(BIDS, {"charter_id": charter_id, **terms()}), 422, "invalid")
    assert [error["field"] for error in nobody["errors"]] == ["vendor_id"]


async def request(scene: Scene, charter_id: int, vendor_ids: list[int], hours: float = 3) -> Any:
    body = {"charter_id": charter_id, "vendor_ids": vendor_ids, "deadline": in_hours(scene, hours), "message": "Bid!"}
    return await ok(scene.manager.post(REQUESTS, body), 201)


async def test_a_request_is_seen_declined_or_answered_with_a_bid(scene: Scene) -> None:
    charter_id = await scene.a_charter()
    one, two = await scene.a_vendor(), await scene.a_vendor()
    first, second = await request(scene, charter_id, [one, two])
    assert (first["vendor_id"], first["is_accepted"], first["viewed_at"]) == (one, None, None)
    viewed = await ok(scene.vendors[one].post(f"{REQUESTS}/{first['id']}/view"))
    advance(scene, minutes=5)
    assert await ok(scene.vendors[one].post(f"{REQUESTS}/{first['id']}/view")) == viewed
    await refused(scene.vendors[two].post(f"{REQUESTS}/{first['id']}/view"), 404, "not_found")
    declined = await ok(scene.vendors[two].post(f"{REQUESTS}/{second['id']}/decline", {"reason": "full"}))
    assert (declined["is_accepted"], declined["decline_reason"]) == (False, "full")
    await refused(scene.vendors[two].post(f"{REQUESTS}/{second['id']}/decline"), 409, "request_answered")
    bid_id = await scene.a_bid(one, charter_id)
    (answered,) = await ok(scene.vendors[one].get(REQUESTS))
    assert (answered["is_accepted"], answered["bid_id"]) == (True, bid_id)
    assert [payload["vendor_id"] for _, payload in await scene.events("bid.requested")] == [one, two]


async def test_requests_leave_two_hours_and_ask_each_once(scene: Scene) -> None:
    charter_id, vendor_id = await scene.a_charter(), await scene.a_vendor()
    body = {"charter_id": charter_id, "vendor_ids": [vendor_id], "deadline": in_hours(scene, 1.99)}
    await refused(scene.manager.post(REQUESTS, body), 422, "invalid")
    await request(scene, charter_id, [vendor_id], hours=2)
    body["deadline"] = in_hours(scene, 4)
    await refused(scene.manager.post(REQUESTS, body), 409, "already_requested")
    problem = await refused(scene.manager.post(REQUESTS, body | {"vendor_ids": [vendor_id, 999]}), 422, "invalid")
    assert [error["field"] for error in problem["errors"]] == ["vendor_ids.1"]
    pending = await scene.a_vendor(active=False)
    await refused(scene.manager.post(REQUESTS, body | {"vendor_ids": [pending]}), 409, "vendor_not_eligible")
    await refused(scene.manager.post(REQUESTS, body | {"charter_id": 999}), 404, "not_found")


async def test_bidding_closes_at_the_latest_deadline(scene: Scene) -> None:
    charter_id = await scene.a_charter()
    one, two = await scene.a_vendor(), await scene.a_vendor()
    await request(scene, charter_id, [one], hours=2)
    await request(scene, charter_id, [two], hours=4)
    advance(scene, hours=3)
    draft = await scene.a_draft(one, charter_id)
    advance(scene, hours=1)
    await refused(scene.vendors[one].post(f"{BIDS}/{draft}/submit"), 409, "bidding_closed")


async def test_leaving_active_withdraws_live_bids(scene: Scene) -> None:
    vendor_id, charter_id = await scene.a_vendor(), await scene.a_charter()
    bid_id = await scene.a_bid(vendor_id, charter_id)
    await ok(scene.manager.patch(f"{VENDORS}/{vendor_id}/status?new_status=suspended"))
    seen = await scene.seen_bid(bid_id)
    assert (seen["status"], seen["decision_reason"]) == ("withdrawn", "The vendor is suspended.")
    assert [payload["bid_id"] for _, payload in await scene.events("bid.withdrawn")] == [bid_id]


async def test_the_expiry_job_tells_each_vendor_once(scene: Scene) -> None:
    charter_id = await scene.a_charter()
    bids = [await scene.a_bid(await scene.a_vendor(), charter_id) for _ in range(3)]
    platform = scene.api.platform

    async def run() -> int:
        async with platform.unit_of_work(SYSTEM) as uow:
            expired = await expire_bids(uow=uow, clock=platform.clock)
            await uow.commit()
            return expired

    assert await run() == 0
    advance(scene, hours=72)
    assert (await run(), await run()) == (3, 0)
    assert [payload["bid_id"] for _, payload in await scene.events("bid.expired")] == bids


async def test_statistics_are_what_the_bids_say(scene: Scene) -> None:
    vendor_id, other = await scene.a_vendor(), await scene.a_vendor()
    charters = [await scene.a_charter() for _ in range(3)]
    bids = [await scene.a_bid(vendor_id, charter_id) for charter_id in charters]
    await scene.a_bid(other, charters[0], 2000)
    await ok(scene.manager.post(f"{BIDS}/{bids[0]}/accept", {"decision": "accept", "reason": "ok"}))
    await ok(scene.vendors[vendor_id].post(f"{BIDS}/{bids[1]}/withdraw"))
    seen = await ok(scene.vendors[vendor_id].get(f"{VENDORS}/{vendor_id}/statistics"))
    assert seen == {
        "vendor_id": vendor_id,
        "business_name": "Premium Coach Lines",
        "average_rating": 0,
        "total_ratings": 0,
        "completed_trips": 0,
        "on_time_percentage": 0,
        "total_bids_submitted": 3,
        "bids_won": 1,
        "win_rate_percentage": 33.33,
    }
    lost = await ok(scene.manager.get(f"{VENDORS}/{other}/statistics"))
    assert (lost["total_bids_submitted"], lost["bids_won"], lost["win_rate_percentage"]) == (1, 0, 0)
