"""Reading the audit: its records with their seals, all of them for an export, and whether the chain is whole."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any, Final

from sqlalchemy import ColumnElement, RowMapping, Select, func, select

from coachway.adapters.postgres.audit.contents import CONTENT, content_of
from coachway.adapters.postgres.paging import read_page
from coachway.adapters.postgres.platform_tables import audit_chain, audit_head, audit_records
from coachway.adapters.postgres.session import Executor
from coachway.domain.changes.audit_chain import ChainHead, Link, first_broken
from coachway.domain.changes.ports import AuditFilter
from coachway.domain.changes.views import AuditRecordView, AuditVerdict
from coachway.domain.kernel.paging import Page, PageRequest

EXPORTED_AT_ONCE: Final = 1000
CHECKED_AT_ONCE: Final = 5000

_SEALS: Final = {"previous_hash": audit_chain.c.previous_hash, "hash": audit_chain.c.hash}
_RECORD: Final = tuple(
    _SEALS[name] if name in _SEALS else audit_records.c[name] for name in AuditRecordView.__dataclass_fields__
)


def _records(wanted: AuditFilter) -> Select[Any]:
    seal = audit_chain.c.record_id == audit_records.c.id
    query = select(*_RECORD).join_from(audit_records, audit_chain, seal, isouter=True)
    return query.where(*_conditions(wanted))


def _conditions(wanted: AuditFilter) -> list[ColumnElement[bool]]:
    columns = audit_records.c
    equal = {
        columns.context: wanted.context,
        columns.entity_type: wanted.entity_type,
        columns.entity_id: wanted.entity_id,
        columns.action: wanted.action,
        columns.actor_id: wanted.actor_id,
    }
    conditions = [column == value for column, value in equal.items() if value is not None]
    if wanted.since is not None:
        conditions.append(columns.occurred_at >= wanted.since)
    if wanted.until is not None:
        conditions.append(columns.occurred_at < wanted.until)
    return conditions


def _record(row: RowMapping) -> AuditRecordView:
    return AuditRecordView(**row)


class PostgresAuditReads:
    def __init__(self, executor: Executor) -> None:
        self._db = executor

    async def records(self, wanted: AuditFilter, page: PageRequest) -> Page[AuditRecordView]:
        return await read_page(self._db, _records(wanted), page, _record, newest_first=audit_records.c.id)

    async def export(self, wanted: AuditFilter) -> AsyncIterator[AuditRecordView]:
        page = PageRequest(limit=EXPORTED_AT_ONCE)
        while True:
            part = await read_page(self._db, _records(wanted), page, _record, oldest_first=audit_records.c.id)
            for record in part.items:
                yield record
            if part.next_after is None:
                return
            page = replace(page, after=part.next_after)

    async def verify(self) -> AuditVerdict:
        """Walk the chain up to where its head stood at the start; then look for records that evade it."""
        head = (await self._db.execute(select(audit_head.c.position, audit_head.c.hash))).one()
        evading = await self._unsealed_although_finished()
        reached = ChainHead()
        while reached.position < head.position:
            links = await self._links(reached.position, min(reached.position + CHECKED_AT_ONCE, head.position))
            broken = first_broken(links, after=reached) if links else evading
            if broken is not None or not links:
                return AuditVerdict(False, reached.position + len(links), broken, head.hash)
            reached = ChainHead(links[-1].position, links[-1].hash)
        if reached.hash != head.hash:
            last = links[-1].record_id if head.position else None
            return AuditVerdict(False, reached.position, last, head.hash)
        return AuditVerdict(evading is None, reached.position, evading, head.hash)

    async def _links(self, after: int, up_to: int) -> list[Link]:
        seal = (audit_chain.c.position, audit_chain.c.record_id, audit_chain.c.previous_hash, audit_chain.c.hash)
        query = (
            select(*seal, *CONTENT)
            .join_from(audit_chain, audit_records, audit_records.c.id == audit_chain.c.record_id, isouter=True)
            .where(audit_chain.c.position > after, audit_chain.c.position <= up_to)
            .order_by(audit_chain.c.position)
        )
        return [_link(row) for row in (await self._db.execute(query)).mappings()]

    async def _unsealed_although_finished(self) -> int | None:
        """The first record that lies where all is sealed, and is not: somebody slipped it in."""
        sealed = select(audit_chain.c.record_id).where(audit_chain.c.record_id == audit_records.c.id).exists()
        query = (
            select(func.min(audit_records.c.id))
            .join_from(audit_records, audit_head, audit_records.c.transaction_id < audit_head.c.sealed_below)
            .where(~sealed)
        )
        found: int | None = (await self._db.execute(query)).scalar_one()
        return found


def _link(row: RowMapping) -> Link:
    return Link(
        position=row["position"],
        record_id=row["record_id"],
        previous_hash=row["previous_hash"],
        hash=row["hash"],
        content=None if row["id"] is None else content_of(row),
    )
