"""What changes need from the outside."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from coachway.domain.changes.model.case import ChangeCase
from coachway.domain.changes.model.values import ChangePriority, ChangeType
from coachway.domain.changes.state_machine import ChangeStatus
from coachway.domain.changes.views import (
    ApprovalView,
    AuditRecordView,
    AuditVerdict,
    ChangeCaseView,
    ChangeMetrics,
    HistoryEntryView,
)
from coachway.domain.kernel.actor import Actor
from coachway.domain.kernel.money import Money
from coachway.domain.kernel.paging import Page, PageRequest
from coachway.domain.kernel.unit_of_work import UnitOfWork


class ChangeCaseRepository(Protocol):
    async def next_id(self) -> int: ...

    async def next_approval_id(self) -> int: ...

    async def next_count(self, year: int) -> int:
        """How many cases the year has with this one; others who ask wait until this transaction ends."""
        ...

    def add(self, case: ChangeCase) -> None: ...

    async def get(self, case_id: int) -> ChangeCase:
        """The case with its approvals, locked. Raises NotFound."""
        ...

    async def with_approval(self, approval_id: int) -> ChangeCase:
        """The case that an approval belongs to, locked. Raises NotFound."""
        ...

    async def charter_of(self, case_id: int) -> int:
        """Which charter a case is about, without locking the case. Raises NotFound."""
        ...

    async def open_of_charter(self, charter_id: int) -> list[ChangeCase]:
        """The charter's cases that can still come to something, with their approvals, locked, by id."""
        ...

    async def applied_by(self, case_id: int) -> Mapping[str, Mapping[str, object]]:
        """What implementing the case changed of its charter: plain values before and after, by field."""
        ...

    async def hand_over_client(self, duplicate_id: int, survivor_id: int) -> None:
        """All cases of the one client are the other's from now on."""
        ...

    async def missing(self, case_ids: Collection[int]) -> list[int]:
        """Those of the ids that no case has."""
        ...


class ChangesUnitOfWork(UnitOfWork, Protocol):
    @property
    def change_cases(self) -> ChangeCaseRepository: ...


@dataclass(frozen=True, slots=True)
class CharterFacts:
    """What a case must know of its charter; `values` are its changeable fields as plain JSON values."""

    id: int
    client_id: int
    vendor_id: int | None
    status: str
    is_under_change_control: bool
    total_cost: Money | None
    values: Mapping[str, object]


class CharterBook(Protocol):
    """The charters, as far as change cases look into them."""

    async def charter(self, charter_id: int) -> CharterFacts:
        """Raises NotFound."""
        ...

    def own_name(self, field: str) -> str | None:
        """The charter's own name for a field that can be changed; None where there is no such field."""
        ...

    def normal(self, field: str, value: object) -> object:
        """A field's value as charters keep it, by the field's own name. Raises ValueError saying what it must be."""
        ...


@dataclass(frozen=True, slots=True)
class Approver:
    """Somebody who can sign in and answer."""

    user_id: int
    name: str
    role: str


class ApproverDirectory(Protocol):
    """The people whom an approval can be asked of."""

    async def approver(self, user_id: int) -> Approver | None:
        """None where there is no such user, or they could not answer."""
        ...


@dataclass(frozen=True, slots=True)
class CaseFilter:
    charter_id: int | None = None
    client_id: int | None = None
    vendor_id: int | None = None
    status: ChangeStatus | None = None
    change_type: ChangeType | None = None
    priority: ChangePriority | None = None
    overdue_on: date | None = None


class ChangesReads(Protocol):
    """What an actor may not see is as if it were not there: NotFound, or left out."""

    async def case(self, case_id: int, *, actor: Actor) -> ChangeCaseView: ...

    async def case_by_number(self, case_number: str, *, actor: Actor) -> ChangeCaseView: ...

    async def cases(self, wanted: CaseFilter, page: PageRequest, *, actor: Actor) -> Page[ChangeCaseView]: ...

    async def history(self, case_id: int, page: PageRequest, *, actor: Actor) -> Page[HistoryEntryView]:
        """Oldest first."""
        ...

    async def approval(self, approval_id: int, *, actor: Actor) -> ApprovalView: ...

    async def approvals_of(self, case_id: int, *, actor: Actor) -> list[ApprovalView]:
        """By level, then as they were asked for."""
        ...

    async def pending_approvals(self, approver_id: int, page: PageRequest) -> Page[ApprovalView]:
        """What one approver has yet to answer, on cases that can still be decided."""
        ...

    async def metrics(self, *, today: date) -> ChangeMetrics: ...


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """`since` is included, `until` is not."""

    context: str | None = None
    entity_type: str | None = None
    entity_id: int | None = None
    action: str | None = None
    actor_id: int | None = None
    since: datetime | None = None
    until: datetime | None = None


class AuditReads(Protocol):
    async def records(self, wanted: AuditFilter, page: PageRequest) -> Page[AuditRecordView]:
        """Newest first."""
        ...

    def export(self, wanted: AuditFilter) -> AsyncIterator[AuditRecordView]:
        """Every record that the filter lets through, oldest first, never all of them in memory."""
        ...

    async def verify(self) -> AuditVerdict:
        """Check every link that is sealed."""
        ...


class AuditSealer(Protocol):
    async def seal(self) -> int:
        """Chain every record whose transaction, and all before it, have ended; says how many it sealed."""
        ...
