"""The whole schema, fuzzed with every role against the real application, which holds one of everything: no 5xx, no
undocumented status, no answer that breaks its schema.

Bounded by COACHWAY_FUZZ_EXAMPLES for each operation and each role that may use it (default 2); who may not is
tried once. `make fuzz` takes many more.
"""

from __future__ import annotations

import copy
import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
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
from coachway.domain.kernel.actor import Role
from tests.api_client import ApiClient
from tests.fuzz.conftest import JWT_SECRET, Fuzzed
from tests.served import SCHEMA, operation_at

EXAMPLES = int(os.environ.get("COACHWAY_FUZZ_EXAMPLES", "2"))
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
ROLES = [Role.ADMIN, Role.MANAGER, Role.AGENT, Role.CLIENT, Role.VENDOR, Role.SERVICE, Role.PUBLIC]


def fuzzed_schema() -> dict[str, Any]:
    """The schema without the headers that hold for every operation: random ones would end most requests at the gate."""
    document = copy.deepcopy(SCHEMA)
    del document["components"]["securitySchemes"], document["security"]
    for operations in document["paths"].values():
        for operation in operations.values():
            operation.pop("security", None)
            operation["parameters"] = [each for each in operation["parameters"] if "$ref" not in each]
    return document


OPERATIONS: list[Any] = [
    found.ok()  # type: ignore[union-attr]
    for found in schemathesis.openapi.from_dict(fuzzed_schema()).get_all_operations()
]


def headers_of(who: ApiClient | None) -> dict[str, str]:
    """A token that belongs to no session, so that nothing the fuzzing hits upon ends it."""
    if who is None:
        return {}
    bearer = replace(who.actor, session_id=None)
    signer = JwtAccessTokens(JWT_SECRET, lifetime=timedelta(days=1))
    return {"Authorization": f"Bearer {signer.issue(bearer, at=datetime.now(UTC))}"}


def aim(case: Any, ids: dict[str, int | str]) -> None:
    """Let the case hit objects that are there: random ids hardly ever do."""
    kinds = operation_at(case.method, case.operation.path).kinds
    for name, kind in zip(case.path_parameters or {}, kinds, strict=True):
        case.path_parameters[name] = ids[kind]
    named = {"client_id": "clients", "vendor_id": "vendors", "charter_id": "charters", "change_case_id": "cases"}
    for part in (case.query, case.body):
        if isinstance(part, dict):
            part |= {name: ids[kind] for name, kind in named.items() if name in part}


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.definition.raw["operationId"])
def test_nothing_sent_to_an_operation_breaks_it_or_its_schema(operation: Any, fuzzed: Fuzzed) -> None:
    cases = st.one_of(
        operation.as_strategy(generation_mode=GenerationMode.POSITIVE),
        operation.as_strategy(generation_mode=GenerationMode.NEGATIVE),
    )
    allowed = {Role(name) for name in operation.definition.raw["x-roles"]}
    for role in ROLES:
        headers = headers_of(fuzzed.people.get(role))

        @settings(
            max_examples=EXAMPLES if role in allowed else 1,
            deadline=None,
            database=None,
            derandomize=True,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=cases, aimed=st.sampled_from([True, True, False]))
        def every_case_is_answered_as_documented(case: Any, aimed: bool) -> None:
            if aimed:
                aim(case, fuzzed.ids)
            case.call_and_validate(base_url=fuzzed.address, headers=headers, checks=CHECKS)  # noqa: B023

        every_case_is_answered_as_documented()
