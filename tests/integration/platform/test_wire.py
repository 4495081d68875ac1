"""What every client meets everywhere: strict bodies, problem documents, request ids, retries, versions, pages."""

from __future__ import annotations

from dataclasses import replace

import pytest

from coachway.entrypoints.bootstrap import build_platform
from coachway.entrypoints.settings import Settings
from tests.api_client import ApiClient, open_api

USERS = "/api/v1/auth/users"
NEW = {"email": "ann@example.com", "full_name": "Ann Agent", "role": "agent"}


async def test_every_error_is_a_problem_document_the_frameworks_own_included(api: ApiClient) -> None:
    for method, path, status, code in [
        ("GET", "/nowhere", 404, "not_found"),
        ("DELETE", "/livez", 405, "method_not_allowed"),
        ("GET", "/api/v1/auth/me", 401, "not_authenticated"),
    ]:
        answer = await api.request(method, path)
        assert answer.status_code == status
        assert answer.headers["content-type"] == "application/problem+json"
        problem = answer.json()
        assert (problem["status"], problem["code"], problem["instance"]) == (status, code, path)
        assert problem["request_id"] == answer.headers["x-request-id"]


async def test_an_empty_body_is_no_json(api: ApiClient) -> None:
    admin = await api.as_("admin")
    answer = await admin.request("POST", USERS, headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (400, "not_json")


async def test_a_request_id_is_taken_over_when_it_is_harmless(api: ApiClient) -> None:
    assert (await api.get("/livez", headers={"X-Request-ID": "abc-1"})).headers["x-request-id"] == "abc-1"
    assert (await api.get("/livez", headers={"X-Request-ID": "a b\tc"})).headers["x-request-id"] != "a b\tc"


async def test_all_bad_fields_are_named_at_once(api: ApiClient) -> None:
    admin = await api.as_("admin")
    answer = await admin.post(USERS, {"email": 7, "role": "king", "shoe_size": 43})
    assert answer.status_code == 422
    assert {error["field"] for error in answer.json()["errors"]} == {"email", "role", "shoe_size"}
    answer = await admin.post("/api/v1/auth/api-keys", {"name": 7, "shoe_size": 43})
    assert {error["field"] for error in answer.json()["errors"]} == {"name", "scopes", "shoe_size"}


async def test_a_body_that_is_not_json_is_400_and_another_content_type_415(api: ApiClient) -> None:
    admin = await api.as_("admin")
    broken = await admin.post(USERS, content=b"{", headers={"Content-Type": "application/json"})
    assert (broken.status_code, broken.json()["code"]) == (400, "not_json")
    form = await admin.post(USERS, content=b"a=b", headers={"Content-Type": "application/x-www-form-urlencoded"})
    assert (form.status_code, form.json()["code"]) == (415, "unsupported_media_type")


async def test_a_body_that_is_too_large_is_413(api: ApiClient) -> None:
    admin = await api.as_("admin")
    answer = await admin.post(USERS, {**NEW, "full_name": "x" * 1_100_000})
    assert answer.status_code == 413


async def test_a_role_that_may_never_do_this_is_403(api: ApiClient) -> None:
    agent = await api.as_("agent")
    assert (await agent.get(USERS)).status_code == 403


async def test_bad_query_parameters_are_named(api: ApiClient) -> None:
    admin = await api.as_("admin")
    answer = await admin.get(f"{USERS}?limit=0")
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == ["limit"]
    assert (await admin.get(f"{USERS}?cursor=nonsense")).json()["code"] == "bad_cursor"


async def test_an_id_in_the_query_that_nothing_can_have_is_named(api: ApiClient) -> None:
    admin = await api.as_("admin")
    answer = await admin.get(f"/api/v1/changes/audit/export?entity_id={2**70}")
    assert (answer.status_code, [error["field"] for error in answer.json()["errors"]]) == (422, ["entity_id"])


async def test_an_update_on_an_old_version_is_412_and_changes_nothing(api: ApiClient) -> None:
    admin = await api.as_("admin")
    made = await admin.post(USERS, NEW)
    assert made.status_code == 201, made.text
    path, tag = f"{USERS}/{made.json()['id']}", made.headers["etag"]
    assert (await admin.put(path, {"full_name": "Ann B."}, headers={"If-Match": tag})).status_code == 200
    late = await admin.put(path, {"full_name": "Ann C."}, headers={"If-Match": tag})
    assert (late.status_code, late.json()["code"]) == (412, "version_mismatch")
    assert (await admin.get(path)).json()["full_name"] == "Ann B."
    assert (await admin.put(path, {"full_name": "x"}, headers={"If-Match": "seven"})).status_code == 400


async def test_pages_follow_the_link_header_newest_first(api: ApiClient) -> None:
    admin = await api.as_("admin")
    for number in range(5):
        await admin.post(USERS, {**NEW, "email": f"a{number}@example.com"})
    path, seen = f"{USERS}?limit=2&count=true", []
    while path:
        answer = await admin.get(path)
        assert answer.headers["x-total-count"] == "6"
        seen += [user["id"] for user in answer.json()]
        path = answer.links.get("next", {}).get("url", "")
    assert seen == sorted(seen, reverse=True)
    assert len(seen) == 6


async def test_a_taken_address_is_409(api: ApiClient) -> None:
    admin = await api.as_("admin")
    await admin.post(USERS, NEW)
    again = await admin.post(USERS, {**NEW, "email": "ANN@example.com"})
    assert (again.status_code, again.json()["code"]) == (409, "email_taken")


async def test_health_names_each_dependency(api: ApiClient) -> None:
    answer = await api.get("/health")
    assert answer.status_code == 200
    assert set(answer.json()["dependencies"]) == {"database", "broker", "cache"}
    context = await api.get("/api/v1/auth/health")
    assert (context.json()["status"], context.json()["service"]) == ("healthy", "identity")


async def test_the_docs_page_and_the_schema_are_open_to_all(api: ApiClient) -> None:
    schema = await api.get("/openapi.json")
    assert schema.json()["openapi"].startswith("3.1")
    page = await api.get("/docs")
    assert page.headers["content-type"].startswith("text/html")
    assert "//cdn" not in page.text


async def test_the_type_of_a_problem_leads_to_its_line_on_the_docs_page(api: ApiClient) -> None:
    kind = (await api.get("/nowhere")).json()["type"]
    address, _, fragment = kind.partition("#")
    page = await api.get(address)
    assert page.status_code == 200
    assert f'id="{fragment}"' in page.text


async def test_headers_without_measure_are_400(api: ApiClient) -> None:
    answer = await api.get("/livez", headers={"X-Padding": "x" * 20_000})
    assert (answer.status_code, answer.json()["code"]) == (400, "headers_too_large")


async def test_json_of_endless_depth_is_400(api: ApiClient) -> None:
    admin = await api.as_("admin")
    deep = b'{"email": ' + b"[" * 200_000 + b"]" * 200_000 + b"}"
    answer = await admin.post(USERS, content=deep, headers={"Content-Type": "application/json"})
    assert answer.status_code in (400, 422)


async def test_no_web_origin_may_call_unless_configured(api: ApiClient, settings: Settings) -> None:
    asking = {"Origin": "https://broker.example", "Access-Control-Request-Method": "GET"}
    refused = await api.request("OPTIONS", USERS, headers=asking)
    assert "access-control-allow-origin" not in refused.headers
    platform = build_platform(replace(settings, cors_origins="https://broker.example"))
    async with open_api(platform) as open_to_one:
        allowed = await open_to_one.request("OPTIONS", USERS, headers=asking)
        assert allowed.headers["access-control-allow-origin"] == "https://broker.example"
        stranger = await open_to_one.request("OPTIONS", USERS, headers=asking | {"Origin": "https://evil.example"})
        assert "access-control-allow-origin" not in stranger.headers
    await platform.close()


async def test_anybody_may_ask_for_the_methods_of_a_path(api: ApiClient) -> None:
    for path in (USERS, "/livez", "/api/v1/charters/quote/a-token/accept"):
        answer = await api.request("OPTIONS", path)
        assert (answer.status_code, "Allow" in answer.headers) == (204, True)


async def test_answers_carry_security_headers(api: ApiClient) -> None:
    answer = await api.get("/docs")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["x-frame-options"] == "DENY"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert "default-src 'none'" in answer.headers["content-security-policy"]


@pytest.mark.parametrize("moment", ["9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59Z"])
async def test_a_moment_that_is_in_no_year_of_ours_everywhere_is_named(api: ApiClient, moment: str) -> None:
    admin = await api.as_("admin")
    answer = await admin.post("/api/v1/auth/api-keys", {"name": "k", "scopes": ["sales"], "expires_at": moment})
    assert (answer.status_code, [error["field"] for error in answer.json()["errors"]]) == (422, ["expires_at"])


async def test_a_text_beyond_all_measure_is_named(api: ApiClient) -> None:
    admin, endless = await api.as_("admin"), "x" * 20_001
    paper = {"vendor_id": 1, "document_type": "business_license", "file_url": endless, "file_type": endless}
    answer = await admin.post("/api/v1/vendor/compliance", paper)
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == ["file_url", "file_type"]


@pytest.mark.parametrize("field", [{"requested_by": 0}, {"requested_by_name": "x" * 201}])
async def test_a_named_person_has_an_id_and_a_name_that_a_person_could_have(
    api: ApiClient, field: dict[str, object]
) -> None:
    admin = await api.as_("admin")
    case = {"charter_id": 1, "change_type": "other", "title": "More people"} | field
    answer = await admin.post("/api/v1/changes/cases", case)
    assert (answer.status_code, [error["field"] for error in answer.json()["errors"]]) == (422, list(field))
