"""Recurring charters: a whole series created at once, read from any of its members, and cancelled from one on."""

from __future__ import annotations

from typing import Annotated

from litestar import Controller, get, post
from litestar.params import FromPath, JSONBody, QueryParameter

from coachway.domain.charters.recurrence import MOST_INSTANCES
from coachway.domain.charters.use_cases.cancel_series import CancelSeries, cancel_series
from coachway.domain.charters.use_cases.create_series import CreateSeries, create_series
from coachway.domain.charters.views import CharterView
from coachway.domain.charters.visibility import without_link
from coachway.entrypoints.api.charters.bodies import NewCharter, SeriesCancellation
from coachway.entrypoints.api.operation import Operation


class SeriesController(Controller):
    path = "/api/v1/charters"
    tags = ["charters"]

    @post("/recurring", operation_id="create_recurring_charters")
    async def create(
        self,
        *,
        data: JSONBody[NewCharter],
        operation: Operation,
        recurrence_rule: Annotated[
            str, QueryParameter(description="daily, weekly, biweekly, monthly, or an RRULE of RFC 5545.")
        ],
        instance_count: Annotated[
            int, QueryParameter(description=f"How many, 1 to {MOST_INSTANCES}; caps a COUNT or UNTIL of the rule.")
        ],
    ) -> list[CharterView]:
        """Create a charter for each day of the rule, the same by the wall clock: all of them or none."""
        command = CreateSeries(charter=data.command(), recurrence_rule=recurrence_rule, instance_count=instance_count)
        async with operation.transaction() as work:
            made = await create_series(
                command,
                actor=operation.actor,
                uow=work,
                clock=operation.clock,
                clients=operation.platform.clients_for_charters(work.reads),
                agents=operation.platform.agents(work.reads),
                driving=operation.platform.driving,
                calendar=operation.calendar,
            )
            return work.answer(await work.reads.charters.series(made[0].id, actor=operation.actor))

    @get("/{charter_id:int}/series", operation_id="list_charter_series")
    async def read(self, charter_id: FromPath[int], operation: Operation) -> list[CharterView]:
        """The series of a charter by instance_number; one that is in none is alone."""
        async with operation.reading() as reads:
            return await reads.charters.series(charter_id, actor=operation.actor)

    @post("/{charter_id:int}/series/cancel", operation_id="cancel_charter_series", status_code=200)
    async def cancel(
        self, charter_id: FromPath[int], data: JSONBody[SeriesCancellation], operation: Operation
    ) -> list[CharterView]:
        """Cancel that instance and the later ones that still can be; the whole series is the answer."""
        command = CancelSeries(
            charter_id=charter_id,
            from_instance=data.from_instance,
            reason=data.reason,
            override=data.overridden(),
            expected_version=operation.expected_version,
        )
        async with operation.transaction() as work:
            await cancel_series(
                command,
                actor=operation.actor,
                uow=work,
                clock=operation.clock,
                quotes=operation.platform.quotes_for_charters(work),
            )
            series = await work.reads.charters.series(charter_id, actor=operation.actor)
            return work.answer([without_link(charter) for charter in series])
