"""Change cases: asking, reading, editing."""

from __future__ import annotations

from typing import Annotated

from litestar import Controller, get, post, put
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from coachway.domain.changes.model.values import ChangePriority, ChangeType
from coachway.domain.changes.ports import CaseFilter
from coachway.domain.changes.state_machine import ChangeStatus
from coachway.domain.changes.use_cases.edit_case import edit_case
from coachway.domain.changes.use_cases.open_case import open_case
from coachway.domain.changes.views import ApprovalView, ChangeCaseView, HistoryEntryView
from coachway.entrypoints.api.changes.bodies import CaseChanges, NewCase
from coachway.entrypoints.api.changes.ports import acting, approval_policy, charter_book
from coachway.entrypoints.api.operation import Operation
from coachway.entrypoints.api.paging import Paging


class CaseController(Controller):
    path = "/api/v1/changes/cases"
    tags = ["changes"]

    @post(operation_id="create_change_case")
    async def create(self, data: JSONBody[NewCase], operation: Operation) -> ChangeCaseView:
        """Ask for a change of a booked charter."""
        async with operation.transaction() as work:
            actor = await acting(work, operation, data.requested_by, data.requested_by_name)
            case = await open_case(
                data.command(),
                actor=actor,
                uow=work,
                charters=charter_book(work),
                policy=approval_policy(operation),
                clock=operation.clock,
                calendar=operation.calendar,
            )
            return work.answer(await work.reads.changes.case(case.id, actor=operation.actor))

    @get(operation_id="list_change_cases")
    async def list_cases(
        self,
        operation: Operation,
        paging: Paging,
        *,
        charter_id: FromQuery[int | None] = None,
        client_id: FromQuery[int | None] = None,
        vendor_id: FromQuery[int | None] = None,
        status: FromQuery[ChangeStatus | None] = None,
        change_type: FromQuery[ChangeType | None] = None,
        short_type: Annotated[
            ChangeType | None, QueryParameter(name="type", description="The same as change_type.")
        ] = None,
        priority: FromQuery[ChangePriority | None] = None,
    ) -> list[ChangeCaseView]:
        """Change cases, newest first."""
        wanted = CaseFilter(
            charter_id=charter_id,
            client_id=client_id,
            vendor_id=vendor_id,
            status=status,
            change_type=change_type or short_type,
            priority=priority,
        )
        async with operation.reading() as reads:
            return operation.page(await reads.changes.cases(wanted, paging, actor=operation.actor))

    @get("/number/{case_number:str}", operation_id="get_change_case_by_number")
    async def get_by_number(self, case_number: FromPath[str], operation: Operation) -> ChangeCaseView:
        """One change case by its number, such as CHG-2026-0001."""
        async with operation.reading() as reads:
            return await reads.changes.case_by_number(case_number, actor=operation.actor)

    @get("/{case_id:int}", operation_id="get_change_case")
    async def get_case(self, case_id: FromPath[int], operation: Operation) -> ChangeCaseView:
        """One change case."""
        async with operation.reading() as reads:
            return await reads.changes.case(case_id, actor=operation.actor)

    @put("/{case_id:int}", operation_id="update_change_case")
    async def update(self, case_id: FromPath[int], data: JSONBody[CaseChanges], operation: Operation) -> ChangeCaseView:
        """Change what was sent, until the case is decided; approvals given before are asked for again."""
        async with operation.transaction() as work:
            await edit_case(
                data.command(case_id, operation.expected_version),
                actor=operation.actor,
                uow=work,
                charters=charter_book(work),
                policy=approval_policy(operation),
                clock=operation.clock,
            )
            return await work.reads.changes.case(case_id, actor=operation.actor)

    @get("/{case_id:int}/history", operation_id="list_change_history")
    async def history(self, case_id: FromPath[int], operation: Operation, paging: Paging) -> list[HistoryEntryView]:
        """All that happened to a case, oldest first."""
        async with operation.reading() as reads:
            return operation.page(await reads.changes.history(case_id, paging, actor=operation.actor))

    @get("/{case_id:int}/approvals", operation_id="list_case_approvals")
    async def approvals(self, case_id: FromPath[int], operation: Operation) -> list[ApprovalView]:
        """The approvals asked for on a case, by level."""
        async with operation.reading() as reads:
            return await reads.changes.approvals_of(case_id, actor=operation.actor)
