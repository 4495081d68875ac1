"""Vendors over HTTP: the report's tests 1 to 3, who sees what, and what may not be."""

from __future__ import annotations

import base64
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import text

from tests.api_client import ApiClient
from tests.builders.charters import a_stop
from tests.integration.vendors.scene import PAPERS, VENDORS, Scene, ok, profile, refused


async def test_a_new_vendor_is_pending_and_has_done_nothing(scene: Scene) -> None:
    made = await ok(scene.manager.post(VENDORS, profile(latitude=32.7157, longitude=-117.1611)), 201)
    assert (made["status"], made["is_verified"], made["version"]) == ("pending", False, 1)
    assert (made["primary_phone"], made["service_states"]) == ("+15550100000", ["CA", "NV", "AZ"])
    assert (made["latitude"], made["longitude"]) == (32.7157, -117.1611)
    done = "average_rating", "total_ratings", "completed_trips", "total_bids_submitted", "bids_won"
    assert [made[name] for name in done] == [0, 0, 0, 0, 0]
    assert made["win_rate_percentage"] is None
    assert await ok(scene.manager.get(f"{VENDORS}/{made['id']}")) == made


async def test_approval_verifies_and_answers_shortly(scene: Scene) -> None:
    made = await ok(scene.manager.post(VENDORS, profile()), 201)
    answer = await ok(scene.manager.patch(f"{VENDORS}/{made['id']}/status?new_status=active"))
    assert answer == {"message": "Status updated", "vendor_id": made["id"], "new_status": "active"}
    seen = await ok(scene.manager.get(f"{VENDORS}/{made['id']}"))
    assert (seen["status"], seen["is_verified"], seen["verification_date"]) == ("active", True, "2026-03-02")
    problem = await refused(
        scene.manager.patch(f"{VENDORS}/{made['id']}/status?new_status=rejected"), 409, "illegal_transition"
    )
    assert problem["detail"] == "Cannot move from 'active' to 'rejected'. Allowed: suspended, inactive, banned"
    assert [name for name, _ in await scene.events("vendor.created", "vendor.status_changed")] == [
        "vendor.created",
        "vendor.status_changed",
    ]


async def test_the_compliance_dashboard_tells_what_is_missing(scene: Scene) -> None:
    vendor_id = await scene.a_vendor(papers=("business_license", "insurance_certificate"))
    await scene.a_paper(vendor_id, "safety_inspection", days=20, approve=False)
    seen = await ok(scene.manager.get(f"{VENDORS}/{vendor_id}/compliance/status"))
    assert seen == {
        "vendor_id": vendor_id,
        "total_documents": 3,
        "approved_documents": 2,
        "pending_documents": 1,
        "expired_documents": 0,
        "rejected_documents": 0,
        "missing_required": ["vehicle_registration", "driver_background_check", "safety_inspection"],
        "is_compliant": False,
        "expiring_soon": [],
    }


async def test_papers_expire_when_their_day_has_passed_job_or_no_job(scene: Scene) -> None:
    vendor_id = await scene.a_vendor(papers=())
    paper_id = await scene.a_paper(vendor_id, "insurance_certificate", days=2)
    scene.api.platform.clock.advance(days=2)  # type: ignore[attr-defined]
    seen = await ok(scene.manager.get(f"{VENDORS}/{vendor_id}/compliance/status"))
    assert (seen["approved_documents"], [soon["days_left"] for soon in seen["expiring_soon"]]) == (1, [0])
    scene.api.platform.clock.advance(days=1)  # type: ignore[attr-defined]
    seen = await ok(scene.manager.get(f"{VENDORS}/{vendor_id}/compliance/status"))
    assert (seen["approved_documents"], seen["expired_documents"]) == (0, 1)
    (expired,) = await ok(scene.manager.get(f"{PAPERS}?status=expired&vendor_id={vendor_id}"))
    assert (expired["id"], expired["status"]) == (paper_id, "expired")
    assert await ok(scene.manager.get(f"{PAPERS}?status=approved")) == []


