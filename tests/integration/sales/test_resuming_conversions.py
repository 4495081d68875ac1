"""Converting a lead while clients and charters are elsewhere and commit by themselves."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import pytest

from coachway.domain.flows.convert_lead import ConvertLead, convert_lead
from coachway.domain.kernel.actor import SYSTEM
from coachway.domain.kernel.errors import Conflict, Unavailable
from coachway.domain.sales.model import Contact, Lead, LeadStatus
from coachway.domain.sales.neighbours import CharterToOpen, ClientToRegister, KnownClient, OpenedCharter
from coachway.entrypoints.bootstrap import Platform
from tests.api_client import ApiClient
from tests.integration.sales.office import open_office
from tests.integration.sales.test_converting import TRIP, counts

STEPS = ["before client", "after client", "before charter", "after charter", "before commit"]


@dataclass
class Fault:
    """Where the next attempt fails; it fails once."""

    step: str | None = None

    def strikes(self, step: str) -> None:
        if self.step == step:
            self.step = None
            raise Unavailable("The connection was lost.")


class RemoteClients:
    """Each call is a transaction of its own, as over HTTP."""

    def __init__(self, platform: Platform, fault: Fault) -> None:
        self._platform = platform
        self._fault = fault

    async def find_each(self, contacts: Sequence[Contact]) -> list[KnownClient | None]:
        async with self._platform.unit_of_work(SYSTEM) as work:
            return await self._platform.clients_for_sales(work).find_each(contacts)

    async def get(self, client_id: int) -> KnownClient | None:
        async with self._platform.unit_of_work(SYSTEM) as work:
            return await self._platform.clients_for_sales(work).get(client_id)

    async def find_or_register(self, person: ClientToRegister) -> KnownClient:
        self._fault.strikes("before client")
        async with self._platform.unit_of_work(SYSTEM) as work:
            client = await self._platform.clients_for_sales(work).find_or_register(person)
            await work.commit()
        self._fault.strikes("after client")
        return client


class RemoteCharters:
    """Each call is a transaction of its own, as over HTTP."""

    def __init__(self, platform: Platform, fault: Fault) -> None:
        self._platform = platform
        self._fault = fault

    async def open(self, trip: CharterToOpen) -> OpenedCharter:
        self._fault.strikes("before charter")
        async with self._platform.unit_of_work(SYSTEM) as work:
            charter = await self._platform.charters_for_sales(work).open(trip)
            await work.commit()
        self._fault.strikes("after charter")
        return charter


async def convert(platform: Platform, command: ConvertLead, fault: Fault) -> Lead:
    async with platform.unit_of_work(SYSTEM) as work:
        lead = await convert_lead(
            command,
            actor=SYSTEM,
            uow=work,
            clients=RemoteClients(platform, fault),
            charters=RemoteCharters(platform, fault),
            clock=platform.clock,
        )
        fault.strikes("before commit")
        await work.commit()
        return lead


async def a_lead(api: ApiClient) -> ConvertLead:
    return ConvertLead(lead_id=(await (await open_office(api, {})).take(**TRIP))["id"])


@pytest.mark.parametrize("step", STEPS)
async def test_a_conversion_that_failed_anywhere_is_completed_by_a_retry(
    api: ApiClient, platform: Platform, step: str
) -> None:
    command, fault = await a_lead(api), Fault(step)
    with pytest.raises(Unavailable):
        await convert(platform, command, fault)
    async with platform.reading() as reads:
        assert (await reads.sales.lead(command.lead_id)).status is LeadStatus.NEW
    lead = await convert(platform, command, fault)
    assert await counts(api) == (1, 1)
    assert (lead.status, lead.converted_client_id, lead.converted_charter_id) == (LeadStatus.CONVERTED, 1, 1)
    with pytest.raises(Conflict, match="charter 1"):
        await convert(platform, command, fault)


async def test_a_retry_finds_its_client_also_when_their_address_changed_meanwhile(
    api: ApiClient, platform: Platform
) -> None:
    command, fault = await a_lead(api), Fault("after client")
    with pytest.raises(Unavailable):
        await convert(platform, command, fault)
    agent = await api.as_("agent")
    renamed = await agent.put("/api/v1/clients/1", {"email": "moved@example.com", "phone": None})
    assert renamed.status_code == 200, renamed.text
    await convert(platform, command, fault)
    assert await counts(api) == (1, 1)


async def test_a_retry_that_names_another_client_completes_the_first_conversion(
    api: ApiClient, platform: Platform
) -> None:
    command, fault = await a_lead(api), Fault("before commit")
    with pytest.raises(Unavailable):
        await convert(platform, command, fault)
    other = (await (await api.as_("agent")).post("/api/v1/clients", {"last_name": "Other"})).json()["id"]
    again = ConvertLead(lead_id=command.lead_id, client_id=other, trip_date=date(2026, 7, 1))
    lead = await convert(platform, again, fault)
    assert (lead.converted_client_id, await counts(api)) == (1, (2, 1))


async def test_two_at_once_make_one_conversion(api: ApiClient, platform: Platform) -> None:
    command = await a_lead(api)
    done = await asyncio.gather(*(convert(platform, command, Fault()) for _ in range(4)), return_exceptions=True)
    assert sorted(type(each).__name__ for each in done) == ["Conflict", "Conflict", "Conflict", "Lead"]
    assert await counts(api) == (1, 1)
