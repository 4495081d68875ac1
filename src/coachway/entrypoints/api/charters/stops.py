"""The stops of a charter, in the order in which they are called at."""

from __future__ import annotations

from typing import Annotated

from litestar import Controller, delete, get, post, put
from litestar.params import FromPath, JSONBody, QueryParameter

from coachway.domain.charters.use_cases.edit_charter import (
    AddStop,
    ChangeStop,
    RemoveStop,
    add_stop,
    change_stop,
    remove_stop,
)
from coachway.domain.charters.views import StopView
from coachway.entrypoints.api.charters.bodies import NewStopOfCharter, StopChanges, overriding
from coachway.entrypoints.api.operation import Operation


class StopController(Controller):
    path = "/api/v1/charters/{charter_id:int}/stops"
    tags = ["charters"]

    @get(operation_id="list_stops")
    async def list_stops(self, charter_id: FromPath[int], operation: Operation) -> tuple[StopView, ...]:
        """The stops, in order."""
        async with operation.reading() as reads:
            return await reads.charters.stops(charter_id, actor=operation.actor)

    @post(operation_id="add_stop")
    async def add(self, charter_id: FromPath[int], data: JSONBody[NewStopOfCharter], operation: Operation) -> StopView:
        """Add a stop: at its sequence, moving later ones, or last."""
        command = AddStop(
            charter_id=charter_id,
            values=data.sent("sequence", "override", "reason"),
            sequence=data.sequence,
            override=data.overridden(),
            expected_version=operation.expected_version,
        )
        async with operation.transaction() as work:
            stop = await add_stop(
                command,
                actor=operation.actor,
                uow=work,
                clock=operation.clock,
                quotes=operation.platform.quotes_for_charters(work),
                driving=operation.platform.driving,
            )
            return work.answer(await work.reads.charters.stop(charter_id, stop.id, actor=operation.actor))

    @put("/{stop_id:int}", operation_id="update_stop")
    async def change(
        self, charter_id: FromPath[int], stop_id: FromPath[int], data: JSONBody[StopChanges], operation: Operation
    ) -> StopView:
        """Change what was sent of a stop; a sequence moves it."""
        command = ChangeStop(
            charter_id=charter_id,
            stop_id=stop_id,
            changes=data.sent("override", "reason"),
            override=data.overridden(),
            expected_version=operation.expected_version,
        )
        async with operation.transaction() as work:
            await change_stop(
                command,
                actor=operation.actor,
                uow=work,
                clock=operation.clock,
                quotes=operation.platform.quotes_for_charters(work),
                driving=operation.platform.driving,
            )
            return await work.reads.charters.stop(charter_id, stop_id, actor=operation.actor)

    @delete("/{stop_id:int}", operation_id="delete_stop")
    async def remove(
        self,
        charter_id: FromPath[int],
        stop_id: FromPath[int],
        operation: Operation,
        override: Annotated[bool, QueryParameter(description="A manager goes past the change cases.")] = False,
        reason: Annotated[str | None, QueryParameter(description="Why, when overriding.")] = None,
    ) -> None:
        """Leave out a stop; later ones move up."""
        command = RemoveStop(
            charter_id=charter_id,
            stop_id=stop_id,
            override=overriding(override, reason),
            expected_version=operation.expected_version,
        )
        async with operation.transaction() as work:
            await remove_stop(
                command,
                actor=operation.actor,
                uow=work,
                clock=operation.clock,
                quotes=operation.platform.quotes_for_charters(work),
                driving=operation.platform.driving,
            )
