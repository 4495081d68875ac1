"""The audit: every data change of every context, and the proof that none was touched."""

from __future__ import annotations

from collections.abc import AsyncIterator
from enum import StrEnum
from typing import Annotated

from litestar import Controller, get
from litestar.di import NamedDependency, Provide
from litestar.params import FromQuery, QueryParameter
from litestar.response import Stream

from coachway.domain.changes.ports import AuditFilter
from coachway.domain.changes.views import AuditRecordView, AuditVerdict
from coachway.domain.identity.tokens import CONTEXTS
from coachway.domain.kernel.errors import Checks
from coachway.entrypoints.api.moments import since, until
from coachway.entrypoints.api.operation import CurrentOperation, Operation
from coachway.entrypoints.api.paging import Paging
from coachway.entrypoints.api.wire import to_json

NDJSON = "application/x-ndjson"


class AuditAction(StrEnum):
    """What can be done to data."""

    INSERT = "insert"
    UPDATE = "update"
    DELETE = "delete"


async def provide_filter(
    operation: NamedDependency[CurrentOperation],
    *,
    context: FromQuery[str | None] = None,
    entity_type: FromQuery[str | None] = None,
    entity_id: FromQuery[int | None] = None,
    action: FromQuery[AuditAction | None] = None,
    actor_id: FromQuery[int | None] = None,
    actor: Annotated[int | None, QueryParameter(description="The same as actor_id.")] = None,
    from_: Annotated[str | None, QueryParameter(name="from", description="A moment, or a business day.")] = None,
    to: Annotated[str | None, QueryParameter(description="A moment, or a business day; included.")] = None,
) -> AuditFilter:
    """Which records are wanted. Raises RuleViolated for a context that there is not: nothing found would mislead."""
    with Checks() as check:
        check(context in (None, *CONTEXTS), "context", f"must be one of {', '.join(CONTEXTS)}")
    return AuditFilter(
        context=context,
        entity_type=entity_type,
        entity_id=entity_id,
        action=action,
        actor_id=actor_id if actor_id is not None else actor,
        since=since("from", from_, operation.calendar),
        until=until("to", to, operation.calendar),
    )


Wanted = NamedDependency[AuditFilter]


class AuditController(Controller):
    path = "/api/v1/changes/audit"
    tags = ["changes"]
    dependencies = {"wanted": Provide(provide_filter)}

    @get(operation_id="list_audit_records")
    async def list_records(self, operation: Operation, paging: Paging, wanted: Wanted) -> list[AuditRecordView]:
        """Data changes, newest first; `hash` is null until a record is sealed, within a second."""
        async with operation.reading() as reads:
            return operation.page(await reads.audit.records(wanted, paging))

    @get("/verify", operation_id="verify_audit")
    async def verify(self, operation: Operation) -> AuditVerdict:
        """Seal what waits, then check the whole chain; the first altered, missing or reordered record is named."""
        await operation.platform.audit_sealer.seal()
        async with operation.reading() as reads:
            return await reads.audit.verify()

    @get("/export", operation_id="export_audit", media_type=NDJSON)
    async def export(self, operation: Operation, wanted: Wanted) -> Stream:
        """Every record that the filters let through, oldest first, one JSON object a line."""
        lines = _lines(operation, wanted)
        # Whatever goes wrong shall do so before the answer has begun.
        first = await anext(lines, b"")
        return Stream(_from(first, lines), media_type=NDJSON)


async def _from(first: bytes, rest: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    yield first
    async for line in rest:
        yield line


async def _lines(operation: CurrentOperation, wanted: AuditFilter) -> AsyncIterator[bytes]:
    async with operation.reading() as reads:
        async for record in reads.audit.export(wanted):
            yield to_json(record) + b"\n"
