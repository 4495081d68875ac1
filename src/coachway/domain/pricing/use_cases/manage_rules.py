"""Making, changing and deactivating rules; each change is a new version, in force from the next quote on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from coachway.domain.kernel.actor import Actor
from coachway.domain.kernel.clock import Clock
from coachway.domain.pricing.model import PricingRule
from coachway.domain.pricing.ports import ClientLookup, PricingUnitOfWork, RuleChange
from coachway.domain.pricing.use_cases.known_clients import unknown_clients


@dataclass(frozen=True, kw_only=True)
class CreateRule:
    """A new rule by its fields; what is not given has its default. `created_by` names another person as acting."""

    values: Mapping[str, object]
    created_by: int | None = None


@dataclass(frozen=True, kw_only=True)
class UpdateRule:
    rule_id: int
    changes: Mapping[str, object]
    reason: str | None = None
    expected_version: int | None = None


async def create_rule(
    command: CreateRule, *, actor: Actor, uow: PricingUnitOfWork, clock: Clock, clients: ClientLookup
) -> PricingRule:
    """A rule, in force at once unless it says otherwise. Raises RuleViolated with every reason against it."""
    rule = PricingRule.create(
        rule_id=await uow.pricing_rules.next_id(),
        values=command.values,
        created_by=actor.naming(command.created_by).acting_id,
        at=clock.now(),
        client_is_known=await _client_is_known(command.values, clients),
    )
    uow.pricing_rules.add(rule)
    await uow.flush()
    await uow.pricing_rules.publish(rule.terms())
    return rule


async def update_rule(
    command: UpdateRule, *, actor: Actor, uow: PricingUnitOfWork, clock: Clock, clients: ClientLookup
) -> PricingRule:
    """Change what was sent, and note each field that differs. Raises RuleViolated, NotFound, VersionMismatch."""
    client_is_known = await _client_is_known(command.changes, clients)
    return await _update(command, actor=actor, uow=uow, clock=clock, client_is_known=client_is_known)


async def deactivate_rule(
    rule_id: int,
    *,
    actor: Actor,
    uow: PricingUnitOfWork,
    clock: Clock,
    reason: str | None = None,
    expected_version: int | None = None,
) -> PricingRule:
    """Take a rule out of force; quotes keep theirs. Doing so again changes nothing. Raises NotFound."""
    command = UpdateRule(
        rule_id=rule_id, changes={"is_active": False}, reason=reason, expected_version=expected_version
    )
    return await _update(command, actor=actor, uow=uow, clock=clock, client_is_known=True)


async def _client_is_known(values: Mapping[str, object], clients: ClientLookup) -> bool:
    client_id = values.get("client_id")
    return client_id not in await unknown_clients([client_id], clients)


async def _update(
    command: UpdateRule, *, actor: Actor, uow: PricingUnitOfWork, clock: Clock, client_is_known: bool
) -> PricingRule:
    rule = await uow.pricing_rules.get(command.rule_id)
    rule.expect_version(command.expected_version)
    changed = rule.update(command.changes, at=clock.now(), client_is_known=client_is_known)
    if changed:
        await uow.flush()
        await uow.pricing_rules.publish(rule.terms())
        await uow.pricing_rules.note(
            RuleChange(
                rule_id=rule.id,
                rule_version=rule.version,
                fields=changed,
                changed_by=actor.acting_id,
                changed_at=clock.now(),
                reason=command.reason,
            )
        )
    return rule
