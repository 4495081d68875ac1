"""Creating a charter: from what was asked for, or like one that is there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal

from coachway.domain.charters.driver_hours import DrivingPolicy
from coachway.domain.charters.model import Charter, Price, SeriesPlace, Trip, TripType
from coachway.domain.charters.model.itinerary import new_stops, prefixes_as_written
from coachway.domain.charters.model.trip import trip_type_of
from coachway.domain.charters.ports import AgentDirectory, ChartersUnitOfWork, ClientDirectory, ClientSummary
from coachway.domain.kernel.actor import Actor, Role
from coachway.domain.kernel.clock import Clock
from coachway.domain.kernel.errors import Checks
from coachway.domain.kernel.money import Money


@dataclass(frozen=True, kw_only=True)
class CreateCharter:
    """A charter as asked for; each stop is a mapping of the fields of `Stop` that are known."""

    client_id: int
    trip_date: date
    passengers: int
    vehicle_type: str
    agent_id: int | None = None
    trip_type: TripType | None = None
    pickup_time: time | None = None
    return_date: date | None = None
    vehicle_count: int = 1
    trip_hours: Decimal | None = None
    distance_miles: Decimal | None = None
    deadhead_miles: Decimal | None = None
    requires_second_driver: bool | None = None
    driver_name: str | None = None
    base_cost: Money | None = None
    mileage_cost: Money | None = None
    additional_fees: Money | None = None
    total_cost: Money | None = None
    deposit_amount: Money | None = None
    amenities: Sequence[str] = ()
    notes: str | None = None
    parent_charter_id: int | None = None
    stops: Sequence[Mapping[str, object]] = ()

    def trip(self) -> Trip:
        return Trip(
            vehicle_type=self.vehicle_type.strip(),
            vehicle_count=self.vehicle_count,
            passengers=self.passengers,
            trip_type=self.trip_type or trip_type_of(self.trip_date, self.return_date),
            trip_date=self.trip_date,
            pickup_time=self.pickup_time,
            return_date=self.return_date,
            trip_hours=self.trip_hours,
            distance_miles=self.distance_miles,
            deadhead_miles=self.deadhead_miles,
            amenities=tuple(dict.fromkeys(name.strip() for name in self.amenities)),
        )

    def price(self) -> Price:
        return Price(
            base_cost=self.base_cost,
            mileage_cost=self.mileage_cost,
            additional_fees=self.additional_fees,
            total_cost=self.total_cost,
            deposit_amount=self.deposit_amount,
        )


@dataclass(frozen=True, kw_only=True)
class CloneCharter:
    charter_id: int
    expected_version: int | None = None


async def create_charter(
    command: CreateCharter,
    *,
    actor: Actor,
    uow: ChartersUnitOfWork,
    clock: Clock,
    clients: ClientDirectory,
    agents: AgentDirectory,
    driving: DrivingPolicy,
) -> Charter:
    """A charter in `quote`; without an agent_id it is the client's agent's, else whoever creates it.

    The client must have been flushed. Raises RuleViolated.
    """
    client = await client_of(command, uow=uow, clients=clients, agents=agents)
    charter_id = await uow.charters.next_id()
    stop_ids = await uow.charters.next_stop_ids(len(command.stops))
    charter = drawn_up(command, client, charter_id, stop_ids, driving=driving, by=actor, at=clock.now())
    uow.charters.add(charter)
    await uow.flush()
    return charter


async def client_of(
    command: CreateCharter, *, uow: ChartersUnitOfWork, clients: ClientDirectory, agents: AgentDirectory
) -> ClientSummary:
    """The client who asks. Raises RuleViolated where there is none, or the agent or the parent cannot be it."""
    client = await clients.find(command.client_id)
    with Checks() as check:
        check(client is not None, "client_id", f"there is no client {command.client_id}")
        await check_agent(command.agent_id, check, agents=agents)
    assert client is not None  # noqa: S101 (checked above)
    if command.parent_charter_id is not None:
        await check_parent(command.parent_charter_id, uow=uow)
    return client


async def check_agent(agent_id: object, check: Checks, *, agents: AgentDirectory) -> None:
    """Note where that is somebody who could not take charge of a charter; None is nobody."""
    able = not isinstance(agent_id, int) or await agents.may_take_charge(agent_id)
    check(able, "agent_id", "must be a user who is an agent or manager and not disabled")


def drawn_up(
    command: CreateCharter,
    client: ClientSummary,
    charter_id: int,
    stop_ids: Iterable[int],
    *,
    series: SeriesPlace | None = None,
    driving: DrivingPolicy,
    by: Actor,
    at: datetime,
) -> Charter:
    """The charter as asked for; `stop_ids` gives an id for each stop. Raises RuleViolated."""
    return Charter.create(
        charter_id=charter_id,
        client_id=client.id,
        client_name=client.name,
        agent_id=command.agent_id if command.agent_id is not None else _agent_of(client, by),
        trip=command.trip(),
        price=command.price(),
        stops=new_stops(charter_id, stop_ids, command.stops),
        stop_prefixes=prefixes_as_written(stop_ids, command.stops),
        second_driver_requested=command.requires_second_driver,
        driver_name=command.driver_name,
        notes=command.notes,
        parent_charter_id=command.parent_charter_id,
        series=series,
        driving=driving,
        by=by,
        at=at,
    )


async def clone_charter(
    command: CloneCharter, *, actor: Actor, uow: ChartersUnitOfWork, clock: Clock, driving: DrivingPolicy
) -> Charter:
    """The same trip once more, as a new quote. Raises NotFound, VersionMismatch."""
    original = await uow.charters.get(command.charter_id)
    original.expect_version(command.expected_version)
    charter_id = await uow.charters.next_id()
    stop_ids = await uow.charters.next_stop_ids(len(original.stops))
    charter = original.clone(charter_id, stop_ids, driving=driving, by=actor, at=clock.now())
    uow.charters.add(charter)
    await uow.flush()
    return charter


async def check_parent(parent_charter_id: int, *, uow: ChartersUnitOfWork) -> None:
    """Refuse a parent that is not there. Raises RuleViolated."""
    there = await uow.charters.exists(parent_charter_id)
    with Checks() as check:
        check(there, "parent_charter_id", f"there is no charter {parent_charter_id}")


def _agent_of(client: ClientSummary, actor: Actor) -> int | None:
    if client.assigned_agent_id is not None:
        return client.assigned_agent_id
    return actor.acting_id if actor.role in (Role.AGENT, Role.MANAGER) else None
