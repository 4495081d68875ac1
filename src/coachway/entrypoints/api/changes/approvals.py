"""Approvals: asking people for them, and their answers."""

from __future__ import annotations

from litestar import Controller, get, post, put
from litestar.params import FromPath, JSONBody

from coachway.adapters.inprocess.approver_directory import InProcessApproverDirectory
from coachway.domain.changes.use_cases.approvals import (
    AnswerApproval,
    RequestApproval,
    answer_approval,
    request_approval,
)
from coachway.domain.changes.views import ApprovalView
from coachway.domain.kernel.errors import NotFound
from coachway.entrypoints.api.changes.bodies import ApprovalAnswer, NewApproval
from coachway.entrypoints.api.operation import Operation
from coachway.entrypoints.api.paging import Paging


class ApprovalController(Controller):
    path = "/api/v1/changes/approvals"
    tags = ["changes"]

    @post(operation_id="request_approval")
    async def create(self, data: JSONBody[NewApproval], operation: Operation) -> ApprovalView:
        """Add an approver to a case."""
        command = RequestApproval(**data.sent())
        async with operation.transaction() as work:
            approval = await request_approval(
                command,
                actor=operation.actor,
                uow=work,
                approvers=InProcessApproverDirectory(work.reads.identity),
                clock=operation.clock,
            )
            return work.answer(await work.reads.changes.approval(approval.id, actor=operation.actor))

    @get("/pending/{approver_id:int}", operation_id="list_pending_approvals")
    async def pending(self, approver_id: FromPath[int], operation: Operation, paging: Paging) -> list[ApprovalView]:
        """What one approver has yet to answer, newest first; only staff see anybody's but their own."""
        if not operation.actor.is_staff and approver_id != operation.actor.acting_id:
            raise NotFound.of("approver", approver_id)
        async with operation.reading() as reads:
            return operation.page(await reads.changes.pending_approvals(approver_id, paging))

    @get("/{approval_id:int}", operation_id="get_approval")
    async def get_approval(self, approval_id: FromPath[int], operation: Operation) -> ApprovalView:
        """One approval."""
        async with operation.reading() as reads:
            return await reads.changes.approval(approval_id, actor=operation.actor)

    @put("/{approval_id:int}", operation_id="answer_approval")
    async def answer(
        self, approval_id: FromPath[int], data: JSONBody[ApprovalAnswer], operation: Operation
    ) -> ApprovalView:
        """Give or refuse an approval one was asked for; a required refusal rejects the case."""
        command = AnswerApproval(approval_id=approval_id, expected_version=operation.expected_version, **data.sent())
        async with operation.transaction() as work:
            await answer_approval(command, actor=operation.actor, uow=work, clock=operation.clock)
            return await work.reads.changes.approval(approval_id, actor=operation.actor)
