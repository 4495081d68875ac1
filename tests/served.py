"""Every operation that is served, as the OpenAPI schema tells it."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from coachway.domain.kernel.actor import Role
from coachway.entrypoints.api.app import create_litestar
from coachway.entrypoints.api.docs import schema_of
from coachway.entrypoints.api.permissions import PERMISSIONS

SCHEMA: dict[str, Any] = schema_of(create_litestar())


@dataclass(frozen=True)
class Served:
    """One operation; `document` is what the schema says of it."""

    operation_id: str
    method: str
    path: str
    document: Mapping[str, Any] = field(repr=False, compare=False)

    @property
    def address(self) -> str:
        """The path with ids that nothing has."""
        return self.address_of("999999999")

    def address_of(self, *values: object) -> str:
        """The path with these in place of its parameters, the last for whatever remains."""
        remaining = list(values)
        return re.sub(r"\{[^}]*\}", lambda _: str(remaining.pop(0) if len(remaining) > 1 else remaining[0]), self.path)

    @property
    def kinds(self) -> list[str]:
        """What each parameter of the path names: the segment before it, such as `leads` in `/leads/{lead_id}`."""
        parts = self.path.split("/")
        return [before for before, part in itertools.pairwise(parts) if part.startswith("{")]

    @property
    def roles(self) -> frozenset[Role]:
        return PERMISSIONS[self.operation_id]

    @property
    def parameters(self) -> set[str]:
        """The names of what it takes in its path, query and headers."""
        told = self.document.get("parameters", [])
        return {each.get("name") or each["$ref"].rpartition("/")[2] for each in told}

    @property
    def answer_headers(self) -> set[str]:
        """What may come with a success."""
        answers = self.document["responses"].items()
        return {name for status, answer in answers if status.startswith("2") for name in answer["headers"]}


OPERATIONS = [
    Served(operation["operationId"], method.upper(), path, operation)
    for path, operations in SCHEMA["paths"].items()
    for method, operation in operations.items()
]


@cache
def operation_at(method: str, path: str) -> Served:
    """The operation that answers there; one without parameters comes before one with."""
    plain = path.partition("?")[0]
    for each in sorted(OPERATIONS, key=lambda served: "{" in served.path):
        if each.method == method and re.fullmatch(re.sub(r"\{[^}]*\}", "[^/]+", each.path), plain):
            return each
    raise LookupError(f"nothing answers {method} {path}")
