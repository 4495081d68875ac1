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


@dataclass(frozen=True, kw_only=True)
class ClientsWereMerged(Event, name="client.merged"):
    """Whatever was the duplicate's is the other client's from now on."""

    client_id: int
    duplicate_client_id: int
