"""Leads that are merged, over HTTP and at once; and floods of leads of one address."""

from __future__ import annotations

import asyncio
import re

from sqlalchemy import text

from coachway.adapters.postgres.sales.alike import OPEN_ALIKE
from coachway.domain.kernel.actor import SYSTEM
from coachway.domain.sales.model import MOST_DUPLICATES, Contact
from tests.api_client import ApiClient
from tests.integration.sales.office import LEADS, open_office
from tests.statements import statements_sent


async def test_a_merged_lead_is_read_on_and_written_to_no_more(api: ApiClient) -> None:
    office = await open_office(api, {})
    kept = await office.take(email="ann@example.com")
    gone = await office.take(email="ann@example.com", phone="212 555 0123")
    await office.manager.post(f"{LEADS}/{gone['id']}/activities", {"activity_type": "call", "details": "She rang"})
    before = await office.rule_of(office.ids[0])
    path, body = f"{LEADS}/{kept['id']}/merge", {"duplicate_lead_id": gone["id"]}
    assert (await office.agents[0].post(path, body)).status_code == 403
    merged = await office.manager.post(path, body, headers={"Idempotency-Key": "merge"})
    assert merged.status_code == 200, merged.text
    assert (merged.json()["phone"], merged.json()["status"]) == ("+12125550123", "contacted")
    assert merged.json()["duplicate_lead_ids"] == [gone["id"]]
    ended = await office.lead(gone["id"])
    assert (ended["status"], ended["merged_into_lead_id"]) == ("dead", kept["id"])
    log = (await office.manager.get(f"{LEADS}/{kept['id']}/activities")).json()
    assert {(entry["lead_id"], entry["details"]) for entry in log} >= {(gone["id"], "She rang")}
    assert (await office.manager.post(path, body, headers={"Idempotency-Key": "merge"})).json() == merged.json()
    for method, where, sent in (
        ("POST", path, body),
        ("PUT", f"{LEADS}/{gone['id']}", {"trip_details": "No"}),
        ("POST", f"{LEADS}/{gone['id']}/convert", {}),
        ("POST", f"{LEADS}/{gone['id']}/activities", {"activity_type": "note"}),
        ("POST", f"{LEADS}/{gone['id']}/assign", {"agent_id": office.manager.user_id}),
    ):
        refused = await office.manager.request(method, where, json=sent)
        assert (refused.status_code, refused.json()["code"]) == (409, "lead_merged")
        assert refused.json()["lead_id"] == kept["id"]
    assert await office.rule_of(office.ids[0]) == before


async def test_of_merges_in_opposite_directions_one_wins(api: ApiClient) -> None:
    office = await open_office(api, {})
    pairs = [(await office.take(), await office.take()) for _ in range(6)]
    one_way = [office.manager.post(f"{LEADS}/{a['id']}/merge", {"duplicate_lead_id": b["id"]}) for a, b in pairs]
    other_way = [office.manager.post(f"{LEADS}/{b['id']}/merge", {"duplicate_lead_id": a["id"]}) for a, b in pairs]
    changing = [office.manager.put(f"{LEADS}/{b['id']}", {"email": f"new{b['id']}@example.com"}) for _, b in pairs]
    answers = await asyncio.gather(*one_way, *other_way, *changing)
    assert {answer.status_code for answer in answers} <= {200, 409}
    for (a, b), this, that in zip(pairs, answers[:6], answers[6:12], strict=True):
        assert sorted((this.status_code, that.status_code)) == [200, 409]
        kept, gone = (a, b) if this.status_code == 200 else (b, a)
        assert (await office.lead(gone["id"]))["merged_into_lead_id"] == kept["id"]
        assert (await office.lead(kept["id"]))["status"] == "new"


async def test_a_flood_of_one_address_makes_no_further_lead_dearer(api: ApiClient) -> None:
    office = await open_office(api, {})
    engine = api.platform.engine
    async with engine.begin() as connection:
        await connection.execute(
            text(
                "INSERT INTO sales.leads (first_name, last_name, email, phone, status, source, duplicate_lead_ids,"
                " assigned_to_agent_id, created_at, updated_at, version) SELECT 'Flood', '', 'flood@example.com',"
                " '+12125550123', 'new', 'web', :seen, 1, now(), now(), 1 FROM generate_series(1, 20000)"
            ),
            {"seen": list(range(-MOST_DUPLICATES, 0))},  # as many as a lead shows
        )
        await connection.execute(text("ANALYZE sales.leads"))
        wanted = {"emails": ["flood@example.com"], "phones": ["+12125550123"]}
        explained = f"EXPLAIN (ANALYZE, BUFFERS, TIMING OFF) SELECT id FROM sales.leads WHERE {OPEN_ALIKE}"
        plan = "\n".join((await connection.execute(text(explained), wanted)).scalars())
        quiet = {"emails": ["zoe@example.com"], "phones": ["+19995550123"]}
        plan_of_another = "\n".join((await connection.execute(text(explained), quiet)).scalars())
    for each in (plan, plan_of_another):
        assert "leads_open_email_id_idx" in each, each
        assert "leads_open_phone_id_idx" in each, each
        assert "Seq Scan" not in each, each
        assert max(int(rows) for rows in re.findall(r"actual rows=(\d+)", each)) <= 2 * MOST_DUPLICATES, each
        assert "Rows Removed" not in each, each
    async with api.platform.unit_of_work(SYSTEM) as work:
        person = Contact("", email="flood@example.com", phone="+12125550123")
        assert len(await work.leads.open_like([person])) == MOST_DUPLICATES
        assert len(await work.lead_batches.open_like_any([person])) == MOST_DUPLICATES
    with statements_sent(engine) as sent:
        lead = await office.take(email="flood@example.com")
    assert len(lead["duplicate_lead_ids"]) == MOST_DUPLICATES
    assert [statement for statement in sent if "UPDATE sales.leads" in statement] == []


async def test_a_changed_address_finds_its_duplicates_also_at_once(api: ApiClient) -> None:
    office = await open_office(api, {})
    leads = [await office.take() for _ in range(5)]
    changed = await asyncio.gather(
        *(office.manager.put(f"{LEADS}/{lead['id']}", {"email": "Same@Example.com"}) for lead in leads)
    )
    assert {answer.status_code for answer in changed} == {200}
    ids = {lead["id"] for lead in leads}
    for lead in leads:
        assert set((await office.lead(lead["id"]))["duplicate_lead_ids"]) == ids - {lead["id"]}


async def test_who_did_it_must_be_an_agent_or_manager_who_is_there(api: ApiClient) -> None:
    office = await open_office(api, {})
    path = f"{LEADS}/{(await office.take())['id']}/activities"
    admin = await api.as_("admin")
    client = await api.as_("client", client_id=1)
    for nobody in (999_999, client.user_id):
        refused = await admin.post(path, {"activity_type": "note", "performed_by": nobody})
        assert refused.status_code == 422
        assert [each["field"] for each in refused.json()["errors"]] == ["performed_by"]
    own = await admin.post(path, {"activity_type": "note", "performed_by": admin.user_id})
    assert own.json()["performed_by"] == admin.user_id
