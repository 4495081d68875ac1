"""Implementing an approved change: the charter takes it over as a new revision, and the case is done, or neither."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Protocol

from coachway.domain.changes.model.case import ChangeCase
from coachway.domain.changes.model.values import ChangeType
from coachway.domain.changes.ports import ChangesUnitOfWork
from coachway.domain.changes.views import ChangePreview, PreviewedChange, PreviewedPrice, StaleField
from coachway.domain.changes.visibility import check_visible, preview_as_seen
from coachway.domain.charters.driver_hours import DrivingPolicy
from coachway.domain.charters.model import Charter, CharterStatus
from coachway.domain.charters.model.fields import wire_value
from coachway.domain.charters.model.record import CharterRecord
from coachway.domain.charters.model.revision import differences
from coachway.domain.charters.model.trial import tried_out
from coachway.domain.charters.ports import ChartersUnitOfWork
from coachway.domain.charters.use_cases.edit_charter import ApplyChanges, apply_changes
from coachway.domain.flows.reprice import Repricing, reprice
from coachway.domain.kernel.actor import Actor
from coachway.domain.kernel.clock import Clock
from coachway.domain.kernel.errors import Conflict
from coachway.domain.kernel.money import Money
from coachway.domain.pricing.ports import PricingUnitOfWork

# What a new calculation decides of a booked charter; its deposit was agreed before.
_RECALCULATED: Final = ("base_cost", "mileage_cost", "additional_fees", "total_cost")


@dataclass(frozen=True, kw_only=True)
class ImplementChange:
    case_id: int
    implementation_notes: str
    expected_version: int | None = None


class ChangeUnitOfWork(ChangesUnitOfWork, ChartersUnitOfWork, PricingUnitOfWork, Protocol):
    """Cases, charters and price rules in one transaction."""


async def implement_change(
    command: ImplementChange,
    *,
    actor: Actor,
    uow: ChangeUnitOfWork,
    repricing: Repricing,
    driving: DrivingPolicy,
    clock: Clock,
) -> ChangeCase:
    """Apply what the case proposes. Raises NotFound, RuleViolated, Conflict `illegal_transition` or `stale_change`."""
    # The charter is locked before its case, as everywhere; which charter it is never changes.
    charter = await uow.charters.get(await uow.change_cases.charter_of(command.case_id))
    case = await uow.change_cases.get(command.case_id)
    case.expect_version(command.expected_version)
    await carry_out(
        case,
        charter,
        command.implementation_notes,
        actor=actor,
        uow=uow,
        repricing=repricing,
        driving=driving,
        clock=clock,
    )
    await uow.flush()
    return case


async def carry_out(
    case: ChangeCase,
    charter: Charter,
    notes: str,
    *,
    actor: Actor,
    uow: ChangeUnitOfWork,
    repricing: Repricing,
    driving: DrivingPolicy,
    clock: Clock,
) -> None:
    """Put an approved case on its charter, both of them locked. Raises RuleViolated, Conflict."""
    case.check_implementable(notes)
    if stale := stale_fields(case, charter):
        raise Conflict(
            "The charter has changed since: " + "; ".join(_told(each) for each in stale) + ". Nothing was applied.",
            code="stale_change",
            extra={"stale": [each.field for each in stale]},
        )
    before = charter.state()
    changes = await _changes(case, charter, uow=uow, repricing=repricing, driving=driving)
    reason = f"{case.case_number}: {case.title}"
    if changes or not _is_cancellation(case):
        apply = ApplyChanges(charter_id=charter.id, changes=changes, reason=reason)
        await apply_changes(apply, actor=actor, uow=uow, clock=clock, driving=driving)
    if _is_cancellation(case):
        charter.cancel(case.reason or reason, by=actor, at=clock.now())
    case.implement(
        notes,
        charter_revision=charter.revision_number,
        vendor_id=charter.vendor_id,
        applied=differences(before, charter.state()),
        by=actor,
        at=clock.now(),
    )


async def preview_change(
    case_id: int, *, actor: Actor, uow: ChangeUnitOfWork, repricing: Repricing, driving: DrivingPolicy
) -> ChangePreview:
    """What implementing the case now would change, as far as the actor may see it. Raises NotFound."""
    charter = await uow.charters.get(await uow.change_cases.charter_of(case_id))
    case = await uow.change_cases.get(case_id)
    check_visible(case, actor, kind="change case", identity=case_id)
    changes = await _changes(case, charter, uow=uow, repricing=repricing, driving=driving)
    after = tried_out(charter, changes, driving=driving)
    if _is_cancellation(case):
        after.status = CharterStatus.CANCELLED
    old, new = charter.price.total_cost, after.price.total_cost
    preview = ChangePreview(
        changes=[
            PreviewedChange(name, wire_value(name, values["before"]), wire_value(name, values["after"]))
            for name, values in differences(charter.state(), after.state()).items()
        ],
        price=PreviewedPrice(old, new, None if old is None or new is None else new - old),
        stale=stale_fields(case, charter),
    )
    return preview_as_seen(preview, actor)


def stale_fields(case: ChangeCase, charter: Charter) -> list[StaleField]:
    """The proposed fields that are no longer what the case took them for.

    A cancellation does not mind where the charter stands, as long as it can be cancelled there.
    """
    return [
        StaleField(
            each.field,
            wire_value(each.field, each.before),
            wire_value(each.field, charter.plain_value_of(each.field)),
        )
        for each in case.proposed_changes
        if each.field != "status" and not charter.holds(each.field, each.before)
    ]


async def _changes(
    case: ChangeCase, charter: CharterRecord, *, uow: PricingUnitOfWork, repricing: Repricing, driving: DrivingPolicy
) -> dict[str, object]:
    """What the charter takes over, as plain values: what is proposed, and the price that follows."""
    changes = {each.field: each.after for each in case.proposed_changes if each.field != "status"}
    if case.pricing.proposed is not None:
        changes["total_cost"] = str(case.pricing.proposed)
    elif case.impact.affects_pricing and "total_cost" not in changes and not _is_cancellation(case):
        price = await reprice(tried_out(charter, changes, driving=driving), uow=uow, repricing=repricing)
        changes |= {name: _text(getattr(price, name)) for name in _RECALCULATED}
    return changes | _deposit_within(changes, charter)


def _deposit_within(changes: dict[str, object], charter: CharterRecord) -> dict[str, object]:
    """A deposit never exceeds the total: where the total falls below it, it falls along."""
    total, deposit = changes.get("total_cost"), charter.price.deposit_amount
    if total is None or deposit is None or "deposit_amount" in changes or Money.of(str(total)) >= deposit:
        return {}
    return {"deposit_amount": total}


def _is_cancellation(case: ChangeCase) -> bool:
    return case.change_type is ChangeType.CANCELLATION


def _text(amount: Money | None) -> str | None:
    return None if amount is None else str(amount)


def _told(stale: StaleField) -> str:
    return f"{stale.field} is {stale.actual}, not {stale.expected}"
