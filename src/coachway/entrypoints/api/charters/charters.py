"""Charters: create, list, read, edit, run, and every revision of them."""

from __future__ import annotations

from typing import Annotated

from litestar import Controller, get, post, put
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from coachway.domain.charters.model import CharterStatus
from coachway.domain.charters.ports import CharterFilter
from coachway.domain.charters.use_cases.create_charter import CloneCharter, clone_charter, create_charter
from coachway.domain.charters.use_cases.edit_charter import UpdateCharter, update_charter
from coachway.domain.charters.use_cases.run_charter import (
    CancelCharter,
    ConfirmCharter,
    MoveCharter,
    cancel_charter,
    complete_charter,
    confirm_charter,
    start_charter,
)
from coachway.domain.charters.views import CharterSummary, CharterView, RevisionStateView, RevisionView
from coachway.domain.charters.visibility import without_link
from coachway.entrypoints.api.charters.bodies import Cancellation, CharterChanges, Confirmation, NewCharter
from coachway.entrypoints.api.moments import business_day
from coachway.entrypoints.api.operation import Operation
from coachway.entrypoints.api.paging import Paging


class CharterController(Controller):
    path = "/api/v1/charters"
    tags = ["charters"]

    @post(operation_id="create_charter")
    async def create(self, data: JSONBody[NewCharter], operation: Operation) -> CharterView:
        """Create a charter, in `quote`, with its stops."""
        async with operation.transaction() as work:
            charter = await create_charter(
                data.command(),
                actor=operation.actor,
                uow=work,
                clock=operation.clock,
                clients=operation.platform.clients_for_charters(work.reads),
                agents=operation.platform.agents(work.reads),
                driving=operation.platform.driving,
            )
            return work.answer(await work.reads.charters.charter(charter.id, actor=operation.actor))

    @get(operation_id="list_charters")
    async def list_charters(
        self,
        *,
        operation: Operation,
        paging: Paging,
        status: FromQuery[CharterStatus | None] = None,
        client_id: FromQuery[int | None] = None,
        vendor_id: FromQuery[int | None] = None,
        agent_id: FromQuery[int | None] = None,
        trip_from: Annotated[str | None, QueryParameter(description="First trip date: a date, or a moment.")] = None,
        trip_to: Annotated[str | None, QueryParameter(description="Last trip date: a date, or a moment.")] = None,
        series_id: FromQuery[int | None] = None,
        q: Annotated[
            str | None, QueryParameter(description="Part of the client's name, a stop, the vehicle type or the notes.")
        ] = None,
    ) -> list[CharterView]:
        """Charters that one may see, newest first."""
        wanted = CharterFilter(
            status=status,
            client_id=client_id,
            vendor_id=vendor_id,
            agent_id=agent_id,
            trip_from=business_day("trip_from", trip_from, operation.calendar),
            trip_to=business_day("trip_to", trip_to, operation.calendar),
            series_id=series_id,
            q=q,
        )
        async with operation.reading() as reads:
            return operation.page(await reads.charters.charters(wanted, paging, actor=operation.actor))

    @get("/dashboard-summary", operation_id="get_charter_summary")
    async def summary(self, operation: Operation) -> CharterSummary:
        """How all charters stand, and what was booked in this business month."""
        today = operation.calendar.day_of(operation.clock.now())
        month_began = operation.calendar.start_of(today.replace(day=1))
        async with operation.reading() as reads:
            return await reads.charters.summary(today=today, month_began=month_began)

    @get("/{charter_id:int}", operation_id="get_charter")
    async def read(self, charter_id: FromPath[int], operation: Operation) -> CharterView:
        """One charter, as far as one may see it."""
        async with operation.reading() as reads:
            return await reads.charters.charter(charter_id, actor=operation.actor)

    @put("/{charter_id:int}", operation_id="update_charter")
    async def update(
        self, charter_id: FromPath[int], data: JSONBody[CharterChanges], operation: Operation
    ) -> CharterView:
        """Change what was sent; from booked on, what was agreed needs a change case or a manager's override."""
        command = UpdateCharter(
            charter_id=charter_id,
            changes=data.sent("override", "reason"),
            override=data.overridden(),
            expected_version=operation.expected_version,
        )
        async with operation.transaction() as work:
            await update_charter(
                command,
                actor=operation.actor,
                uow=work,
                clock=operation.clock,
                clients=operation.platform.clients_for_charters(work.reads),
                agents=operation.platform.agents(work.reads),
                quotes=operation.platform.quotes_for_charters(work),
                driving=operation.platform.driving,
            )
            return await work.reads.charters.charter(charter_id, actor=operation.actor)

    @post("/{charter_id:int}/clone", operation_id="clone_charter")
    async def clone(self, charter_id: FromPath[int], operation: Operation) -> CharterView:
        """Create a charter like this one: with its stops and prices, without driver, vendor or quote."""
        command = CloneCharter(charter_id=charter_id, expected_version=operation.expected_version)
        async with operation.transaction() as work:
            charter = await clone_charter(
                command,
                actor=operation.actor,
                uow=work,
                clock=operation.clock,
                driving=operation.platform.driving,
            )
            return work.answer(await work.reads.charters.charter(charter.id, actor=operation.actor))

    @post("/{charter_id:int}/confirm", operation_id="confirm_charter", status_code=200)
    async def confirm(
        self, charter_id: FromPath[int], operation: Operation, data: JSONBody[Confirmation | None] = None
    ) -> CharterView:
        """Say that it will run: a vendor has it and the deposit is paid, or a manager overrides."""
        command = ConfirmCharter(
            charter_id=charter_id,
            override=data.overridden() if data else None,
            expected_version=operation.expected_version,
        )
        async with operation.transaction() as work:
            await confirm_charter(
                command,
                actor=operation.actor,
                uow=work,
                clock=operation.clock,
                ledger=operation.platform.deposits,
            )
            return work.answer(without_link(await work.reads.charters.charter(charter_id, actor=operation.actor)))

    @post("/{charter_id:int}/start", operation_id="start_charter", status_code=200)
    async def start(self, charter_id: FromPath[int], operation: Operation) -> CharterView:
        """Say that the trip is under way."""
        command = MoveCharter(charter_id=charter_id, expected_version=operation.expected_version)
        async with operation.transaction() as work:
            await start_charter(command, actor=operation.actor, uow=work, clock=operation.clock)
            return work.answer(without_link(await work.reads.charters.charter(charter_id, actor=operation.actor)))

    @post("/{charter_id:int}/complete", operation_id="complete_charter", status_code=200)
    async def complete(self, charter_id: FromPath[int], operation: Operation) -> CharterView:
        """Say that the trip is over; not before its date."""
        command = MoveCharter(charter_id=charter_id, expected_version=operation.expected_version)
        async with operation.transaction() as work:
            await complete_charter(
                command, actor=operation.actor, uow=work, clock=operation.clock, calendar=operation.calendar
            )
            return work.answer(without_link(await work.reads.charters.charter(charter_id, actor=operation.actor)))

    @post("/{charter_id:int}/cancel", operation_id="cancel_charter", status_code=200)
    async def cancel(
        self, charter_id: FromPath[int], data: JSONBody[Cancellation], operation: Operation
    ) -> CharterView:
        """Cancel it; from booked on through a change case, or by a manager's override."""
        command = CancelCharter(
            charter_id=charter_id,
            reason=data.reason or "",
            override=data.overridden(),
            expected_version=operation.expected_version,
        )
        async with operation.transaction() as work:
            await cancel_charter(
                command,
                actor=operation.actor,
                uow=work,
                clock=operation.clock,
                quotes=operation.platform.quotes_for_charters(work),
            )
            return work.answer(without_link(await work.reads.charters.charter(charter_id, actor=operation.actor)))

    @get("/{charter_id:int}/revisions", operation_id="list_charter_revisions")
    async def list_revisions(
        self, charter_id: FromPath[int], operation: Operation, paging: Paging
    ) -> list[RevisionView]:
        """Every version, oldest first: who made it, and what changed."""
        async with operation.reading() as reads:
            return operation.page(await reads.charters.revisions(charter_id, paging))

    @get("/{charter_id:int}/revisions/{revision_number:int}", operation_id="get_charter_revision")
    async def read_revision(
        self, charter_id: FromPath[int], revision_number: FromPath[int], operation: Operation
    ) -> RevisionStateView:
        """One version, with the whole state that it left."""
        async with operation.reading() as reads:
            return await reads.charters.revision(charter_id, revision_number)
