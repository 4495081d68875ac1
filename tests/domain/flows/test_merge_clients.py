"""Merging clients, with everything behind it in memory."""

from __future__ import annotations

from typing import Any

import pytest

from coachway.domain.clients.events import ClientsWereMerged
from coachway.domain.clients.model import Client
from coachway.domain.flows.merge_clients import (
    MergeClients,
    OtherContexts,
    merge_clients,
    when_clients_were_merged_move_what_came_late,
)
from coachway.domain.kernel.errors import Conflict, NotFound, RuleViolated, VersionMismatch
from tests.fakes.clients import FakeClientsUnitOfWork, FakeKept
from tests.fakes.clock import MONDAY_MORNING, SteerableClock


class Desk:
    def __init__(self) -> None:
        self.uow, self.clock = FakeClientsUnitOfWork(), SteerableClock()
        self.asked: list[str] = []
        self.leads, self.charters = FakeKept("leads", self.asked), FakeKept("charters", self.asked)
        self.contexts = OtherContexts(leads=self.leads, others=(self.charters,))

    def client(self, client_id: int, **details: Any) -> Client:
        client = Client.create(client_id, {"last_name": "Reyes", **details}, region="US", at=MONDAY_MORNING)
        self.uow.clients.add(client)
        return client

    async def merge(self, survivor: int, duplicate: int, version: int | None = None) -> Client:
        command = MergeClients(client_id=survivor, duplicate_client_id=duplicate, expected_version=version)
        return await merge_clients(command, uow=self.uow, contexts=self.contexts, clock=self.clock)


@pytest.fixture
def desk() -> Desk:
    return Desk()


async def test_every_context_hands_over_and_leads_are_asked_before_and_after_the_clients_locks(desk: Desk) -> None:
    desk.client(1)
    gone = desk.client(2, email="ana@example.com")
    desk.leads.things, desk.charters.things = {"a": 2, "b": 3}, {"c": 2, "d": 1}
    survivor = await desk.merge(1, 2)
    assert (survivor.id, survivor.email, gone.merged_into_client_id) == (1, "ana@example.com", 1)
    assert (desk.leads.things, desk.charters.things) == ({"a": 1, "b": 3}, {"c": 1, "d": 1})
    assert desk.asked == ["leads", "charters", "leads"]


async def test_whoever_was_merged_before_follows(desk: Desk) -> None:
    first, _, _ = desk.client(1), desk.client(2), desk.client(3)
    await desk.merge(2, 1)
    await desk.merge(3, 2)
    assert first.merged_into_client_id == 3


async def test_what_came_late_follows_and_twice_does_no_harm(desk: Desk) -> None:
    desk.leads.things, desk.charters.things = {"a": 2}, {"c": 2}
    for _ in range(2):
        await when_clients_were_merged_move_what_came_late(
            ClientsWereMerged(client_id=1, duplicate_client_id=2), contexts=desk.contexts, clock=desk.clock
        )
        assert (desk.leads.things, desk.charters.things) == ({"a": 1}, {"c": 1})


async def test_what_cannot_be_merged_is_refused(desk: Desk) -> None:
    for client_id in (1, 2, 3):
        desk.client(client_id)
    await desk.merge(1, 2)
    for survivor, duplicate in ((1, 2), (3, 2), (2, 3)):
        with pytest.raises(Conflict) as refused:
            await desk.merge(survivor, duplicate)
        assert (refused.value.code, refused.value.extra) == ("client_merged", {"client_id": 1})
    for duplicate in (1, 99):
        with pytest.raises(RuleViolated) as bad:
            await desk.merge(1, duplicate)
        assert [failure.field for failure in bad.value.fields] == ["duplicate_client_id"]
    with pytest.raises(NotFound):
        await desk.merge(99, 1)
    with pytest.raises(VersionMismatch):
        await desk.merge(1, 3, version=17)
