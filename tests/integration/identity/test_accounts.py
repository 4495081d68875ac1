"""Logins of clients and vendors from their records, and the token of one's calendar."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from coachway.entrypoints.bootstrap import Platform
from tests.api_client import ApiClient
from tests.integration.vendors.scene import profile

AUTH = "/api/v1/auth"
CLIENT = {"client_type": "corporate", "company_name": "Acme School Trips", "email": "Trips@acme.example"}


async def a_client(admin: ApiClient) -> int:
    return int((await admin.post("/api/v1/clients", CLIENT)).json()["id"])


async def a_vendor(admin: ApiClient) -> int:
    return int((await admin.post("/api/v1/vendor/vendors", profile())).json()["id"])


async def test_a_clients_login_is_named_and_reached_as_the_record_says(api: ApiClient) -> None:
    admin = await api.as_("admin")
    made = await admin.post(f"{AUTH}/users", {"role": "client", "client_id": await a_client(admin)})
    assert made.status_code == 201, made.text
    user = made.json()
    assert (user["email"], user["full_name"], user["status"]) == ("trips@acme.example", "Acme School Trips", "pending")


async def test_a_vendors_login_is_named_and_reached_as_the_record_says_unless_told_otherwise(api: ApiClient) -> None:
    admin = await api.as_("admin")
    body = {"role": "vendor", "vendor_id": await a_vendor(admin), "full_name": "Dispatch"}
    user = (await admin.post(f"{AUTH}/users", body)).json()
    assert (user["email"], user["full_name"]) == (profile()["primary_email"], "Dispatch")


@pytest.mark.parametrize("field", ["client_id", "vendor_id"])
async def test_a_login_for_a_record_that_does_not_exist_is_refused_naming_the_field(api: ApiClient, field: str) -> None:
    admin = await api.as_("admin")
    body = {"role": field.removesuffix("_id"), field: 4711, "email": "no address", "full_name": "Ann"}
    refused = await admin.post(f"{AUTH}/users", body)
    assert refused.status_code == 422
    assert {error["field"] for error in refused.json()["errors"]} == {"email", field}


async def test_a_user_cannot_be_moved_to_a_record_that_does_not_exist(api: ApiClient) -> None:
    admin = await api.as_("admin")
    made = (await admin.post(f"{AUTH}/users", {"role": "client", "client_id": await a_client(admin)})).json()
    refused = await admin.put(f"{AUTH}/users/{made['id']}", {"client_id": 4711})
    assert [error["field"] for error in refused.json()["errors"]] == ["client_id"]
    swapped = await admin.put(f"{AUTH}/users/{made['id']}", {"role": "vendor", "vendor_id": 4711, "client_id": None})
    assert [error["field"] for error in swapped.json()["errors"]] == ["vendor_id"]
    body = {"role": "vendor", "vendor_id": await a_vendor(admin), "client_id": None}
    moved = await admin.put(f"{AUTH}/users/{made['id']}", body)
    assert (moved.status_code, moved.json()["vendor_id"]) == (200, body["vendor_id"])


@pytest.mark.parametrize("ending", ["rejected", "banned"])
async def test_nobody_signs_in_for_a_vendor_who_was_turned_away(api: ApiClient, ending: str) -> None:
    admin = await api.as_("admin")
    vendor_id, users = await a_vendor(admin), f"{AUTH}/users"
    body = {"role": "vendor", "vendor_id": vendor_id, "password": "a password of a test"}
    user_id = (await admin.post(users, body)).json()["id"]
    agent = await admin.post(users, {"role": "agent", "email": "ann@example.com", "full_name": "Ann"})
    await admin.patch(f"{users}/{user_id}/status?new_status=disabled")
    await admin.patch(f"/api/v1/vendor/vendors/{vendor_id}/status?new_status={ending}")
    moved = {"role": "vendor", "vendor_id": vendor_id}
    for refused in (
        await admin.patch(f"{users}/{user_id}/status?new_status=active"),
        await admin.post(users, body | {"email": "another@example.com"}),
        await admin.put(f"{users}/{agent.json()['id']}", moved),
    ):
        assert (refused.status_code, refused.json()["code"]) == (409, "vendor_turned_away")
    assert (await admin.put(f"{users}/{user_id}", {"full_name": "Was here"})).status_code == 200
    assert (await admin.patch(f"{users}/{user_id}/status?new_status=disabled")).status_code == 200


async def test_staff_need_an_address_and_a_name_of_their_own(api: ApiClient) -> None:
    refused = await (await api.as_("admin")).post(f"{AUTH}/users", {"role": "agent"})
    assert {error["field"] for error in refused.json()["errors"]} == {"email", "full_name"}


async def test_everybody_has_a_calendar_token_that_only_they_see_and_can_renew(
    api: ApiClient, platform: Platform
) -> None:
    agent, admin = await api.as_("agent"), await api.as_("admin")
    before = (await agent.get(f"{AUTH}/me")).json()
    assert len(before["calendar_token"]) >= 43
    assert "calendar_token" not in (await admin.get(f"{AUTH}/users/{agent.user_id}")).json()
    renewed = await agent.post(f"{AUTH}/me/calendar-token", headers={"If-Match": f'"{before["version"]}"'})
    assert renewed.status_code == 200
    assert renewed.json() == (await agent.get(f"{AUTH}/me")).json()
    late = await agent.post(f"{AUTH}/me/calendar-token", headers={"If-Match": f'"{before["version"]}"'})
    assert late.status_code == 412
    async with platform.reading() as reads:
        old = await reads.identity.bearer_of_calendar_token(platform.tokens.hash(before["calendar_token"]))
        new = await reads.identity.bearer_of_calendar_token(platform.tokens.hash(renewed.json()["calendar_token"]))
    assert old is None
    assert new is not None
    assert new.user_id == agent.user_id
    async with platform.engine.connect() as connection:
        kept = (await connection.execute(text("SELECT string_agg(t::text, '') FROM identity.users t"))).scalar_one()
    assert renewed.json()["calendar_token"] not in kept


async def test_a_disabled_users_calendar_token_opens_nothing(api: ApiClient, platform: Platform) -> None:
    agent, admin = await api.as_("agent"), await api.as_("admin")
    token = (await agent.get(f"{AUTH}/me")).json()["calendar_token"]
    await admin.patch(f"{AUTH}/users/{agent.user_id}/status?new_status=disabled")
    async with platform.reading() as reads:
        assert await reads.identity.bearer_of_calendar_token(platform.tokens.hash(token)) is None
