"""How change cases, their history and their approvals lie in their tables."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, event, insert
from sqlalchemy.orm import Mapper, composite, relationship

from coachway.adapters.postgres.changes.tables import change_approvals, change_cases, change_history
from coachway.adapters.postgres.metadata import mapper_registry
from coachway.domain.changes.model.approvals import Approval
from coachway.domain.changes.model.case import ChangeCase
from coachway.domain.changes.model.history import HistoryEntry
from coachway.domain.changes.model.values import Decision, Impact, PriceProposal, Request

_PARTS: dict[str, tuple[type[Any], tuple[str, ...]]] = {
    "request": (Request, ("requested_by", "requested_by_name", "requested_at")),
    "impact": (
        Impact,
        ("impact_level", "impact_assessment", "affects_vendor", "affects_pricing", "affects_schedule"),
    ),
    "pricing": (PriceProposal, ("current_price", "proposed_price")),
}
_DECISIONS: dict[str, tuple[str, ...]] = {
    "approval": ("approved_by", "approved_at", "approval_notes"),
    "rejection": ("rejected_by", "rejected_at", "rejection_reason"),
    "implementation": ("implemented_by", "implemented_at", "implementation_notes"),
    "cancellation": ("cancelled_by", "cancelled_at", "cancellation_reason"),
}


def _value_object(kind: type[Any], columns: tuple[str, ...], *, optional: bool = False) -> Any:
    """A value object kept in these columns; an optional one is None where all of them are null."""
    none_on = (lambda *values: all(value is None for value in values)) if optional else None
    return composite(kind, *(change_cases.c[name] for name in columns), return_none_on=none_on)


mapper_registry.map_imperatively(Approval, change_approvals, version_id_col=change_approvals.c.version)
mapper_registry.map_imperatively(
    ChangeCase,
    change_cases,
    version_id_col=change_cases.c.version,
    properties={
        **{name: _value_object(kind, columns) for name, (kind, columns) in _PARTS.items()},
        **{name: _value_object(Decision, columns, optional=True) for name, columns in _DECISIONS.items()},
        "approvals": relationship(Approval, order_by=change_approvals.c.id, lazy="raise", cascade="save-update, merge"),
    },
)


@event.listens_for(ChangeCase, "after_insert")
@event.listens_for(ChangeCase, "after_update")
def _keep_history(mapper: Mapper[ChangeCase], connection: Connection, case: ChangeCase) -> None:
    """No write of a case goes without the entries it made, whoever wrote it."""
    made = case.collect_history()
    if made:
        connection.execute(insert(change_history), [{"change_case_id": case.id} | _row(entry) for entry in made])


def _row(entry: HistoryEntry) -> dict[str, object]:
    return {name: getattr(entry, name) for name in HistoryEntry.__dataclass_fields__}
