"""Every operation that is served, with every kind of caller, against the table of permissions.

Made from the OpenAPI schema: an operation without a row in the table, or a row without an operation, fails here.
"""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from datetime import timedelta

import pytest

from coachway.adapters.secrets.tokens import JwtAccessTokens
from coachway.domain.kernel.actor import Role
from coachway.entrypoints.api.permissions import PERMISSIONS, context_of
from coachway.entrypoints.settings import Settings
from tests.api_client import ApiClient
from tests.served import OPERATIONS, Served

NOT_IN_THE_SCHEMA = {"docs", "openapi", "quote_page", "accept_quote_on_page", "decline_quote_on_page"}
ROLES = [Role.ADMIN, Role.MANAGER, Role.AGENT, Role.CLIENT, Role.VENDOR, Role.SERVICE]
# The one operation after which a token is rightly good for nothing any more.
ENDS_THE_SESSION = {"log_out"}


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Without limits: these tests knock at every door from one address."""
    return replace(settings, rate_limit_enabled=False)


def test_the_table_has_a_row_for_each_operation_and_no_other() -> None:
    assert {each.operation_id for each in OPERATIONS} | NOT_IN_THE_SCHEMA == set(PERMISSIONS)


async def call(client: ApiClient, each: Served, headers: dict[str, str] | None = None) -> tuple[int, str]:
    body = {"content": b"{}", "headers": {"Content-Type": "application/json", **(headers or {})}}
    answer = await client.request(each.method, each.address, **body)
    assert answer.status_code < 500, f"{each} answered {answer.status_code}: {answer.text}"
    problem = answer.headers["content-type"] == "application/problem+json" if answer.content else False
    return answer.status_code, answer.json()["code"] if problem else ""


@pytest.mark.parametrize("role", ROLES)
async def test_a_role_meets_the_table_at_every_operation(api: ApiClient, role: Role) -> None:
    client = await api.as_(role)
    wrong = []
    for each in OPERATIONS:
        if each.operation_id in ENDS_THE_SESSION:
            continue
        status, code = await call(client, each)
        refused = code in ("role_not_allowed", "not_authenticated")
        if refused == (role in PERMISSIONS[each.operation_id]):
            wrong.append((each, status, code))
    assert wrong == []


async def test_without_credentials_only_what_is_open_to_all_answers(api: ApiClient) -> None:
    wrong = []
    for each in OPERATIONS:
        status, code = await call(api, each)
        if (status == 401) == (Role.PUBLIC in PERMISSIONS[each.operation_id]) and code != "bad_credentials":
            wrong.append((each, status, code))
    assert wrong == []


def unsigned(token: str) -> str:
    """The same claims under `alg: none`."""
    header = base64.urlsafe_b64encode(json.dumps({"alg": "none", "typ": "JWT"}).encode()).rstrip(b"=").decode()
    return f"{header}.{token.split('.')[1]}."


async def test_no_bad_token_opens_any_door(api: ApiClient) -> None:
    admin = await api.as_("admin")
    platform, now = admin.platform, admin.platform.clock.now()
    assert admin.token
    forger = JwtAccessTokens("a key that the platform has never seen before", lifetime=timedelta(hours=1))
    same_kid = admin.token.rpartition(".")[0] + "." + forger.issue(admin.actor, at=now).rpartition(".")[2]
    bad = {
        "expired": platform.access_tokens.issue(admin.actor, at=now - timedelta(minutes=15)),
        "signed by a stranger": forger.issue(admin.actor, at=now),
        "forged signature": same_kid,
        "alg none": unsigned(admin.token),
        "rubbish": "rubbish",
    }
    wrong = []
    for kind, token in bad.items():
        await platform.valkey.flushall()  # so many requests would meet the rate limit
        for each in OPERATIONS:
            status, _ = await call(api, each, {"Authorization": f"Bearer {token}"})
            if Role.PUBLIC not in PERMISSIONS[each.operation_id] and status != 401:
                wrong.append((kind, each, status))
    assert wrong == []


async def test_a_revoked_session_opens_no_door(api: ApiClient) -> None:
    admin = await api.as_("admin")
    await admin.post("/api/v1/auth/logout")
    wrong = []
    for each in OPERATIONS:
        status, _ = await call(admin, each)
        if Role.PUBLIC not in PERMISSIONS[each.operation_id] and status != 401:
            wrong.append((each, status))
    assert wrong == []


async def test_a_key_opens_no_context_outside_its_scopes(api: ApiClient) -> None:
    admin = await api.as_("admin")
    made = await admin.post("/api/v1/auth/api-keys", {"name": "Nothing much", "scopes": ["documents"]})
    key = {"X-API-Key": made.json()["key"]}
    wrong = []
    for each in OPERATIONS:
        allowed, context = PERMISSIONS[each.operation_id], context_of(each.path)
        if Role.SERVICE in allowed and Role.PUBLIC not in allowed and context not in (None, "documents"):
            status, code = await call(api, each, key)
            if (status, code) != (403, "scope_missing"):
                wrong.append((each, status, code))
    assert wrong == []


async def test_an_older_key_still_verifies_what_it_signed(api: ApiClient) -> None:
    admin = await api.as_("admin")
    now = admin.platform.clock.now()
    before = JwtAccessTokens("the key of yesterday, thirty-two characters", lifetime=timedelta(minutes=15))
    after = JwtAccessTokens(
        "the key of today, thirty-two characters", "the key of yesterday, thirty-two characters",
        lifetime=timedelta(minutes=15),
    )  # fmt: skip
    token = before.issue(admin.actor, at=now)
    assert after.read(token, at=now).user_id == admin.user_id
    assert after.issue(admin.actor, at=now) != token
