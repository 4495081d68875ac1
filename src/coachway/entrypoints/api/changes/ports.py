"""What the changes' handlers give to their use cases."""

from __future__ import annotations

from coachway.adapters.inprocess.charter_book import InProcessCharterBook
from coachway.adapters.postgres.unit_of_work import PostgresUnitOfWork
from coachway.domain.changes.approval import ApprovalPolicy
from coachway.domain.charters.ports import Distances
from coachway.domain.flows.reprice import Repricing
from coachway.domain.kernel.actor import Actor
from coachway.domain.kernel.money import Money
from coachway.entrypoints.api.operation import CurrentOperation


def approval_policy(operation: CurrentOperation) -> ApprovalPolicy:
    settings = operation.settings
    return ApprovalPolicy(
        threshold=Money.of(settings.require_manager_approval_threshold),
        auto_approve_minor=settings.auto_approve_minor_changes,
    )


def charter_book(work: PostgresUnitOfWork) -> InProcessCharterBook:
    return InProcessCharterBook(work.reads.charters)


def repricing(operation: CurrentOperation, distances: Distances) -> Repricing:
    platform = operation.platform
    return Repricing(settings=platform.pricing, rule_book=platform.rule_book, distances=distances)


async def acting(work: PostgresUnitOfWork, operation: CurrentOperation, user_id: int | None, name: str | None) -> Actor:
    """Who acts: whom the request names, else the bearer; the audit keeps both. Raises Forbidden."""
    actor = operation.actor.naming(user_id, name)
    if actor is not operation.actor:
        await work.act_as(actor)
    return actor
