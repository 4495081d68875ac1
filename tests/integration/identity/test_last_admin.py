"""The platform keeps an active admin, also when two admins go for each other at the same moment."""

from __future__ import annotations

import asyncio

from tests.api_client import ApiClient

USERS = "/api/v1/auth/users"


async def test_of_two_admins_who_disable_each_other_one_stays(api: ApiClient) -> None:
    first, second = await api.as_("admin"), await api.as_("admin")
    answers = await asyncio.gather(
        first.patch(f"{USERS}/{second.user_id}/status?new_status=disabled"),
        second.put(f"{USERS}/{first.user_id}", {"role": "agent"}),
    )
    assert sorted(answer.status_code for answer in answers) in ([200, 409], [200, 401], [200, 403])
    left = [admin for admin in (first, second) if (await admin.get(USERS)).status_code == 200]
    assert len(left) == 1


async def test_the_last_admin_is_told_to_make_another_first(api: ApiClient) -> None:
    admin = await api.as_("admin")
    refused = await admin.patch(f"{USERS}/{admin.user_id}/status?new_status=disabled")
    assert (refused.status_code, refused.json()["code"]) == (409, "last_admin")
    other = await api.as_("admin")
    assert (await admin.patch(f"{USERS}/{admin.user_id}/status?new_status=disabled")).status_code == 200
    assert (await other.get(USERS)).status_code == 200


async def test_refreshing_and_disabling_at_once_never_wait_for_each_other(api: ApiClient) -> None:
    admin = await api.as_("admin")
    body = {"email": "ann@example.com", "full_name": "Ann", "role": "agent", "password": "a password of a test"}
    user_id = (await admin.post(USERS, body)).json()["id"]
    for _ in range(3):
        pair = (await api.post("/api/v1/auth/login", {"email": body["email"], "password": body["password"]})).json()
        refreshed, disabled = await asyncio.gather(
            api.post("/api/v1/auth/refresh", {"refresh_token": pair["refresh_token"]}),
            admin.patch(f"{USERS}/{user_id}/status?new_status=disabled"),
        )
        assert (refreshed.status_code in (200, 401), disabled.status_code) == (True, 200)
        assert (await admin.patch(f"{USERS}/{user_id}/status?new_status=active")).status_code == 200
