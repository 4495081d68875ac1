"""What happens to clients."""

from __future__ import annotations

from dataclasses import dataclass

from coachway.domain.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class ClientWasCreated(Event, name="client.created"):
    client_id: int
    client_name: str
    assigned_agent_id: int | None


@dataclass(frozen=True, kw_only=True)
class ClientWasUpdated(Event, name="client.updated"):
    client_id: int
    fields: list[str]
