"""What every test of prices finds in the database."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy import event

from coachway.domain.clients.model import Client
from coachway.domain.kernel.actor import SYSTEM
from coachway.entrypoints.bootstrap import Platform

CLIENTS = {7: "Acme", 8: "Bolt"}


@pytest_asyncio.fixture(autouse=True)
async def clients(platform: Platform) -> None:
    """Clients 7 and 8, for whom rules and quotes can be."""
    async with platform.unit_of_work(SYSTEM) as uow:
        for client_id, name in CLIENTS.items():
            details = {"company_name": name, "email": f"office@{name.lower()}.example"}
            uow.clients.add(Client.create(client_id, details, region="US", at=platform.clock.now()))
        await uow.commit()


@pytest.fixture
def statements(platform: Platform) -> Iterator[list[str]]:
    """Every statement that the platform sends from here on."""
    sent: list[str] = []

    def note(connection: Any, cursor: Any, statement: str, *_: Any) -> None:
        sent.append(statement)

    event.listen(platform.engine.sync_engine, "before_cursor_execute", note)
    yield sent
    event.remove(platform.engine.sync_engine, "before_cursor_execute", note)
