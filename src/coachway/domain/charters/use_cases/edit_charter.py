"""Editing a charter and its stops, and implementing what a change case proposes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from coachway.domain.charters.driver_hours import DrivingPolicy
from coachway.domain.charters.model import Charter, Override, Stop, read_changes
from coachway.domain.charters.model.itinerary import count_new, new_stop
from coachway.domain.charters.ports import AgentDirectory, ChartersUnitOfWork, ClientDirectory, SentQuotes
from coachway.domain.charters.use_cases.create_charter import check_agent, check_parent
from coachway.domain.kernel.actor import Actor
from coachway.domain.kernel.clock import Clock
from coachway.domain.kernel.errors import Checks


@dataclass(frozen=True, kw_only=True)
class UpdateCharter:
    """`changes` holds values by field name."""

    charter_id: int
    changes: Mapping[str, object]
    override: Override | None = None
    expected_version: int | None = None


@dataclass(frozen=True, kw_only=True)
class AddStop:
    """`values` are fields of `Stop`, `sequence` is where it shall come (None: last)."""

    charter_id: int
    values: Mapping[str, object]
    sequence: int | None = None
    override: Override | None = None
    expected_version: int | None = None


@dataclass(frozen=True, kw_only=True)
class ChangeStop:
    """`changes` are fields of `Stop`; `sequence` among them moves it."""

    charter_id: int
    stop_id: int
    changes: Mapping[str, object]
    override: Override | None = None
    expected_version: int | None = None


@dataclass(frozen=True, kw_only=True)
class RemoveStop:
    charter_id: int
    stop_id: int
    override: Override | None = None
    expected_version: int | None = None


@dataclass(frozen=True, kw_only=True)
class ApplyChanges:
    """`changes` holds plain JSON values by field name, as a change case keeps them."""

    charter_id: int
    changes: Mapping[str, object]
    reason: str | None = None


async def update_charter(
    command: UpdateCharter,
    *,
    actor: Actor,
    uow: ChartersUnitOfWork,
    clock: Clock,
    clients: ClientDirectory,
    agents: AgentDirectory,
    quotes: SentQuotes,
    driving: DrivingPolicy,
) -> Charter:
    """Change what was sent. Raises NotFound, RuleViolated, VersionMismatch, Conflict `change_case_required`."""
    charter = await uow.charters.get(command.charter_id)
    charter.expect_version(command.expected_version)
    values = read_changes(command.changes)
    if values.get("agent_id") != charter.agent_id:
        with Checks() as check:
            await check_agent(values.get("agent_id"), check, agents=agents)
    parent_id = values.get("parent_charter_id")
    if isinstance(parent_id, int):
        with Checks() as check:
            check(parent_id != charter.id, "parent_charter_id", "must be another charter")
        await check_parent(parent_id, uow=uow)
    charter.update(values, driving=driving, by=actor, at=clock.now(), override=command.override)
    if "client_id" in values:
        client = await clients.find(charter.client_id)
        with Checks() as check:
            check(client is not None, "client_id", f"there is no client {charter.client_id}")
        assert client is not None  # noqa: S101 (checked above)
        charter.client_name = client.name
    await _close(charter, uow=uow, clock=clock, quotes=quotes)
    return charter


async def add_stop(
    command: AddStop,
    *,
    actor: Actor,
    uow: ChartersUnitOfWork,
    clock: Clock,
    quotes: SentQuotes,
    driving: DrivingPolicy,
) -> Stop:
    """Call at one more place. Raises NotFound, RuleViolated, VersionMismatch, Conflict `change_case_required`."""
    charter = await uow.charters.get(command.charter_id)
    charter.expect_version(command.expected_version)
    (stop_id,) = await uow.charters.next_stop_ids(1)
    stop = new_stop(stop_id, charter.id, command.values)
    charter.add_stop(stop, command.sequence, driving=driving, by=actor, at=clock.now(), override=command.override)
    await _close(charter, uow=uow, clock=clock, quotes=quotes)
    return stop


async def change_stop(
    command: ChangeStop,
    *,
    actor: Actor,
    uow: ChartersUnitOfWork,
    clock: Clock,
    quotes: SentQuotes,
    driving: DrivingPolicy,
) -> None:
    """Change or move a stop. Raises NotFound, RuleViolated, VersionMismatch, Conflict `change_case_required`."""
    charter = await uow.charters.get(command.charter_id)
    charter.expect_version(command.expected_version)
    charter.change_stop(
        command.stop_id, command.changes, driving=driving, by=actor, at=clock.now(), override=command.override
    )
    await _close(charter, uow=uow, clock=clock, quotes=quotes)


async def remove_stop(
    command: RemoveStop,
    *,
    actor: Actor,
    uow: ChartersUnitOfWork,
    clock: Clock,
    quotes: SentQuotes,
    driving: DrivingPolicy,
) -> None:
    """Call at one place less. Raises NotFound, VersionMismatch, Conflict `change_case_required`."""
    charter = await uow.charters.get(command.charter_id)
    charter.expect_version(command.expected_version)
    charter.remove_stop(command.stop_id, driving=driving, by=actor, at=clock.now(), override=command.override)
    await _close(charter, uow=uow, clock=clock, quotes=quotes)


async def apply_changes(
    command: ApplyChanges, *, actor: Actor, uow: ChartersUnitOfWork, clock: Clock, driving: DrivingPolicy
) -> Charter:
    """Take over what an approved change case proposes, as one revision.

    Raises NotFound, RuleViolated for a field that cannot be changed or a bad value, Conflict `charter_not_booked`.
    """
    charter = await uow.charters.get(command.charter_id)
    charter.apply(
        command.changes,
        driving=driving,
        by=actor,
        at=clock.now(),
        reason=command.reason,
        new_stop_ids=await uow.charters.next_stop_ids(_new_stops_in(command.changes)),
    )
    await uow.flush()
    return charter


def _new_stops_in(changes: Mapping[str, object]) -> int:
    stops = changes.get("stops")
    if not isinstance(stops, Sequence) or isinstance(stops, str):
        return 0
    return count_new([stop for stop in stops if isinstance(stop, Mapping)])


async def _close(charter: Charter, *, uow: ChartersUnitOfWork, clock: Clock, quotes: SentQuotes) -> None:
    """Let the charter's sent quotes expire where its link has; write it all."""
    if charter.link is not None and charter.link.has_expired(clock.now()):
        await quotes.expire(charter.id)
    await uow.flush()
