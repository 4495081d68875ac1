"""The whole schema, fuzzed with every role against the real application: no 5xx, no undocumented status, no answer
that breaks its schema.

Bounded by COACHWAY_FUZZ_EXAMPLES an operation and role (default 3); `make fuzz` takes many more.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
import httpx2
import pytest
import pytest_asyncio
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from coachway.adapters.secrets.tokens import JwtAccessTokens
from coachway.domain.kernel.actor import Actor, Role
from coachway.entrypoints.api.app import create_litestar
from coachway.entrypoints.api.docs import schema_of
from tests.servers import Servers

EXAMPLES = int(os.environ.get("COACHWAY_FUZZ_EXAMPLES", "2"))
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
ADMIN = {"email": "admin@example.com", "password": "fuzzed to the bone"}
JWT_SECRET = "only for tests: thirty-two characters and more"
ROLES = [Role.ADMIN, Role.MANAGER, Role.AGENT, Role.CLIENT, Role.VENDOR, Role.SERVICE, Role.PUBLIC]

RECORDS: dict[Role, tuple[str, dict[str, Any]]] = {
    Role.CLIENT: ("/api/v1/clients", {"client_type": "corporate", "company_name": "Client & Sons"}),
    Role.VENDOR: (
        "/api/v1/vendor/vendors",
        {"business_name": "Vendor Coaches", "vendor_type": "fleet_operator", "primary_email": "vendor@example.com"},
    ),
}

schema = schemathesis.openapi.from_dict(schema_of(create_litestar()))
OPERATIONS: list[Any] = [found.ok() for found in schema.get_all_operations()]  # type: ignore[union-attr]


@dataclass(frozen=True)
class Running:
    """A server, and the headers of somebody of each role."""

    address: str
    headers: dict[Role, dict[str, str]]


@pytest_asyncio.fixture(scope="module")
async def fuzz_database(servers: Servers, template: str) -> AsyncIterator[str]:
    administrator = await asyncpg.connect(servers.postgres.dsn)
    await administrator.execute(f"CREATE DATABASE coachway_fuzz TEMPLATE {template}")
    yield servers.postgres.dsn_of("coachway_fuzz")
    await administrator.execute("DROP DATABASE coachway_fuzz WITH (FORCE)")
    await administrator.close()


@pytest.fixture(scope="module")
def running(servers: Servers, fuzz_database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """`coachway serve` on a database of its own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    folder = tmp_path_factory.mktemp("fuzz")
    environment = {
        **{key: value for key, value in os.environ.items() if not key.startswith("COACHWAY_")},
        "COACHWAY_DATABASE_URL": fuzz_database,
        "COACHWAY_REDIS_URL": servers.valkey.url,
        "COACHWAY_JWT_SECRET": JWT_SECRET,
        "COACHWAY_ENCRYPTION_KEY": "b25seSBmb3IgdGVzdHM6IDMyIGJ5dGVzIGluIGFsbC4=",
        "COACHWAY_ADMIN_EMAIL": ADMIN["email"],
        "COACHWAY_ADMIN_PASSWORD": ADMIN["password"],
        "COACHWAY_RATE_LIMIT_ENABLED": "false",
        "COACHWAY_LOG_LEVEL": "warning",
        "COACHWAY_DATA_DIR": str(folder),
    }
    log = folder / "api.log"
    with log.open("wb") as sink:
        command = [sys.executable, "-m", "coachway.entrypoints.cli.main", "serve", "--port", str(port)]
        server = subprocess.Popen(command, env=environment, stdout=sink, stderr=sink)
    try:
        address = f"http://127.0.0.1:{port}"
        wait_until_alive(address, server)
        yield Running(address, sign_everybody_in(address))
    finally:
        server.terminate()
        server.wait(20)
    assert "request.crashed" not in log.read_text(), log.read_text()[-3000:]


def wait_until_alive(address: str, server: subprocess.Popen[bytes]) -> None:
    for _ in range(200):
        assert server.poll() is None, "the server ended at its start"
        try:
            if httpx2.get(f"{address}/livez").status_code == 200:
                return
        except httpx2.TransportError:
            time.sleep(0.1)
    raise AssertionError("the server did not answer within 20 s")


def sign_everybody_in(address: str) -> dict[Role, dict[str, str]]:
    """Users of every role; their tokens belong to no session, so that nothing the fuzzing hits upon ends them."""
    tokens = httpx2.post(f"{address}/api/v1/auth/login", json=ADMIN).json()
    admin = {"Authorization": f"Bearer {tokens['access_token']}"}
    signer = JwtAccessTokens(JWT_SECRET, lifetime=timedelta(days=1))
    headers: dict[Role, dict[str, str]] = {Role.PUBLIC: {}}
    for role in ROLES[:-1]:
        body: dict[str, Any] = {"email": f"one-{role}@example.com", "full_name": role.title(), "role": role}
        if role in RECORDS:
            path, record = RECORDS[role]
            made = httpx2.post(f"{address}{path}", json=record, headers=admin)
            body[f"{role}_id"] = made.json()["id"]
        made = httpx2.post(f"{address}/api/v1/auth/users", json=body, headers=admin)
        assert made.status_code == 201, made.text
        user = made.json()
        bearer = Actor(
            role=role,
            user_id=user["id"],
            name=user["full_name"],
            client_id=user["client_id"],
            vendor_id=user["vendor_id"],
        )
        headers[role] = {"Authorization": f"Bearer {signer.issue(bearer, at=datetime.now(UTC))}"}
    return headers


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.definition.raw["operationId"])
def test_nothing_sent_to_an_operation_breaks_it_or_its_schema(operation: Any, running: Running) -> None:
    cases = st.one_of(
        operation.as_strategy(generation_mode=GenerationMode.POSITIVE),
        operation.as_strategy(generation_mode=GenerationMode.NEGATIVE),
    )
    for role in ROLES:

        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            database=None,
            derandomize=True,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=cases)
        def every_case_is_answered_as_documented(case: Any) -> None:
            case.call_and_validate(base_url=running.address, headers=running.headers[role], checks=CHECKS)  # noqa: B023

        every_case_is_answered_as_documented()
