"""Making, changing and deactivating rules; each change is a new version, in force from the next quote on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from coachway.domain.kernel.actor import Actor
from coachway.domain.kernel.clock import Clock
from coachway.domain.pricing.model import PricingRule
from coachway.domain.pricing.ports import PricingUnitOfWork, RuleChange


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


async def create_rule(command: CreateRule, *, actor: Actor, uow: PricingUnitOfWork, clock: Clock) -> PricingRule:
    """A rule, in force at once unless it says otherwise. Raises RuleViolated with every reason against it."""
    rule = PricingRule.create(
        rule_id=await uow.pricing_rules.next_id(),
        values=command.values,
        created_by=actor.naming(command.created_by).acting_id,
        at=clock.now(),
    )
    uow.pricing_rules.add(rule)
    await uow.flush()
    await uow.pricing_rules.publish(rule.terms())
    return rule


async def update_rule(command: UpdateRule, *, actor: Actor, uow: PricingUnitOfWork, clock: Clock) -> PricingRule:
    """Change what was sent, and note each field that differs. Raises RuleViolated, NotFound, VersionMismatch."""
    rule = await uow.pricing_rules.get(command.rule_id)
    rule.expect_version(command.expected_version)
    changed = rule.update(command.changes, at=clock.now())
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
    return await update_rule(command, actor=actor, uow=uow, clock=clock)
