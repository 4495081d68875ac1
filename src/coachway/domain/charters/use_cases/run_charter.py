"""Moving a charter through its states: booked, confirmed, started, completed, cancelled."""

from __future__ import annotations

from dataclasses import dataclass

from coachway.domain.charters.model import TRANSITIONS, Charter, CharterStatus, Override, check_change_control
from coachway.domain.charters.ports import ChartersUnitOfWork, PaymentLedger, SentQuotes
from coachway.domain.kernel.actor import Actor
from coachway.domain.kernel.clock import BusinessCalendar, Clock
from coachway.domain.kernel.transitions import require_transition


@dataclass(frozen=True, kw_only=True)
class MoveCharter:
    """Which charter to move; the operation says where to."""

    charter_id: int
    expected_version: int | None = None


@dataclass(frozen=True, kw_only=True)
class ConfirmCharter:
    charter_id: int
    override: Override | None = None
    expected_version: int | None = None


@dataclass(frozen=True, kw_only=True)
class CancelCharter:
    charter_id: int
    reason: str
    override: Override | None = None
    expected_version: int | None = None


async def confirm_charter(
    command: ConfirmCharter, *, actor: Actor, uow: ChartersUnitOfWork, clock: Clock, ledger: PaymentLedger
) -> Charter:
    """It will run: a vendor has it and the deposit is paid, unless a manager overrides.

    Raises NotFound, VersionMismatch, Conflict `illegal_transition`, `no_vendor` or `deposit_unpaid`.
    """
    charter = await _expected(command.charter_id, command.expected_version, uow=uow)
    charter.confirm(
        deposit_is_paid=await ledger.deposit_is_paid(charter.id),
        by=actor,
        at=clock.now(),
        override=command.override,
    )
    await uow.flush()
    return charter


async def start_charter(command: MoveCharter, *, actor: Actor, uow: ChartersUnitOfWork, clock: Clock) -> Charter:
    """The trip is under way. Raises NotFound, VersionMismatch, Conflict `illegal_transition`."""
    charter = await _expected(command.charter_id, command.expected_version, uow=uow)
    charter.start(by=actor, at=clock.now())
    await uow.flush()
    return charter


async def complete_charter(
    command: MoveCharter, *, actor: Actor, uow: ChartersUnitOfWork, clock: Clock, calendar: BusinessCalendar
) -> Charter:
    """The trip is over. Raises NotFound, VersionMismatch, Conflict `illegal_transition` or `before_trip_date`."""
    charter = await _expected(command.charter_id, command.expected_version, uow=uow)
    now = clock.now()
    charter.complete(today=calendar.day_of(now), by=actor, at=now)
    await uow.flush()
    return charter


async def cancel_charter(
    command: CancelCharter, *, actor: Actor, uow: ChartersUnitOfWork, clock: Clock, quotes: SentQuotes
) -> Charter:
    """It will not run; from booked on through a change case, unless a manager overrides.

    Raises NotFound, VersionMismatch, RuleViolated, Conflict `change_case_required` or `illegal_transition`.
    """
    charter = await _expected(command.charter_id, command.expected_version, uow=uow)
    require_transition(TRANSITIONS, charter.status, CharterStatus.CANCELLED)
    if charter.is_under_change_control:
        check_change_control(charter.status, "a cancellation", by=actor, override=command.override)
    charter.cancel(command.reason, by=actor, at=clock.now())
    await quotes.expire(charter.id)
    await uow.flush()
    return charter


async def _expected(charter_id: int, version: int | None, *, uow: ChartersUnitOfWork) -> Charter:
    charter = await uow.charters.get(charter_id)
    charter.expect_version(version)
    return charter
