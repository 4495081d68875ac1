"""Rolling an implemented change back: a linked case that turns it round, made and implemented at once."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from coachway.domain.changes.approval import ApprovalPolicy
from coachway.domain.changes.case_numbers import case_number
from coachway.domain.changes.model.case import ChangeCase
from coachway.domain.changes.model.draft import CaseDraft
from coachway.domain.changes.model.values import PriceProposal, ProposedChange
from coachway.domain.charters.driver_hours import DrivingPolicy
from coachway.domain.charters.model import EDITABLE, Charter
from coachway.domain.charters.ports import ChartersReads
from coachway.domain.flows.implement_change import ChangeUnitOfWork, carry_out
from coachway.domain.flows.reprice import Repricing
from coachway.domain.kernel.actor import Actor
from coachway.domain.kernel.clock import BusinessCalendar, Clock
from coachway.domain.kernel.errors import Checks, Conflict
from coachway.domain.kernel.money import Money
from coachway.domain.kernel.paging import PageRequest

# The rule of driver hours sets it along with the trip, unless the case itself asked for it.
_FOLLOWS: Final = "requires_second_driver"


@dataclass(frozen=True, kw_only=True)
class RollBackChange:
    case_id: int
    reason: str
    expected_version: int | None = None


async def roll_back_change(
    command: RollBackChange,
    *,
    actor: Actor,
    uow: ChangeUnitOfWork,
    charters: ChartersReads,
    policy: ApprovalPolicy,
    repricing: Repricing,
    driving: DrivingPolicy,
    clock: Clock,
    calendar: BusinessCalendar,
) -> ChangeCase:
    """The case that reverses another. Raises NotFound, Forbidden, Conflict `not_reversible` or `changed_since`."""
    with Checks() as check:
        check(bool(command.reason.strip()), "reason", "must not be empty")
    charter = await uow.charters.get(await uow.change_cases.charter_of(command.case_id))
    original = await uow.change_cases.get(command.case_id)
    original.expect_version(command.expected_version)
    original.check_reversible()
    applied = await uow.change_cases.applied_by(original.id)
    await _check_untouched(original, applied, charters)
    draft = _reversed(original, applied, charter, command.reason)
    policy.check_authority(draft.stakes, actor)
    now = clock.now()
    year = calendar.day_of(now).year
    reversal = ChangeCase.open(
        draft,
        case_id=await uow.change_cases.next_id(),
        case_number=case_number(year, await uow.change_cases.next_count(year)),
        charter_id=charter.id,
        client_id=charter.client_id,
        vendor_id=charter.vendor_id,
        policy=replace(policy, auto_approve_minor=False),
        by=actor,
        at=now,
    )
    uow.change_cases.add(reversal)
    reversal.move_to_review(by=actor, at=now)
    reversal.approve_with(original, at=now)
    await carry_out(
        reversal,
        charter,
        command.reason,
        actor=actor,
        uow=uow,
        repricing=repricing,
        driving=driving,
        clock=clock,
    )
    original.note_rollback(reversal, command.reason, by=actor, at=now)
    await uow.flush()
    return reversal


async def _check_untouched(original: ChangeCase, applied: Mapping[str, object], charters: ChartersReads) -> None:
    """Refuse where a later revision changed the same fields, even if it changed them back."""
    touched = {name async for name in _changed_since(original, charters)} & applied.keys()
    if touched:
        raise Conflict(
            f"Later revisions changed the same fields: {', '.join(sorted(touched))}.",
            code="changed_since",
            extra={"fields": sorted(touched)},
        )


async def _changed_since(original: ChangeCase, charters: ChartersReads) -> AsyncIterator[str]:
    page = PageRequest(limit=200, after=(original.charter_revision or 0,))
    while True:
        revisions = await charters.revisions(original.charter_id, page)
        for revision in revisions.items:
            for name in revision.changes:
                yield name
        if revisions.next_after is None:
            return
        page = replace(page, after=revisions.next_after)


def _reversed(
    original: ChangeCase, applied: Mapping[str, Mapping[str, object]], charter: Charter, reason: str
) -> CaseDraft:
    asked = {each.field for each in original.proposed_changes}
    prices = applied.get("total_cost")
    return replace(
        original.draft,
        title=f"Rollback of {original.case_number}",
        description=None,
        reason=reason,
        impact=replace(original.impact, affects_pricing=prices is not None),
        pricing=PriceProposal(charter.price.total_cost, _money(prices["before"]) if prices else None),
        proposed_changes=tuple(
            ProposedChange(name, values["after"], _still_there(name, values["before"], charter))
            for name, values in applied.items()
            if name in EDITABLE and name != "total_cost" and (name != _FOLLOWS or name in asked)
        ),
        related_change_cases=[original.id],
        due_date=None,
    )


def _still_there(name: str, plain: object, charter: Charter) -> object:
    """Stops that the change removed come back as new ones."""
    if name != "stops" or not isinstance(plain, Sequence):
        return plain
    known = {stop.id for stop in charter.stops}
    return [{key: value for key, value in stop.items() if key != "id" or value in known} for stop in plain]


def _money(plain: object) -> Money | None:
    return None if plain is None else Money.of(str(plain))
