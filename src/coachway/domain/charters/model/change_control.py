"""From booked on, what was agreed with a client is altered by a change case, or by a manager's override."""

from __future__ import annotations

from dataclasses import dataclass

from coachway.domain.charters.model.status import UNDER_CHANGE_CONTROL, CharterStatus
from coachway.domain.kernel.actor import Actor
from coachway.domain.kernel.errors import Checks, Conflict


@dataclass(frozen=True, slots=True)
class Override:
    """A manager goes past a rule, and says why; the reason is kept in the revision."""

    reason: str

    def check(self) -> None:
        """Raises RuleViolated without a reason."""
        with Checks() as check:
            check(bool(self.reason.strip()), "reason", "is needed for an override")


def check_change_control(status: CharterStatus, what: str, *, by: Actor, override: Override | None) -> None:
    """Refuse to alter what was agreed, unless a manager overrides; what is over is altered by nobody.

    Raises Conflict `change_case_required` or `charter_closed`.
    """
    if status is CharterStatus.QUOTE:
        return
    if status not in UNDER_CHANGE_CONTROL:
        raise Conflict(
            f"The charter is {status.value}: neither a change case nor an override makes {what} any more.",
            code="charter_closed",
        )
    if override is not None and by.is_manager:
        override.check()
        return
    raise Conflict(
        f"The charter is {status.value.replace('_', ' ')}: {what} goes through a change case, "
        "unless a manager sends `override` and a `reason`.",
        code="change_case_required",
    )
