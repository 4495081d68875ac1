"""Cancelling a recurring charter from one instance on."""

from __future__ import annotations

from dataclasses import dataclass

from coachway.domain.charters.model import TRANSITIONS, Charter, CharterStatus, Override
from coachway.domain.charters.ports import ChartersUnitOfWork, SentQuotes
from coachway.domain.kernel.actor import Actor
from coachway.domain.kernel.clock import Clock
from coachway.domain.kernel.errors import Checks, Conflict


@dataclass(frozen=True, kw_only=True)
class CancelSeries:
    """`charter_id` is any member of the series, and `expected_version` is that member's."""

    charter_id: int
    from_instance: int
    reason: str | None = None
    override: Override | None = None
    expected_version: int | None = None


async def cancel_series(
    command: CancelSeries, *, actor: Actor, uow: ChartersUnitOfWork, clock: Clock, quotes: SentQuotes
) -> list[Charter]:
    """Cancel that instance and the later ones that still can be, and answer these; the others stay as they are.

    From booked on an instance is cancelled by a change case, so that it stays unless a manager overrides.
    Raises NotFound, VersionMismatch, RuleViolated, Conflict `not_in_series`.
    """
    series = await uow.charters.series_of(command.charter_id)
    if not series:
        (await uow.charters.get(command.charter_id)).expect_version(command.expected_version)
        raise Conflict("The charter is in no series: cancel it by itself.", code="not_in_series")
    next(charter for charter in series if charter.id == command.charter_id).expect_version(command.expected_version)
    with Checks() as check:
        in_range = 1 <= command.from_instance <= len(series)
        check(in_range, "from_instance", f"must be between 1 and {len(series)}")
    overrides = command.override is not None and actor.is_manager
    if command.override is not None and overrides:
        command.override.check()
    reason = (command.reason or "").strip() or f"The series was cancelled from instance {command.from_instance} on."
    cancelled = []
    for charter in series[command.from_instance - 1 :]:
        if _can_be_cancelled(charter, overrides=overrides):
            charter.cancel(reason, by=actor, at=clock.now())
            if charter.link is not None:
                await quotes.expire(charter.id)
            cancelled.append(charter)
    await uow.flush()
    return cancelled


def _can_be_cancelled(charter: Charter, *, overrides: bool) -> bool:
    if CharterStatus.CANCELLED not in TRANSITIONS[charter.status]:
        return False
    return overrides or not charter.is_under_change_control
