"""Reading what a case proposes for its charter, as it comes from outside."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from coachway.domain.changes.model.values import ChangeType, ProposedChange
from coachway.domain.changes.ports import CharterBook, CharterFacts
from coachway.domain.kernel.errors import Checks

CANCELLED: Final = "cancelled"
_PARTS: Final = frozenset({"before", "after"})


def read_proposals(
    asked: Mapping[str, Mapping[str, object]], *, change_type: ChangeType, charter: CharterFacts, book: CharterBook
) -> tuple[ProposedChange, ...]:
    """Each field with its values in the charter's own form; a `before` that is not given is what the charter has now.

    Raises RuleViolated, naming every bad field. A cancellation proposes one thing, that the charter is cancelled.
    """
    if change_type is ChangeType.CANCELLATION:
        return _cancellation(asked, charter)
    proposals: dict[str, ProposedChange] = {}
    with Checks() as check:
        for name, values in asked.items():
            path = f"proposed_changes.{name}"
            own = book.own_name(name)
            if own is None:
                check(False, path, "is not a field of a charter that can be changed")
            elif check(own not in proposals, path, f"is proposed twice, as {own} too"):
                proposals[own] = _read(own, values, path, charter=charter, book=book, check=check)
    return tuple(proposals.values())


def _read(
    own: str, values: Mapping[str, object], path: str, *, charter: CharterFacts, book: CharterBook, check: Checks
) -> ProposedChange:
    check(values.keys() <= _PARTS and "after" in values, path, 'must look like {"before": …, "after": …}')
    read: dict[str, object] = {"before": charter.values.get(own), "after": None}
    for part in _PARTS & values.keys():
        try:
            read[part] = book.normal(own, values[part])
        except ValueError as error:
            check(False, f"{path}.{part}", str(error))
    return ProposedChange(own, **read)


def _cancellation(asked: Mapping[str, Mapping[str, object]], charter: CharterFacts) -> tuple[ProposedChange, ...]:
    with Checks() as check:
        for name, values in asked.items():
            check(name == "status", f"proposed_changes.{name}", "is not for a cancellation, which cancels the charter")
            if name == "status":
                check(values.get("after") == CANCELLED, "proposed_changes.status.after", f"must be {CANCELLED}")
    return (ProposedChange("status", charter.status, CANCELLED),)
