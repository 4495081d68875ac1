"""Making one client of two: all that was the duplicate's becomes the survivor's, or nothing of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from coachway.domain.clients.events import ClientsWereMerged
from coachway.domain.clients.model import Client
from coachway.domain.clients.ports import ClientsUnitOfWork, KeptForClients
from coachway.domain.kernel.clock import Clock
from coachway.domain.kernel.errors import Checks, NotFound


@dataclass(frozen=True, kw_only=True)
class MergeClients:
    """`client_id` goes on, the duplicate stays as an inactive record."""

    client_id: int
    duplicate_client_id: int
    expected_version: int | None = None


@dataclass(frozen=True, kw_only=True)
class OtherContexts:
    """What is kept for clients elsewhere; leads are locked before clients, everything else after them."""

    leads: KeptForClients
    others: Sequence[KeptForClients]


async def merge_clients(
    command: MergeClients, *, uow: ClientsUnitOfWork, contexts: OtherContexts, clock: Clock
) -> Client:
    """The client that goes on, with all that was the other's and with what it lacked itself.

    Raises NotFound, RuleViolated, VersionMismatch, and Conflict `client_merged` when either was merged before.
    """
    survivor_id, duplicate_id = command.client_id, command.duplicate_client_id
    with Checks() as check:
        check(duplicate_id != survivor_id, "duplicate_client_id", "must be another client")
    now = clock.now()
    await contexts.leads.hand_over(duplicate_id, survivor_id, at=now)
    both = await uow.clients.both(survivor_id, duplicate_id)
    if survivor_id not in both:
        raise NotFound.of("client", survivor_id)
    with Checks() as check:
        check(duplicate_id in both, "duplicate_client_id", "there is no such client")
    survivor, duplicate = both[survivor_id], both[duplicate_id]
    survivor.expect_version(command.expected_version)
    duplicate.end_in(survivor, at=now)
    await uow.flush()  # its e-mail address is free only then
    survivor.absorb(duplicate, at=now)
    await uow.flush()
    await uow.clients.follow_merge(duplicate_id, survivor_id)
    for kept in contexts.others:
        await kept.hand_over(duplicate_id, survivor_id, at=now)
    # A lead that was converted for the duplicate while this waited for the clients' locks.
    await contexts.leads.hand_over(duplicate_id, survivor_id, at=now)
    await uow.flush()
    return survivor


async def when_clients_were_merged_move_what_came_late(
    event: ClientsWereMerged, *, contexts: OtherContexts, clock: Clock
) -> None:
    """What somebody was writing for the duplicate just then follows the rest; twice does no harm."""
    for kept in (contexts.leads, *contexts.others):
        await kept.hand_over(event.duplicate_client_id, event.client_id, at=clock.now())
