"""Converting a lead: the person becomes a client, the trip a charter.

All in one transaction within one process. Where clients or charters are remote, each keeps what it made of which lead
and commits it by itself, and the lead is converted last: whatever fails in between, the same conversion can be asked
for again, and is completed with the client and the charter that are there.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from coachway.domain.kernel.actor import Actor
from coachway.domain.kernel.clock import Clock
from coachway.domain.kernel.errors import Checks
from coachway.domain.sales.model import Lead
from coachway.domain.sales.neighbours import CharterBook, CharterToOpen, ClientDirectory, ClientToRegister, KnownClient
from coachway.domain.sales.ports import SalesUnitOfWork
from coachway.domain.sales.use_cases.update_lead import log_status_change
from coachway.domain.sales.visibility import require_may_write

USUAL_VEHICLE: Final = "coach"
"""What is quoted when nobody has said which vehicle: a lead does not know it."""


@dataclass(frozen=True, kw_only=True)
class ConvertLead:
    """Whatever is missing comes from the lead."""

    lead_id: int
    trip_date: date | None = None
    passengers: int | None = None
    vehicle_type: str | None = None
    client_id: int | None = None
    expected_version: int | None = None


async def convert_lead(
    command: ConvertLead,
    *,
    actor: Actor,
    uow: SalesUnitOfWork,
    clients: ClientDirectory,
    charters: CharterBook,
    clock: Clock,
) -> Lead:
    """The lead, converted; it names its client and charter.

    Raises NotFound, Forbidden, RuleViolated when the trip is not known well enough, and Conflict for a lead that was
    converted already (naming its charter) or is dead.
    """
    now = clock.now()
    lead = await uow.leads.get(command.lead_id)
    require_may_write(actor, lead)
    lead.expect_version(command.expected_version)
    lead.require_convertible()
    trip_date = command.trip_date or lead.trip.estimated_trip_date
    passengers = command.passengers if command.passengers is not None else lead.trip.estimated_passengers
    with Checks() as check:
        check(trip_date is not None, "trip_date", "is needed: the lead has no estimated_trip_date")
        check(passengers is not None, "passengers", "is needed: the lead has no estimated_passengers")
    assert trip_date is not None  # noqa: S101 (checked above)
    assert passengers is not None  # noqa: S101
    client = await _client_of(lead, command.client_id, clients)
    charter = await charters.open(
        CharterToOpen(
            lead_id=lead.id,
            client_id=client.id,
            agent_id=lead.assigned_to_agent_id,
            trip_date=trip_date,
            passengers=passengers,
            vehicle_type=USUAL_VEHICLE if command.vehicle_type is None else command.vehicle_type,
            pickup_location=lead.trip.pickup_location,
            dropoff_location=lead.trip.dropoff_location,
            notes=lead.trip.trip_details,
        )
    )
    sentence = lead.convert(client_id=charter.client_id, charter_id=charter.id, at=now)
    await log_status_change(lead, sentence, actor=actor, uow=uow, at=now)
    await uow.flush()
    return lead


async def _client_of(lead: Lead, client_id: int | None, clients: ClientDirectory) -> KnownClient:
    """The client that was named, else whoever has the lead's e-mail address or phone number, else a new one."""
    if client_id is not None:
        named = await clients.get(client_id)
        with Checks() as check:
            check(named is not None, "client_id", "there is no such client")
        assert named is not None  # noqa: S101 (checked above)
        return named
    return await clients.find_or_register(
        ClientToRegister(
            lead_id=lead.id,
            first_name=lead.contact.first_name,
            last_name=lead.contact.last_name,
            email=lead.contact.email,
            phone=lead.contact.phone,
            assigned_agent_id=lead.assigned_to_agent_id,
        )
    )
