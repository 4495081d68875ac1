"""Creating and changing clients."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from coachway.domain.clients.model import Client
from coachway.domain.clients.ports import AgentDirectory, ClientsUnitOfWork
from coachway.domain.clients.visibility import require_may_change, require_visible
from coachway.domain.kernel.actor import Actor
from coachway.domain.kernel.clock import Clock
from coachway.domain.kernel.errors import Checks, Conflict


@dataclass(frozen=True, kw_only=True)
class CreateClient:
    details: Mapping[str, object]


@dataclass(frozen=True, kw_only=True)
class UpdateClient:
    client_id: int
    changes: Mapping[str, object]
    expected_version: int | None = None


async def create_client(
    command: CreateClient, *, uow: ClientsUnitOfWork, agents: AgentDirectory, clock: Clock, region: str
) -> Client:
    """A new client. Raises RuleViolated, or Conflict for an e-mail address that another client has."""
    await _require_agent(command.details, agents=agents)
    return await _register(command, uow=uow, clock=clock, region=region)


async def _register(command: CreateClient, *, uow: ClientsUnitOfWork, clock: Clock, region: str) -> Client:
    client = Client.create(await uow.clients.next_id(), command.details, region=region, at=clock.now())
    await _require_free(client, uow=uow)
    uow.clients.add(client)
    await uow.flush()
    return client


async def find_or_create_client(command: CreateClient, *, uow: ClientsUnitOfWork, clock: Clock, region: str) -> Client:
    """The client with that e-mail address or phone number, or a new one; never two, also when asked at once."""
    asked = Client.create(0, command.details, region=region, at=clock.now())
    await uow.clients.reserve_contact(asked.email, asked.phone)
    known = await uow.clients.by_contact(asked.email, asked.phone)
    return known or await _register(command, uow=uow, clock=clock, region=region)


async def update_client(
    command: UpdateClient,
    *,
    actor: Actor,
    uow: ClientsUnitOfWork,
    agents: AgentDirectory,
    clock: Clock,
    region: str,
) -> Client:
    """Change what was sent. Raises NotFound, Forbidden, RuleViolated, VersionMismatch or Conflict."""
    require_visible(command.client_id, actor=actor)
    client = await uow.clients.get(command.client_id)
    client.expect_version(command.expected_version)
    require_may_change(command.changes, actor=actor)
    if command.changes.get("assigned_agent_id") != client.assigned_agent_id:
        await _require_agent(command.changes, agents=agents)
    client.update(command.changes, region=region, at=clock.now())
    if "email" in command.changes:
        await _require_free(client, uow=uow)
    await uow.flush()
    return client


async def _require_agent(details: Mapping[str, object], *, agents: AgentDirectory) -> None:
    """Raises RuleViolated for an `assigned_agent_id` that is nobody who could look after a client."""
    agent_id = details.get("assigned_agent_id")
    with Checks() as check:
        able = not isinstance(agent_id, int) or await agents.may_take_charge(agent_id)
        check(able, "assigned_agent_id", "must be a user who is an agent or manager and not disabled")


async def _require_free(client: Client, *, uow: ClientsUnitOfWork) -> None:
    """An address under which a merged client is found is its survivor's; of all others a constraint sees to it."""
    if client.email is not None and await uow.clients.owner_of(client.email) not in (None, client.id):
        raise Conflict("There is a client with this e-mail address already.", code="client_email_taken")
