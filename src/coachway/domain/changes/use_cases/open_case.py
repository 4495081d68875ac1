"""Asking for a change of a booked charter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from coachway.domain.changes.approval import ApprovalPolicy
from coachway.domain.changes.case_numbers import case_number
from coachway.domain.changes.model.case import ChangeCase
from coachway.domain.changes.model.draft import CaseDraft
from coachway.domain.changes.model.values import NO_IMPACT, ChangePriority, ChangeType, Impact, PriceProposal
from coachway.domain.changes.ports import ChangeCaseRepository, ChangesUnitOfWork, CharterBook, CharterFacts
from coachway.domain.changes.proposals import read_proposals
from coachway.domain.changes.visibility import check_may_propose, check_visible
from coachway.domain.kernel.actor import Actor
from coachway.domain.kernel.clock import BusinessCalendar, Clock
from coachway.domain.kernel.errors import Checks, Conflict
from coachway.domain.kernel.money import Money


@dataclass(frozen=True, kw_only=True)
class OpenCase:
    """`client_id` and `vendor_id` are the charter's own and need not be given; neither need `current_price`."""

    charter_id: int
    client_id: int | None = None
    vendor_id: int | None = None
    change_type: ChangeType
    priority: ChangePriority = ChangePriority.MEDIUM
    title: str
    description: str | None = None
    reason: str | None = None
    impact: Impact = NO_IMPACT
    current_price: Money | None = None
    proposed_price: Money | None = None
    proposed_changes: Mapping[str, Mapping[str, object]]
    tags: list[str]
    attachments: list[str]
    related_change_cases: list[int]
    due_date: date | None = None


async def open_case(
    command: OpenCase,
    *,
    actor: Actor,
    uow: ChangesUnitOfWork,
    charters: CharterBook,
    policy: ApprovalPolicy,
    clock: Clock,
    calendar: BusinessCalendar,
) -> ChangeCase:
    """A new case under the next number of the business year. Raises NotFound, Conflict, RuleViolated."""
    charter = await charters.charter(command.charter_id)
    check_visible(charter, actor, kind="charter", identity=command.charter_id)
    if not charter.is_under_change_control:
        raise Conflict(
            f"The charter is {charter.status}: change cases are for charters booked, confirmed or in progress.",
            code="charter_not_booked",
        )
    _check_parties(command, charter, actor)
    draft = _draft(command, charter=charter, charters=charters, actor=actor)
    await check_related(draft.related_change_cases, uow.change_cases)
    now = clock.now()
    year = calendar.day_of(now).year
    case_id = await uow.change_cases.next_id()
    # The year's counter is locked last, and a number drawn for a case that is not stored goes back with it.
    number = case_number(year, await uow.change_cases.next_count(year))
    case = ChangeCase.open(
        draft,
        case_id=case_id,
        case_number=number,
        charter_id=charter.id,
        client_id=charter.client_id,
        vendor_id=charter.vendor_id,
        policy=policy,
        by=actor,
        at=now,
    )
    uow.change_cases.add(case)
    await uow.flush()
    return case


def _check_parties(command: OpenCase, charter: CharterFacts, actor: Actor) -> None:
    with Checks() as check:
        for name, given, own in (
            ("client_id", command.client_id, charter.client_id),
            ("vendor_id", command.vendor_id, charter.vendor_id),
        ):
            check(given in (None, own), name, "is not the charter's")
        # How large a change is decides who may approve it, so who is not staff does not say what it is now.
        same = actor.is_staff or command.current_price in (None, charter.total_cost)
        check(same, "current_price", "is not the charter's")


def _draft(command: OpenCase, *, charter: CharterFacts, charters: CharterBook, actor: Actor) -> CaseDraft:
    prices = {"current_price": command.current_price, "proposed_price": command.proposed_price}
    proposals = read_proposals(
        command.proposed_changes, change_type=command.change_type, charter=charter, book=charters
    )
    named = [each.field for each in proposals] + [name for name, price in prices.items() if price is not None]
    check_may_propose(named, actor)
    current = charter.total_cost if command.current_price is None else command.current_price
    return CaseDraft(
        change_type=command.change_type,
        priority=command.priority,
        title=command.title,
        description=command.description,
        reason=command.reason,
        impact=command.impact,
        pricing=PriceProposal(current, command.proposed_price),
        proposed_changes=proposals,
        tags=command.tags,
        attachments=command.attachments,
        related_change_cases=command.related_change_cases,
        due_date=command.due_date,
    )


async def check_related(case_ids: list[int], cases: ChangeCaseRepository) -> None:
    """Raises RuleViolated for a related case that does not exist."""
    missing = await cases.missing(case_ids) if case_ids else []
    with Checks() as check:
        check(not missing, "related_change_cases", f"has no case {', '.join(map(str, missing))}")
