"""Change cases: taking them up, deciding them, carrying them out."""

from __future__ import annotations

from typing import Annotated

from litestar import Controller, get, post
from litestar.params import FromPath, JSONBody, QueryParameter

from coachway.domain.changes.state_machine import described
from coachway.domain.changes.use_cases.decide import (
    DecideCase,
    approve_case,
    cancel_case,
    reject_case,
    review_case,
)
from coachway.domain.changes.views import ChangeCaseView, ChangePreview
from coachway.domain.charters.ports import Distances
from coachway.domain.flows.implement_change import ImplementChange, implement_change, preview_change
from coachway.domain.flows.roll_back_change import RollBackChange, roll_back_change
from coachway.entrypoints.api.changes.bodies import ApproveCase, CancelCase, ImplementCase, RejectCase, RollBackCase
from coachway.entrypoints.api.changes.ports import acting, approval_policy, repricing
from coachway.entrypoints.api.operation import Operation

_MOVES = f"Statuses move by one table: {described()}. Any other move is 409 `illegal_transition`."


class DecisionController(Controller):
    path = "/api/v1/changes/cases/{case_id:int}"
    tags = ["changes"]

    @post("/review", operation_id="review_change_case", status_code=200)
    async def review(
        self,
        case_id: FromPath[int],
        operation: Operation,
        reviewed_by: Annotated[
            int | None, QueryParameter(ge=1, description="Who reviews, where an admin says so.")
        ] = None,
        reviewed_by_name: Annotated[str | None, QueryParameter(max_length=200, description="Their name.")] = None,
    ) -> ChangeCaseView:
        """Take a pending case up."""
        command = DecideCase(case_id=case_id, expected_version=operation.expected_version)
        async with operation.transaction() as work:
            actor = await acting(work, operation, reviewed_by, reviewed_by_name)
            await review_case(command, actor=actor, uow=work, clock=operation.clock)
            return work.answer(await work.reads.changes.case(case_id, actor=operation.actor))

    @post("/approve", operation_id="approve_change_case", status_code=200, description=_MOVES)
    async def approve(
        self, case_id: FromPath[int], data: JSONBody[ApproveCase], operation: Operation
    ) -> ChangeCaseView:
        """Approve a case under review, once every required approval is given; never one's own request."""
        command = DecideCase(case_id=case_id, words=data.approval_notes, expected_version=operation.expected_version)
        async with operation.transaction() as work:
            actor = await acting(work, operation, data.approved_by, data.approved_by_name)
            await approve_case(command, actor=actor, uow=work, policy=approval_policy(operation), clock=operation.clock)
            return work.answer(await work.reads.changes.case(case_id, actor=operation.actor))

    @post("/reject", operation_id="reject_change_case", status_code=200)
    async def reject(self, case_id: FromPath[int], data: JSONBody[RejectCase], operation: Operation) -> ChangeCaseView:
        """Turn a case under review down."""
        command = DecideCase(case_id=case_id, words=data.rejection_reason, expected_version=operation.expected_version)
        async with operation.transaction() as work:
            actor = await acting(work, operation, data.rejected_by, data.rejected_by_name)
            await reject_case(command, actor=actor, uow=work, clock=operation.clock)
            return work.answer(await work.reads.changes.case(case_id, actor=operation.actor))

    @post("/implement", operation_id="implement_change_case", status_code=200)
    async def implement(
        self, case_id: FromPath[int], data: JSONBody[ImplementCase], operation: Operation
    ) -> ChangeCaseView:
        """Apply an approved case to its charter, as a new revision; all of it or nothing."""
        command = ImplementChange(
            case_id=case_id,
            implementation_notes=data.implementation_notes,
            expected_version=operation.expected_version,
        )

        async def implemented(distances: Distances) -> ChangeCaseView:
            async with operation.transaction() as work:
                actor = await acting(work, operation, data.implemented_by, data.implemented_by_name)
                await implement_change(
                    command,
                    actor=actor,
                    uow=work,
                    repricing=repricing(operation, distances),
                    driving=operation.platform.driving,
                    clock=operation.clock,
                )
                return work.answer(await work.reads.changes.case(case_id, actor=operation.actor))

        return await operation.platform.surveyor.survey(implemented)

    @post("/cancel", operation_id="cancel_change_case", status_code=200)
    async def cancel(self, case_id: FromPath[int], data: JSONBody[CancelCase], operation: Operation) -> ChangeCaseView:
        """Give a case up; whoever asked may, until it is taken up."""
        command = DecideCase(
            case_id=case_id, words=data.cancellation_reason, expected_version=operation.expected_version
        )
        async with operation.transaction() as work:
            actor = await acting(work, operation, data.cancelled_by, data.cancelled_by_name)
            await cancel_case(command, actor=actor, uow=work, clock=operation.clock)
            return work.answer(await work.reads.changes.case(case_id, actor=operation.actor))

    @post("/rollback", operation_id="roll_back_change_case")
    async def roll_back(
        self, case_id: FromPath[int], data: JSONBody[RollBackCase], operation: Operation
    ) -> ChangeCaseView:
        """Undo an implemented case by a linked one, unless a later revision touched the same fields."""
        command = RollBackChange(case_id=case_id, reason=data.reason, expected_version=operation.expected_version)

        async def rolled_back(distances: Distances) -> ChangeCaseView:
            async with operation.transaction() as work:
                reversal = await roll_back_change(
                    command,
                    actor=operation.actor,
                    uow=work,
                    charters=work.reads.charters,
                    policy=approval_policy(operation),
                    repricing=repricing(operation, distances),
                    driving=operation.platform.driving,
                    clock=operation.clock,
                    calendar=operation.calendar,
                )
                return work.answer(await work.reads.changes.case(reversal.id, actor=operation.actor))

        return await operation.platform.surveyor.survey(rolled_back)

    @get("/preview", operation_id="preview_change_case")
    async def preview(self, case_id: FromPath[int], operation: Operation) -> ChangePreview:
        """What implementing the case now would change, and the new price."""

        async def previewed(distances: Distances) -> ChangePreview:
            # Never committed: the charter and its case are only held still while the answer is worked out.
            async with operation.platform.unit_of_work(operation.actor) as work:
                return await preview_change(
                    case_id,
                    actor=operation.actor,
                    uow=work,
                    repricing=repricing(operation, distances),
                    driving=operation.platform.driving,
                )

        return await operation.platform.surveyor.survey(previewed)
