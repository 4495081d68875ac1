"""Clients, in memory and in PostgreSQL."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from coachway.domain.clients.model import Client
from coachway.domain.clients.ports import ClientsUnitOfWork
from coachway.domain.kernel.actor import SYSTEM
from coachway.domain.kernel.errors import Conflict, NotFound
from coachway.entrypoints.bootstrap import Platform
from tests.fakes.clients import FakeClientsUnitOfWork
from tests.fakes.clock import MONDAY_MORNING as NOW


@pytest_asyncio.fixture
async def in_postgres(platform: Platform) -> AsyncIterator[ClientsUnitOfWork]:
    async with platform.unit_of_work(SYSTEM) as work:
        yield work


@pytest.fixture
def in_memory() -> ClientsUnitOfWork:
    return FakeClientsUnitOfWork()


@pytest.fixture(params=["in_memory", "in_postgres"])
def uow(request: pytest.FixtureRequest) -> ClientsUnitOfWork:
    chosen: ClientsUnitOfWork = request.getfixturevalue(request.param)
    return chosen


async def keep(uow: ClientsUnitOfWork, **details: object) -> Client:
    client = Client.create(await uow.clients.next_id(), {"last_name": "Reyes", **details}, region="US", at=NOW)
    uow.clients.add(client)
    await uow.flush()
    return client


async def found(uow: ClientsUnitOfWork, email: str | None, phone: str | None) -> int | None:
    client = await uow.clients.by_contact(email, phone)
    return client.id if client else None


async def test_a_client_comes_back_and_a_stranger_does_not(uow: ClientsUnitOfWork) -> None:
    client = await keep(uow, email="ana@example.com", phone="212 555 0123", notes="VIP")
    again = await uow.clients.get(client.id)
    assert (again.email, again.phone, again.notes) == ("ana@example.com", "+12125550123", "VIP")
    with pytest.raises(NotFound):
        await uow.clients.get(client.id + 1)
    assert set(await uow.clients.both(client.id, client.id + 1)) == {client.id}


async def test_an_address_is_one_clients(uow: ClientsUnitOfWork) -> None:
    await keep(uow, email="ana@example.com")
    with pytest.raises(Conflict) as refused:
        await keep(uow, email="ana@example.com")
    assert refused.value.code == "client_email_taken"


async def test_an_address_is_better_than_a_number_and_the_oldest_is_best(uow: ClientsUnitOfWork) -> None:
    first, second = await keep(uow, phone="212 555 0123"), await keep(uow, email="ana@x.example", phone="212 555 0123")
    assert await found(uow, "ana@x.example", "+12125550123") == second.id
    assert await found(uow, "bob@x.example", "+12125550123") == first.id
    assert await found(uow, "bob@x.example", None) is None
    assert await found(uow, None, None) is None


async def test_who_was_merged_is_found_as_whom_they_were_merged_into(uow: ClientsUnitOfWork) -> None:
    gone, kept = await keep(uow, email="old@x.example", phone="212 555 0123"), await keep(uow)
    last = await keep(uow, email="last@x.example")
    gone.end_in(kept, at=NOW)
    await uow.flush()
    assert await uow.clients.owner_of("old@x.example") == kept.id
    assert await uow.clients.owner_of("last@x.example") is None
    kept.email = "old@x.example"  # free for the survivor
    await uow.flush()
    assert await found(uow, "old@x.example", None) == kept.id
    kept.end_in(last, at=NOW)
    await uow.flush()
    await uow.clients.follow_merge(kept.id, last.id)
    for email, phone in (("old@x.example", None), (None, "+12125550123")):
        assert await found(uow, email, phone) == last.id
