"""Change cases and charters in memory."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from itertools import count

from coachway.domain.changes.model.case import ChangeCase
from coachway.domain.changes.model.history import HistoryAction
from coachway.domain.changes.ports import Approver, CharterFacts
from coachway.domain.changes.state_machine import OPEN
from coachway.domain.kernel.errors import NotFound
from coachway.domain.kernel.events import Event
from coachway.domain.kernel.money import Money


class InMemoryChangeCases:
    """The repository of change cases."""

    def __init__(self) -> None:
        self._cases: dict[int, ChangeCase] = {}
        self._ids = count(1)
        self._approval_ids = count(1)
        self._counters: dict[int, int] = {}

    async def next_id(self) -> int:
        return next(self._ids)

    async def next_approval_id(self) -> int:
        return next(self._approval_ids)

    async def next_count(self, year: int) -> int:
        self._counters[year] = self._counters.get(year, 0) + 1
        return self._counters[year]

    def add(self, case: ChangeCase) -> None:
        self._cases[case.id] = case

    async def get(self, case_id: int) -> ChangeCase:
        try:
            return self._cases[case_id]
        except KeyError:
            raise NotFound.of("change case", case_id) from None

    async def with_approval(self, approval_id: int) -> ChangeCase:
        for case in self._cases.values():
            if any(approval.id == approval_id for approval in case.approvals):
                return case
        raise NotFound.of("approval", approval_id)

    async def hand_over_client(self, duplicate_id: int, survivor_id: int) -> None:
        for case in self._cases.values():
            if case.client_id == duplicate_id:
                case.client_id = survivor_id

    async def charter_of(self, case_id: int) -> int:
        return (await self.get(case_id)).charter_id

    async def open_of_charter(self, charter_id: int) -> list[ChangeCase]:
        return [case for case in self._cases.values() if case.charter_id == charter_id and case.status in OPEN]

    async def applied_by(self, case_id: int) -> Mapping[str, Mapping[str, object]]:
        for entry in (await self.get(case_id)).new_history:
            if entry.action is HistoryAction.IMPLEMENTED:
                return entry.field_changes or {}
        return {}

    async def missing(self, case_ids: Collection[int]) -> list[int]:
        return sorted(set(case_ids) - self._cases.keys())


class InMemoryApprovers:
    """Those it was given, and nobody else."""

    def __init__(self, *approvers: Approver) -> None:
        self._approvers = {approver.user_id: approver for approver in approvers}

    async def approver(self, user_id: int) -> Approver | None:
        return self._approvers.get(user_id)


class FakeChangesUnitOfWork:
    """A unit of work that keeps what it is given at once; `events` are those of the cases it holds."""

    def __init__(self) -> None:
        self.cases = InMemoryChangeCases()
        self.recorded: list[Event] = []

    @property
    def change_cases(self) -> InMemoryChangeCases:
        return self.cases

    def record(self, event: Event) -> None:
        self.recorded.append(event)

    async def flush(self) -> None:
        """Nothing waits to be written."""


class FakeCharterBook:
    """Charters of two fields, as change cases see them."""

    def __init__(self, *charters: CharterFacts) -> None:
        self.charters = {charter.id: charter for charter in charters}

    async def charter(self, charter_id: int) -> CharterFacts:
        try:
            return self.charters[charter_id]
        except KeyError:
            raise NotFound.of("charter", charter_id) from None

    def own_name(self, field: str) -> str | None:
        known = {"passenger_count": "passengers", "passengers": "passengers", "vendor_cost": "vendor_cost"}
        return known.get(field)

    def normal(self, field: str, value: object) -> object:
        if isinstance(value, bool) or not isinstance(value, int):
            raise ValueError("must be a whole number")
        return value


def charter_facts(
    charter_id: int = 1,
    *,
    client_id: int = 2,
    vendor_id: int | None = 3,
    status: str = "booked",
    values: Mapping[str, object] | None = None,
) -> CharterFacts:
    return CharterFacts(
        id=charter_id,
        client_id=client_id,
        vendor_id=vendor_id,
        status=status,
        is_under_change_control=status in ("booked", "confirmed", "in_progress"),
        total_cost=Money.of(2500),
        values=values or {"passengers": 40, "vendor_cost": 1800},
    )
