"""HEAD is GET without its body, and every path tells all its methods."""

from __future__ import annotations

import pytest

from tests.api_client import ApiClient

USERS = "/api/v1/auth/users"


async def test_head_answers_as_get_does_without_a_body(api: ApiClient) -> None:
    admin = await api.as_("admin")
    for path in (f"{USERS}?count=true", f"{USERS}/{admin.user_id}", "/livez", "/docs", "/api/v1/changes/audit/export"):
        got, head = await admin.get(path), await admin.request("HEAD", path)
        assert (head.status_code, head.content) == (200, b"")
        for name in ("content-type", "etag", "x-total-count"):
            assert head.headers.get(name) == got.headers.get(name)


async def test_head_is_refused_as_get_is(api: ApiClient) -> None:
    agent = await api.as_("agent")
    for who, path, status in ((api, USERS, 401), (agent, USERS, 403), (agent, "/api/v1/sales/leads/7", 404)):
        answer = await who.request("HEAD", path)
        assert (answer.status_code, answer.content) == (status, b"")


async def test_a_path_without_get_has_no_head(api: ApiClient) -> None:
    answer = await api.request("HEAD", "/api/v1/auth/login")
    assert (answer.status_code, answer.headers["allow"]) == (405, "OPTIONS, POST")


@pytest.mark.parametrize(
    ("path", "methods"),
    [
        (USERS, "GET, HEAD, OPTIONS, POST"),
        (f"{USERS}/7", "GET, HEAD, OPTIONS, PUT"),
        ("/api/v1/vendors/bids/7", "GET, HEAD, OPTIONS, PUT"),
        ("/api/v1/auth/login", "OPTIONS, POST"),
        ("/livez", "GET, HEAD, OPTIONS"),
    ],
)
async def test_every_method_of_a_path_is_told(api: ApiClient, path: str, methods: str) -> None:
    asked, refused = await api.request("OPTIONS", path), await api.request("TRACE", path)
    assert (asked.status_code, asked.headers.get_list("allow")) == (204, [methods])
    assert (refused.status_code, refused.headers.get_list("allow")) == (405, [methods])
