"""How proposed changes lie in their column."""

from __future__ import annotations

from sqlalchemy import Dialect
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeDecorator

from coachway.domain.changes.model.values import ProposedChange


class Proposals(TypeDecorator[tuple[ProposedChange, ...]]):
    """Proposed changes as a JSON object: `{"passengers": {"before": 40, "after": 48}}`."""

    impl = JSONB
    cache_ok = True

    def process_bind_param(
        self, value: tuple[ProposedChange, ...] | None, dialect: Dialect
    ) -> dict[str, dict[str, object]] | None:
        if value is None:
            return None
        return {change.field: {"before": change.before, "after": change.after} for change in value}

    def process_result_value(
        self, value: dict[str, dict[str, object]] | None, dialect: Dialect
    ) -> tuple[ProposedChange, ...] | None:
        if value is None:
            return None
        return tuple(ProposedChange(name, each["before"], each["after"]) for name, each in value.items())
