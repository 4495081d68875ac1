"""Clients over HTTP."""

from __future__ import annotations

from sqlalchemy import text

from tests.api_client import ApiClient

CLIENTS = "/api/v1/clients"
ACME = {"company_name": "Acme", "client_type": "corporate", "email": "office@acme.example", "phone": "212 555 0123"}


async def test_a_client_is_created_found_and_changed(api: ApiClient) -> None:
    agent = await api.as_("agent")
    made = await agent.post(CLIENTS, ACME)
    assert made.status_code == 201, made.text
    assert made.json()["phone"] == "+12125550123"
    for q in ("acm", "OFFICE@", "5550123"):
        assert [client["id"] for client in (await agent.get(f"{CLIENTS}?q={q}")).json()] == [made.json()["id"]]
    assert (await agent.get(f"{CLIENTS}?q=%25")).json() == []
    changed = await agent.put(f"{CLIENTS}/{made.json()['id']}", {"city": "Boston", "phone": None})
    assert (changed.json()["city"], changed.json()["phone"], changed.json()["version"]) == ("Boston", None, 2)
    assert (await agent.get(f"{CLIENTS}/{made.json()['id']}")).json() == changed.json()


async def test_a_taken_address_is_refused_in_any_case(api: ApiClient) -> None:
    agent = await api.as_("agent")
    await agent.post(CLIENTS, ACME)
    again = await agent.post(CLIENTS, {**ACME, "email": "Office@ACME.example"})
    assert (again.status_code, again.json()["code"]) == (409, "client_email_taken")


async def test_another_client_is_not_there_and_the_offices_notes_are_not_shown(api: ApiClient) -> None:
    agent = await api.as_("agent")
    own = (await agent.post(CLIENTS, {**ACME, "notes": "pays late"})).json()["id"]
    other = (await agent.post(CLIENTS, {"last_name": "Stone"})).json()["id"]
    client = await api.as_("client", client_id=own)
    assert (await client.get(f"{CLIENTS}/{own}")).json()["notes"] is None
    for method, path in (
        ("GET", f"{CLIENTS}/{other}"),
        ("PUT", f"{CLIENTS}/{other}"),
        ("GET", f"{CLIENTS}/{other}/charters"),
    ):
        answer = await client.request(method, path, json={} if method == "PUT" else None)
        assert answer.status_code == 404
    assert (await client.put(f"{CLIENTS}/{own}", {"city": "Boston"})).status_code == 200
    refused = await client.put(f"{CLIENTS}/{own}", {"payment_terms": "net_30"})
    assert (refused.status_code, refused.json()["code"]) == (403, "field_not_yours")
    assert (await client.get(CLIENTS)).status_code == 403
    assert (await client.get(f"{CLIENTS}/{own}/charters")).json() == []


async def test_the_search_by_contact_prefers_the_address_and_the_oldest(api: ApiClient) -> None:
    agent = await api.as_("agent")
    first = (await agent.post(CLIENTS, {"last_name": "One", "phone": "212 555 0123"})).json()["id"]
    second = (await agent.post(CLIENTS, ACME)).json()["id"]
    async with api.platform.unit_of_work(agent.actor) as work:

        async def found(email: str | None, phone: str | None) -> int | None:
            client = await work.clients.by_contact(email, phone)
            return client.id if client else None

        assert await found("office@acme.example", "+12125550123") == second
        assert await found(None, "+12125550123") == first
        assert await found("nobody@acme.example", "+12125550123") == first
        assert await found("nobody@acme.example", None) is None
        assert await found(None, None) is None


async def test_every_change_is_in_the_audit(api: ApiClient) -> None:
    agent = await api.as_("agent")
    client_id = (await agent.post(CLIENTS, ACME)).json()["id"]
    await agent.put(f"{CLIENTS}/{client_id}", {"city": "Boston"})
    async with api.platform.engine.connect() as connection:
        query = text("SELECT action FROM audit.records WHERE entity_type = 'client' AND entity_id = :id ORDER BY id")
        assert list((await connection.execute(query, {"id": client_id})).scalars()) == ["insert", "update"]


async def test_only_an_agent_or_manager_who_is_not_disabled_looks_after_a_client(api: ApiClient) -> None:
    admin, agent = await api.as_("admin"), await api.as_("agent")
    users = "/api/v1/auth/users"
    user = {"full_name": "Nora Nash", "email": "nora@example.com", "role": "agent", "password": "a long enough one"}
    nora = (await admin.post(users, user)).json()["id"]
    client = (await agent.post(CLIENTS, ACME | {"assigned_agent_id": nora})).json()
    path = f"{CLIENTS}/{client['id']}"
    assert client["assigned_agent_id"] == nora
    assert (await admin.patch(f"{users}/{nora}/status?new_status=disabled")).status_code == 200
    for nobody in (nora, admin.actor.user_id, 999_999, 0, -1):
        made = await agent.post(CLIENTS, {"last_name": "Stone", "assigned_agent_id": nobody})
        assert (made.status_code, made.json()["errors"][0]["field"]) == (422, "assigned_agent_id")
    assert (await agent.put(path, {"assigned_agent_id": 999_999})).status_code == 422
    kept = await agent.put(path, {"assigned_agent_id": nora, "city": "Boston"})
    assert (kept.status_code, kept.json()["assigned_agent_id"]) == (200, nora)
    assert (await agent.put(path, {"assigned_agent_id": None})).json()["assigned_agent_id"] is None
    own = await api.as_("client", client_id=client["id"])
    assert (await own.put(path, {"assigned_agent_id": 999_999})).status_code == 403
