"""What is sent in a query: every bad value is named as it was sent, and a cursor leads on in its own list only."""

from __future__ import annotations

import pytest

from tests.api_client import ApiClient

API = "/api/v1"
USERS, AUDIT = f"{API}/auth/users", f"{API}/changes/audit"
BEYOND_64_BITS = ["9223372036854775808", "-" + "9" * 30, "9" * 5000]


@pytest.mark.parametrize("value", BEYOND_64_BITS, ids=["a little", "below", "endless"])
@pytest.mark.parametrize(
    ("path", "name"),
    [(AUDIT, "entity_id"), (f"{API}/vendor/bids", "charter_id"), (f"{API}/charters/recurring", "instance_count")],
)
async def test_an_integer_beyond_64_bits_is_named(api: ApiClient, path: str, name: str, value: str) -> None:
    admin = await api.as_("admin")
    method = "POST" if path.endswith("recurring") else "GET"
    answer = await admin.request(method, f"{path}?{name}={value}")
    assert answer.status_code == 422
    assert name in [error["field"] for error in answer.json()["errors"]]


async def test_the_largest_id_is_an_id_like_any_other(api: ApiClient) -> None:
    admin = await api.as_("admin")
    for value in (2**63 - 1, -(2**63 - 1)):
        assert (await admin.get(f"{AUDIT}?entity_id={value}")).json() == []


async def test_long_digits_are_text_where_text_is_asked_for(api: ApiClient) -> None:
    admin = await api.as_("admin")
    assert (await admin.get(f"{USERS}?q={'9' * 5000}")).json() == []


@pytest.mark.parametrize("where", [f"{USERS}?q", f"{API}/vendor/compliance?type", f"{AUDIT}?context"])
async def test_a_null_character_is_named(api: ApiClient, where: str) -> None:
    admin = await api.as_("admin")
    answer = await admin.get(f"{where}=a%00b")
    assert (answer.status_code, [each["field"] for each in answer.json()["errors"]]) == (422, [where.split("?")[1]])


@pytest.mark.parametrize(
    "where", [f"{API}/vendor/vendors?type", f"{API}/changes/cases?type", f"{API}/pricing/pricing-rules?scope"]
)
async def test_a_bad_value_is_named_as_it_was_sent(api: ApiClient, where: str) -> None:
    admin = await api.as_("admin")
    answer = await admin.get(f"{where}=nonsense")
    assert (answer.status_code, [each["field"] for each in answer.json()["errors"]]) == (422, [where.split("?")[1]])


@pytest.mark.parametrize("rating", ["NaN", "1e999", "-0.1", "5.1", "9" * 30])
async def test_a_rating_that_nobody_can_have_is_named(api: ApiClient, rating: str) -> None:
    admin = await api.as_("admin")
    answer = await admin.get(f"{API}/vendor/vendors?min_rating={rating}")
    assert (answer.status_code, [each["field"] for each in answer.json()["errors"]]) == (422, ["min_rating"])


async def test_a_context_that_there_is_not_is_named_for_nothing_found_would_mislead(api: ApiClient) -> None:
    admin = await api.as_("admin")
    answer = await admin.get(f"{AUDIT}?context=vendor")
    assert (answer.status_code, [each["field"] for each in answer.json()["errors"]]) == (422, ["context"])
    assert "vendors" in answer.json()["errors"][0]["message"]


async def test_a_cursor_leads_on_in_its_own_list_only(api: ApiClient) -> None:
    admin = await api.as_("admin")
    for _ in range(3):
        await api.as_("agent")
    first = await admin.get(f"{USERS}?limit=1&role=agent")
    following = first.links["next"]["url"]
    cursor = following.partition("cursor=")[2].partition("&")[0]
    assert (await admin.get(following)).status_code == 200
    assert (await admin.get(f"{USERS}?role=agent&limit=200&count=true&cursor={cursor}")).status_code == 200
    for elsewhere in (f"{API}/auth/api-keys?", f"{USERS}?", f"{USERS}?role=admin&", f"{USERS}?role=agent&q=a&"):
        answer = await admin.get(f"{elsewhere}cursor={cursor}")
        assert (answer.status_code, answer.json()["code"]) == (400, "bad_cursor"), elsewhere


@pytest.mark.parametrize(
    ("method", "path", "name"),
    [("GET", f"{API}/charters/calendar.ics", "token"), ("PATCH", f"{API}/auth/users/1/status", "new_status")],
)
async def test_a_parameter_that_is_missing_is_named(api: ApiClient, method: str, path: str, name: str) -> None:
    admin = await api.as_("admin")
    answer = await admin.request(method, path)
    assert answer.status_code == 422
    assert answer.json()["errors"] == [{"field": name, "message": "is needed"}]
