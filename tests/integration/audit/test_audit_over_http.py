"""Reading, exporting and verifying the audit over HTTP."""

from __future__ import annotations

import json

from tests.api_client import ApiClient
from tests.fakes.clock import SteerableClock

AUDIT = "/api/v1/changes/audit"
USERS = "/api/v1/auth/users"


async def a_user(admin: ApiClient, name: str) -> int:
    made = await admin.post(USERS, {"email": f"{name}@example.com", "full_name": name, "role": "agent"})
    return int(made.json()["id"])


async def test_records_are_sealed_by_verifying_and_then_carry_their_hashes(api: ApiClient) -> None:
    admin = await api.as_("admin")
    user_id = await a_user(admin, "ann")
    wanted = {"entity_type": "user", "entity_id": user_id}
    (record,) = (await admin.get(AUDIT, params=wanted)).json()
    assert (record["context"], record["action"], record["actor_id"]) == ("identity", "insert", admin.user_id)
    assert record["hash"] is None
    verified = (await admin.get(f"{AUDIT}/verify")).json()
    assert (verified["valid"], verified["first_invalid_id"]) == (True, None)
    (record,) = (await admin.get(AUDIT, params=wanted)).json()
    assert len(record["hash"]) == len(record["previous_hash"]) == 64


async def test_filters_narrow_and_pages_run_newest_first(api: ApiClient, clock: SteerableClock) -> None:
    admin = await api.as_("admin")
    first = await a_user(admin, "ann")
    clock.advance(days=1)
    second = await a_user(admin, "bob")
    await admin.put(f"{USERS}/{second}", {"full_name": "Bob B."})

    async def found(**filters: object) -> list[tuple[int, str]]:
        params = {"entity_type": "user", "actor_id": admin.user_id} | filters
        answer = await admin.get(AUDIT, params=params)
        assert answer.status_code == 200, answer.text
        return [(record["entity_id"], record["action"]) for record in answer.json()]

    everything = [(second, "update"), (second, "insert"), (first, "insert")]
    assert await found() == everything
    assert await found(action="update") == everything[:1]
    assert await found(entity_id=first) == await found(to="2026-03-02") == everything[2:]
    assert await found(**{"from": "2026-03-03"}) == everything[:2]
    assert await found(**{"from": clock.now().isoformat()}) == everything[:2]
    assert await found(to=clock.now().isoformat()) == everything
    assert await found(actor_id=999) == await found(context="sales") == []
    page = await admin.get(AUDIT, params={"entity_type": "user", "actor": admin.user_id, "limit": 2})
    assert len(page.json()) == 2
    assert 'rel="next"' in page.headers["Link"]
    bad = await admin.get(AUDIT, params={"from": "yesterday"})
    assert (bad.status_code, bad.json()["errors"][0]["field"]) == (422, "from")


async def test_the_export_has_every_record_a_line_oldest_first(api: ApiClient) -> None:
    admin = await api.as_("admin")
    for name in ("ann", "bob", "cyd"):
        await a_user(admin, name)
    answer = await admin.get(f"{AUDIT}/export", params={"entity_type": "user"})
    assert answer.headers["content-type"].startswith("application/x-ndjson")
    records = [json.loads(line) for line in answer.text.splitlines()]
    assert [record["id"] for record in records] == sorted(record["id"] for record in records)
    assert len(records) == len((await admin.get(AUDIT, params={"entity_type": "user"})).json())


async def test_nobody_but_an_admin_reads_the_audit(api: ApiClient) -> None:
    for role in ("manager", "agent", "service", "client", "vendor"):
        client = await api.as_(role)
        for path in (AUDIT, f"{AUDIT}/verify", f"{AUDIT}/export"):
            assert (await client.get(path)).status_code == 403