async def test_secret_numbers_are_whole_for_admins_and_that_vendor_only(scene: Scene) -> None:
    secrets: dict[str, Any] = {
        "tax_id": "12-3456789",
        "bank_account_number": "000123456789",
        "bank_routing_number": "021000021",
    }
    vendor_id = await scene.a_vendor(papers=(), **secrets)
    admin = await scene.api.as_("admin")
    masked = {"tax_id": "****6789", "bank_account_number": "****6789", "bank_routing_number": "****0021"}
    for client, expected in ((admin, secrets), (scene.vendors[vendor_id], secrets), (scene.manager, masked)):
        one = await ok(client.get(f"{VENDORS}/{vendor_id}"))
        (listed,) = await ok(client.get(VENDORS))
        assert one == listed
        assert {name: one[name] for name in secrets} == expected
    await refused(scene.manager.put(f"{VENDORS}/{vendor_id}", {"tax_id": "****6789"}), 422, "invalid")
    async with scene.api.platform.engine.connect() as connection:
        rows = (await connection.execute(text("SELECT to_jsonb(v)::text FROM vendor.vendors v"))).scalars().all()
        audit = (await connection.execute(text("SELECT changes::text FROM audit.records"))).scalars().all()
        outbox = (await connection.execute(text("SELECT payload::text FROM platform.outbox"))).scalars().all()
    for secret in secrets.values():
        assert not any(secret in kept for kept in (*rows, *audit, *outbox))


async def test_a_vendor_sees_itself_and_nothing_of_others(scene: Scene) -> None:
    one, other = await scene.a_vendor(internal_notes="slow payer"), await scene.a_vendor()
    seen = scene.vendors[one]
    assert [each["id"] for each in await ok(seen.get(VENDORS))] == [one]
    assert (await ok(seen.get(f"{VENDORS}/{one}")))["internal_notes"] is None
    for path in ("", "/statistics", "/compliance/status"):
        await refused(seen.get(f"{VENDORS}/{other}{path}"), 404, "not_found")
    await refused(seen.put(f"{VENDORS}/{other}", {"city": "Reno"}), 404, "not_found")
    assert {each["vendor_id"] for each in await ok(seen.get(PAPERS))} == {one}
    await refused(seen.post(PAPERS, {"vendor_id": other, "document_type": "permit"}), 404, "not_found")


async def test_a_vendor_edits_its_profile_but_not_what_the_broker_thinks(scene: Scene) -> None:
    vendor_id = await scene.a_vendor(active=False, papers=())
    client = scene.vendors[vendor_id]
    changed = await ok(client.put(f"{VENDORS}/{vendor_id}", {"city": "Reno", "legal_name": None}))
    assert (changed["city"], changed["legal_name"], changed["state"], changed["version"]) == ("Reno", None, "CA", 2)
    await refused(client.put(f"{VENDORS}/{vendor_id}", {"is_preferred": True}), 403, "brokers_own")
    await ok(client.post(PAPERS, {"document_type": "permit"}), 201)


async def test_a_suspended_vendor_may_only_read(scene: Scene) -> None:
    vendor_id = await scene.a_vendor(papers=())
    await ok(scene.manager.patch(f"{VENDORS}/{vendor_id}/status?new_status=suspended&reason=late"))
    client = scene.vendors[vendor_id]
    assert (await ok(client.get(f"{VENDORS}/{vendor_id}")))["status_reason"] == "late"
    await refused(client.put(f"{VENDORS}/{vendor_id}", {"city": "Reno"}), 409, "vendor_read_only")
    await refused(client.post(PAPERS, {"document_type": "permit"}), 409, "vendor_read_only")


async def test_a_vendor_does_not_review_its_own_papers(scene: Scene) -> None:
    vendor_id = await scene.a_vendor(papers=())
    paper_id = await scene.a_paper(vendor_id, "business_license", approve=False)
    client = scene.vendors[vendor_id]
    await refused(client.put(f"{PAPERS}/{paper_id}", {"status": "approved"}), 403, "review_not_yours")
    corrected = await ok(client.put(f"{PAPERS}/{paper_id}", {"document_number": "77"}))
    assert (corrected["document_number"], corrected["status"]) == ("77", "pending")
    reviewed = await ok(scene.manager.put(f"{PAPERS}/{paper_id}", {"status": "rejected", "review_notes": "blurred"}))
    assert (reviewed["status"], reviewed["review_notes"], reviewed["reviewed_by"]) == (
        "rejected",
        "blurred",
        scene.manager.user_id,
    )
    await refused(client.put(f"{PAPERS}/{paper_id}", {"document_number": "78"}), 409, "document_reviewed")


@pytest.mark.parametrize("kind", ["insurance_certificate", "safety_inspection"])
async def test_an_expiring_paper_needs_its_date(scene: Scene, kind: str) -> None:
    vendor_id = await scene.a_vendor(papers=())
    problem = await refused(scene.manager.post(PAPERS, {"vendor_id": vendor_id, "document_type": kind}), 422, "invalid")
    assert [error["field"] for error in problem["errors"]] == ["expiration_date"]


