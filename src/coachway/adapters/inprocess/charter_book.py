"""The charters, as change cases look into them, answered by calls in the same transaction."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from coachway.domain.changes.ports import CharterFacts
from coachway.domain.charters.model import EDITABLE, FIELDS, field_name
from coachway.domain.charters.model.fields import plain_value
from coachway.domain.charters.model.kinds import STOP_FIELDS
from coachway.domain.charters.model.status import UNDER_CHANGE_CONTROL
from coachway.domain.charters.ports import ChartersReads
from coachway.domain.kernel.actor import SYSTEM


class InProcessCharterBook:
    """Reads without locking: whatever changes meanwhile is found when a case is implemented."""

    def __init__(self, charters: ChartersReads) -> None:
        self._charters = charters

    async def charter(self, charter_id: int) -> CharterFacts:
        """Raises NotFound."""
        view = await self._charters.charter(charter_id, actor=SYSTEM)
        newest = await self._charters.revision(charter_id, view.revision_number)
        return CharterFacts(
            id=view.id,
            client_id=view.client_id,
            vendor_id=view.vendor_id,
            status=view.status.value,
            is_under_change_control=view.status in UNDER_CHANGE_CONTROL,
            total_cost=view.total_cost,
            values={name: self.normal(name, newest.charter[name]) for name in EDITABLE},
        )

    def own_name(self, field: str) -> str | None:
        """The charter's own name for a field that can be changed; None where there is no such field."""
        try:
            return field_name(field)
        except KeyError:
            return None

    def normal(self, field: str, value: object) -> object:
        """The value as charters keep it. Raises ValueError saying what it must be."""
        described = FIELDS[field]
        if value is None:
            if not described.nullable:
                raise ValueError("must not be null")
            return None
        if field == "stops":
            return [_plain_stop(stop) for stop in _objects(value)]
        return plain_value(field, described.kind.read(value))


def _objects(value: object) -> list[dict[str, object]]:
    read: Any = FIELDS["stops"].kind.read(value)
    return list(read)


def _plain_stop(given: Mapping[str, object]) -> dict[str, object]:
    """Only the fields that were given: a stop's `before` is held against these."""
    return {name: None if value is None else STOP_FIELDS[name].write(value) for name, value in given.items()}
