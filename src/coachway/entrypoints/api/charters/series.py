"""Recurring charters: a whole series created at once, and read from any of its members."""

from __future__ import annotations

from typing import Annotated

from litestar import Controller, get, post
from litestar.params import FromPath, JSONBody, QueryParameter

from coachway.domain.charters.recurrence import MOST_INSTANCES
from coachway.domain.charters.use_cases.create_series import CreateSeries, create_series
from coachway.domain.charters.views import CharterView
from coachway.entrypoints.api.charters.bodies import NewCharter
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
                driving=operation.platform.driving,
                calendar=operation.calendar,
            )
            return work.answer(await work.reads.charters.series(made[0].id, actor=operation.actor))

    @get("/{charter_id:int}/series", operation_id="list_charter_series")
    async def read(self, charter_id: FromPath[int], operation: Operation) -> list[CharterView]:
        """The series of a charter by instance_number; one that is in none is alone."""
        async with operation.reading() as reads:
            return await reads.charters.series(charter_id, actor=operation.actor)
