"""Change cases in PostgreSQL."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import Select, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload

from coachway.adapters.postgres.changes.tables import case_counters, change_approvals, change_cases, change_history
from coachway.adapters.postgres.ids import next_id
from coachway.domain.changes.model.case import ChangeCase
from coachway.domain.changes.model.history import HistoryAction
from coachway.domain.changes.state_machine import OPEN
from coachway.domain.kernel.errors import NotFound

_WHOLE = selectinload(ChangeCase.approvals)  # type: ignore[arg-type] # the mapping made it an attribute of SQLAlchemy's


class PostgresChangeCases:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def next_id(self) -> int:
        return await next_id(self._session, "change_mgmt.change_cases")

    async def next_approval_id(self) -> int:
        return await next_id(self._session, "change_mgmt.change_approvals")

    async def next_count(self, year: int) -> int:
        first = insert(case_counters).values(year=year, last=1)
        drawn = first.on_conflict_do_update(
            index_elements=[case_counters.c.year], set_={"last": case_counters.c.last + 1}
        ).returning(case_counters.c.last)
        return int((await self._session.execute(drawn)).scalar_one())

    def add(self, case: ChangeCase) -> None:
        self._session.add(case)

    async def get(self, case_id: int) -> ChangeCase:
        return await self._locked(
            select(ChangeCase).where(change_cases.c.id == case_id), NotFound.of("change case", case_id)
        )

    async def with_approval(self, approval_id: int) -> ChangeCase:
        owner = select(change_approvals.c.change_case_id).where(change_approvals.c.id == approval_id)
        wanted = select(ChangeCase).where(change_cases.c.id == owner.scalar_subquery())
        return await self._locked(wanted, NotFound.of("approval", approval_id))

    async def hand_over_client(self, duplicate_id: int, survivor_id: int) -> None:
        await self._session.execute(
            update(change_cases)
            .where(change_cases.c.client_id == duplicate_id)
            .values(client_id=survivor_id, version=change_cases.c.version + 1)
        )

    async def charter_of(self, case_id: int) -> int:
        wanted = select(change_cases.c.charter_id).where(change_cases.c.id == case_id)
        charter_id = (await self._session.execute(wanted)).scalar_one_or_none()
        if charter_id is None:
            raise NotFound.of("change case", case_id)
        return int(charter_id)

    async def open_of_charter(self, charter_id: int) -> list[ChangeCase]:
        wanted = select(ChangeCase).where(change_cases.c.charter_id == charter_id, change_cases.c.status.in_(OPEN))
        locked = wanted.order_by(change_cases.c.id).options(_WHOLE).with_for_update(of=change_cases)
        return list((await self._session.scalars(locked)).all())

    async def applied_by(self, case_id: int) -> Mapping[str, Mapping[str, object]]:
        wanted = select(change_history.c.field_changes).where(
            change_history.c.change_case_id == case_id, change_history.c.action == HistoryAction.IMPLEMENTED
        )
        applied: Mapping[str, Mapping[str, object]] | None = (await self._session.execute(wanted)).scalar_one_or_none()
        return applied or {}

    async def missing(self, case_ids: Collection[int]) -> list[int]:
        found = await self._session.execute(select(change_cases.c.id).where(change_cases.c.id.in_(case_ids)))
        return sorted(set(case_ids) - set(found.scalars()))

    async def _locked(self, wanted: Select[ChangeCase], missing: NotFound) -> ChangeCase:
        # The approvals are read by a statement of its own after the lock, so they are as the last writer left them.
        locked = wanted.options(_WHOLE).with_for_update(of=change_cases)
        case: ChangeCase | None = (await self._session.scalars(locked)).one_or_none()
        if case is None:
            raise missing
        return case
