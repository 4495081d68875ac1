"""The charters, as sales open them, in the same transaction."""

from __future__ import annotations

from coachway.domain.charters.driver_hours import DrivingPolicy
from coachway.domain.charters.model import StopType
from coachway.domain.charters.ports import AgentDirectory, ChartersUnitOfWork, ClientDirectory
from coachway.domain.charters.use_cases.create_charter import CreateCharter, create_charter
from coachway.domain.kernel.actor import Actor
from coachway.domain.kernel.clock import Clock
from coachway.domain.sales.neighbours import CharterToOpen, OpenedCharter


class InProcessCharterOpening:
    def __init__(
        self,
        *,
        actor: Actor,
        uow: ChartersUnitOfWork,
        clients: ClientDirectory,
        agents: AgentDirectory,
        clock: Clock,
        driving: DrivingPolicy,
    ) -> None:
        self._actor = actor
        self._uow = uow
        self._clients = clients
        self._agents = agents
        self._clock = clock
        self._driving = driving

    async def open(self, trip: CharterToOpen) -> OpenedCharter:
        made = await self._uow.charters_of_leads.of(trip.lead_id)
        if made is not None:
            return OpenedCharter(made, (await self._uow.charters.get(made)).client_id)
        # Whoever left meanwhile takes charge of no new charter.
        agent_id = trip.agent_id
        if agent_id is not None and not await self._agents.may_take_charge(agent_id):
            agent_id = None
        ends = ((trip.pickup_location, StopType.PICKUP), (trip.dropoff_location, StopType.DROPOFF))
        charter = await create_charter(
            CreateCharter(
                client_id=trip.client_id,
                agent_id=agent_id,
                trip_date=trip.trip_date,
                passengers=trip.passengers,
                vehicle_type=trip.vehicle_type,
                notes=trip.notes,
                stops=[{"location": place, "stop_type": kind} for place, kind in ends if place],
            ),
            actor=self._actor,
            uow=self._uow,
            clock=self._clock,
            clients=self._clients,
            agents=self._agents,
            driving=self._driving,
        )
        await self._uow.charters_of_leads.note(trip.lead_id, charter.id)
        return OpenedCharter(charter.id, charter.client_id)
