"""Creating a recurring charter: one for each day that its rule gives, all or none."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from coachway.domain.charters.driver_hours import DrivingPolicy
from coachway.domain.charters.model import Charter, SeriesPlace
from coachway.domain.charters.model.itinerary import in_order
from coachway.domain.charters.ports import AgentDirectory, ChartersUnitOfWork, ClientDirectory
from coachway.domain.charters.recurrence import normalized, occurrences, shifted_stops
from coachway.domain.charters.use_cases.create_charter import CreateCharter, client_of, drawn_up
from coachway.domain.kernel.actor import Actor
from coachway.domain.kernel.clock import BusinessCalendar, Clock


@dataclass(frozen=True, kw_only=True)
class CreateSeries:
    """The first charter, and by which rule, how many times at most, it is repeated."""

    charter: CreateCharter
    recurrence_rule: str
    instance_count: int


async def create_series(
    command: CreateSeries,
    *,
    actor: Actor,
    uow: ChartersUnitOfWork,
    clock: Clock,
    clients: ClientDirectory,
    agents: AgentDirectory,
    driving: DrivingPolicy,
    calendar: BusinessCalendar,
) -> list[Charter]:
    """The charters of a new series in their order, each in `quote`; the first is the master, and gives it its id.

    The client must have been flushed. Raises RuleViolated.
    """
    first = command.charter
    days = occurrences(
        command.recurrence_rule, first.trip_date, command.instance_count, calendar=calendar, at=first.pickup_time
    )
    client = await client_of(first, uow=uow, clients=clients, agents=agents)
    charter_ids = await uow.charters.next_ids(len(days))
    stop_ids = iter(await uow.charters.next_stop_ids(len(days) * len(first.stops)))
    now = clock.now()
    made = []
    for number, (charter_id, day) in enumerate(zip(charter_ids, days, strict=True), start=1):
        charter = drawn_up(
            _on(day, first, calendar),
            client,
            charter_id,
            [next(stop_ids) for _ in first.stops],
            series=SeriesPlace(charter_ids[0], normalized(command.recurrence_rule), number, len(days)),
            driving=driving,
            by=actor,
            at=now,
        )
        uow.charters.add(charter)
        made.append(charter)
    await uow.flush()
    return made


def _on(day: date, first: CreateCharter, calendar: BusinessCalendar) -> CreateCharter:
    """The same charter on another day: it returns, and calls at its stops, so much later."""
    shift = day - first.trip_date
    if not shift:
        return first
    return replace(
        first,
        trip_date=day,
        return_date=first.return_date + shift if first.return_date else None,
        stops=shifted_stops(in_order(first.stops), shift.days, calendar),
    )
