"""What pricing does when two clients become one."""

from __future__ import annotations

from datetime import datetime

from coachway.domain.kernel.actor import Actor
from coachway.domain.pricing.events import PricingRuleWasChanged
from coachway.domain.pricing.model import FieldChange
from coachway.domain.pricing.ports import PricingUnitOfWork, RuleChange


async def follow_client_merge(
    duplicate_id: int, survivor_id: int, *, actor: Actor, uow: PricingUnitOfWork, at: datetime
) -> None:
    """The duplicate's quotes and rules are the survivor's; each rule in a new version, with its history."""
    await uow.quotes.hand_over_client(duplicate_id, survivor_id)
    moved = await uow.pricing_rules.hand_over_client(duplicate_id, survivor_id, at=at)
    if not moved:
        return
    await uow.pricing_rules.publish(*(rule.terms() for rule in moved))
    await uow.pricing_rules.note(
        *(
            RuleChange(
                rule_id=rule.id,
                rule_version=rule.version,
                fields=[FieldChange("client_id", duplicate_id, survivor_id)],
                changed_by=actor.acting_id,
                changed_at=at,
                reason=f"Client {duplicate_id} was merged into client {survivor_id}.",
            )
            for rule in moved
        )
    )
    for rule in moved:
        uow.record(PricingRuleWasChanged(rule_id=rule.id, rule_version=rule.version, fields=("client_id",)))
