"""When a change needs approval, and who may give it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from coachway.domain.changes.model.values import ChangePriority, ChangeType, ImpactLevel, Stakes
from coachway.domain.kernel.actor import Actor
from coachway.domain.kernel.errors import Forbidden
from coachway.domain.kernel.money import Money

DEFAULT_THRESHOLD: Final = Money.of(500)


@dataclass(frozen=True, slots=True)
class ApprovalPolicy:
    """The settings of the rule: the price change from which a manager must approve, and whether trifles pass alone."""

    threshold: Money = DEFAULT_THRESHOLD
    auto_approve_minor: bool = False

    def why_required(self, stakes: Stakes) -> list[str]:
        """Each reason for which this change needs approval; empty when it needs none."""
        difference = stakes.pricing.difference
        reasons = {
            "it is a cancellation": stakes.change_type is ChangeType.CANCELLATION,
            "it affects the price": stakes.impact.affects_pricing,
            f"it changes the price by {self.threshold} or more": (
                difference is not None and abs(difference) >= self.threshold
            ),
            f"its priority is {stakes.priority}": stakes.priority in (ChangePriority.HIGH, ChangePriority.URGENT),
            f"its impact is {stakes.impact.level}": stakes.impact.level in (ImpactLevel.SIGNIFICANT, ImpactLevel.MAJOR),
        }
        return [reason for reason, holds in reasons.items() if holds]

    def is_required(self, stakes: Stakes) -> bool:
        return bool(self.why_required(stakes))

    def approves_by_itself(self, stakes: Stakes) -> bool:
        """Whether the system approves it on creation: switched on, of minimal impact, and nothing else speaks up."""
        return self.auto_approve_minor and stakes.impact.level is ImpactLevel.MINIMAL and not self.is_required(stakes)

    def needs_manager(self, stakes: Stakes) -> bool:
        """Whether an agent's approval is too little.

        A price that the change touches and nobody has named yet may come out at anything, so it counts as large.
        """
        difference = stakes.pricing.difference
        small = not stakes.impact.affects_pricing if difference is None else abs(difference) < self.threshold
        return not small or stakes.change_type is ChangeType.CANCELLATION or stakes.priority is ChangePriority.URGENT

    def check_may_approve(self, stakes: Stakes, *, requested_by: int | None, actor: Actor) -> None:
        """Refuse whoever asked for the change, and an agent where a manager is needed. Raises Forbidden."""
        check_not_the_requester(requested_by, actor)
        self.check_authority(stakes, actor)

    def check_authority(self, stakes: Stakes, actor: Actor) -> None:
        """Refuse an agent where a manager is needed. Raises Forbidden."""
        if self.needs_manager(stakes) and not actor.is_manager:
            raise Forbidden(
                f"A manager or admin must approve this change: an agent may approve only price changes below "
                f"{self.threshold} that are neither a cancellation nor urgent.",
                code="manager_approval_needed",
            )


def check_not_the_requester(requested_by: int | None, actor: Actor) -> None:
    """Nobody approves what they asked for themselves. Raises Forbidden."""
    if actor.acting_id == requested_by:
        raise Forbidden("Whoever asked for a change cannot approve it.", code="own_request")