async def test_every_bad_field_is_named(scene: Scene) -> None:
    bad = profile(primary_email="nobody", primary_phone="1", latitude=100, total_vehicles=-1, business_name=" ")
    problem = await refused(scene.manager.post(VENDORS, bad), 422, "invalid")
    fields = {error["field"] for error in problem["errors"]}
    assert fields == {"primary_email", "primary_phone", "latitude", "longitude", "total_vehicles", "business_name"}


async def test_filters_and_their_short_forms_agree(scene: Scene) -> None:
    one = await scene.a_vendor(papers=(), is_preferred=True, vendor_type="broker", state="nv")
    other = await scene.a_vendor(papers=(), active=False)

    async def found(query: str) -> list[int]:
        return [each["id"] for each in await ok(scene.manager.get(f"{VENDORS}?{query}"))]

    for query in ("status=active", "type=broker", "vendor_type=broker", "verified=true", "preferred=true", "state=NV"):
        assert await found(query) == [one], query
    assert await found("is_verified=false") == [other]
    assert await found("min_rating=1") == []
    assert await found("limit=1") == [other]


async def test_the_list_is_paged_newest_first(scene: Scene) -> None:
    made = [await scene.a_vendor(papers=(), active=False) for _ in range(5)]
    first = await scene.manager.get(f"{VENDORS}?limit=3&count=true")
    assert [each["id"] for each in first.json()] == made[:1:-1]
    assert first.headers["X-Total-Count"] == "5"
    following = first.headers["Link"].partition(">")[0].removeprefix("<")
    assert [each["id"] for each in await ok(scene.manager.get(following))] == [made[1], made[0]]


async def test_an_old_version_is_refused(scene: Scene) -> None:
    vendor_id = await scene.a_vendor(papers=(), active=False)
    stale = {"headers": {"If-Match": '"7"'}}
    await refused(scene.manager.put(f"{VENDORS}/{vendor_id}", {"city": "X"}, **stale), 412, "version_mismatch")
    await refused(
        scene.manager.patch(f"{VENDORS}/{vendor_id}/status?new_status=active", **stale), 412, "version_mismatch"
    )


async def test_both_prefixes_are_one(api: ApiClient) -> None:
    for prefix in ("/api/v1/vendor", "/api/v1/vendors"):
        assert (await ok(api.get(f"{prefix}/health")))["service"] == "vendors"


async def test_matching_finds_who_may_and_could_drive_the_trip(scene: Scene) -> None:
    near = await scene.a_vendor(latitude=Decimal("34.0"), longitude=Decimal("-118.2"))
    far = await scene.a_vendor(latitude=Decimal("32.7157"), longitude=Decimal("-117.1611"))
    somewhere = await scene.a_vendor()
    await scene.a_vendor(papers=("business_license",))
    await scene.a_vendor(active=False)
    await scene.a_vendor(total_vehicles=0)

    async def found(query: str) -> list[tuple[int, float | None]]:
        answer = await ok(scene.manager.get(f"{VENDORS}/matching?{query}"))
        return [(vendor["id"], vendor["distance_miles"]) for vendor in answer]

    downtown = "passengers=50&state=CA&latitude=34.0522&longitude=-118.2437"
    assert await found(downtown) == [(near, 4.4), (far, 111.5), (somewhere, None)]
    assert await found("passengers=50&state=NJ") == []
    stops = [a_stop(1, state="CA", latitude=Decimal("34.0522"), longitude=Decimal("-118.2437")), a_stop(2)]
    charter_id = await scene.a_charter(stops=stops)
    assert (await found(f"charter_id={charter_id}&limit=1")) == [(near, 4.4)]
    await refused(scene.manager.get(f"{VENDORS}/matching?charter_id=999"), 404, "not_found")
    problem = await refused(scene.manager.get(f"{VENDORS}/matching?latitude=1"), 422, "invalid")
    assert [error["field"] for error in problem["errors"]] == ["passengers", "longitude"]
    nowhere = "passengers=1&latitude=NaN&longitude=Infinity"
    await refused(scene.manager.get(f"{VENDORS}/matching?{nowhere}"), 422, "invalid")
    await refused(scene.manager.get(f"{VENDORS}?min_rating=NaN"), 422, "invalid")


@pytest.mark.parametrize("key", ['["x"]', "[1,2]", "[]", "[1.5]", "7", "rubbish"])
async def test_a_cursor_that_no_page_gave_out_is_refused(scene: Scene, key: str) -> None:
    cursor = base64.urlsafe_b64encode(key.encode()).decode().rstrip("=")
    await refused(scene.manager.get(f"{VENDORS}?cursor={cursor}"), 400, "bad_cursor")
