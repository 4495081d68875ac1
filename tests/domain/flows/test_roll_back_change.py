"""Rolling a change back: what is turned round, what must not have moved since, and who may."""

from __future__ import annotations

from typing import Any

import pytest

from coachway.domain.changes.approval import ApprovalPolicy
from coachway.domain.changes.events import ChangeWasRolledBack
from coachway.domain.changes.model.case import ChangeCase
from coachway.domain.changes.model.history import HistoryAction
from coachway.domain.changes.model.values import ChangeType, ProposedChange
from coachway.domain.changes.state_machine import ChangeStatus
from coachway.domain.charters.model import Override
from coachway.domain.charters.views import RevisionView
from coachway.domain.flows.roll_back_change import RollBackChange, roll_back_change
from coachway.domain.kernel.actor import Actor
from coachway.domain.kernel.clock import BusinessCalendar
from coachway.domain.kernel.errors import Conflict, Forbidden, RuleViolated
from coachway.domain.kernel.money import Money
from coachway.domain.kernel.paging import Page, PageRequest
from tests.builders.changes import AGENT, MANAGER
from tests.builders.charters import DRIVING
from tests.domain.flows.office import PASSENGERS, Office
from tests.fakes.clock import MONDAY_MORNING


class KeptRevisions:
    """The revisions that the fake unit of work was given, one a page."""

    def __init__(self, office: Office) -> None:
        self._kept = office.uow.charters

    async def revisions(self, charter_id: int, page: PageRequest) -> Page[RevisionView]:
        after = page.after[0] if page.after else 0
        self._kept.keep_revisions()
        later: Any = [each for each in self._kept.revisions if each.revision_number > int(after)]
        return Page.cut(later, PageRequest(limit=1), lambda each: (each.revision_number,))


async def roll_back(office: Office, case: ChangeCase, *, by: Actor = MANAGER, reason: str = "A mistake") -> ChangeCase:
    reads: Any = KeptRevisions(office)
    return await roll_back_change(
        RollBackChange(case_id=case.id, reason=reason),
        actor=by,
        uow=office.uow,
        charters=reads,
        policy=ApprovalPolicy(),
        repricing=office.repricing,
        driving=DRIVING,
        clock=office.clock,
        calendar=BusinessCalendar(),
    )


@pytest.fixture
def office() -> Office:
    return Office()


async def test_the_charter_is_as_before_under_a_linked_case(office: Office) -> None:
    before = office.charter.state()
    case = await office.implement(await office.approved(PASSENGERS, proposed=800))
    reversal = await roll_back(office, case)
    assert office.charter.state() == before
    assert reversal.status is ChangeStatus.IMPLEMENTED
    assert reversal.proposed_changes == (ProposedChange("passengers", 48, 40),)
    assert reversal.pricing.difference == Money.of("726.50") - Money.of(800)
    assert (reversal.related_change_cases, case.related_change_cases) == ([case.id], [reversal.id])
    assert [entry.action for entry in reversal.new_history] == [
        HistoryAction.CREATED,
        HistoryAction.MOVED_TO_REVIEW,
        HistoryAction.APPROVED,
        HistoryAction.IMPLEMENTED,
    ]
    assert case.status is ChangeStatus.IMPLEMENTED
    assert case.new_history[-1].action is HistoryAction.ROLLED_BACK
    assert isinstance(case.collect_events()[-1], ChangeWasRolledBack)


async def test_stops_that_the_change_removed_come_back(office: Office) -> None:
    names = [stop.location for stop in office.charter.stops]
    before = office.charter.plain_value_of("stops")
    after = [{"sequence": 1, "location": "Newark", "stop_type": "pickup"}]
    case = await office.implement(
        await office.approved(ProposedChange("stops", before, after), proposed=None, affects_pricing=False)
    )
    assert [stop.location for stop in office.charter.stops] == ["Newark"]
    await roll_back(office, case)
    assert [stop.location for stop in office.charter.stops] == names


async def test_fields_that_moved_since_are_named_even_when_they_moved_back(office: Office) -> None:
    case = await office.implement(await office.approved(PASSENGERS, proposed=800))
    for passengers in (50, 48):
        office.charter.update(
            {"passengers": passengers}, driving=DRIVING, by=MANAGER, at=MONDAY_MORNING, override=Override("Mistyped")
        )
    with pytest.raises(Conflict, match="passengers") as refused:
        await roll_back(office, case)
    assert (refused.value.code, refused.value.extra) == ("changed_since", {"fields": ["passengers"]})


async def test_other_fields_may_have_moved(office: Office) -> None:
    case = await office.implement(await office.approved(PASSENGERS, proposed=800))
    office.charter.update({"notes": "Bring water"}, driving=DRIVING, by=MANAGER, at=MONDAY_MORNING)
    await roll_back(office, case)
    assert (office.charter.trip.passengers, office.charter.notes) == (40, "Bring water")


async def test_a_change_is_rolled_back_once(office: Office) -> None:
    case = await office.implement(await office.approved(PASSENGERS, proposed=800))
    reversal = await roll_back(office, case)
    with pytest.raises(Conflict, match="passengers, total_cost"):
        await roll_back(office, case)
    await roll_back(office, reversal)
    assert office.charter.trip.passengers == 48


async def test_what_is_not_implemented_or_a_cancellation_is_not_reversible(office: Office) -> None:
    case = await office.approved(PASSENGERS)
    with pytest.raises(Conflict) as refused:
        await roll_back(office, case)
    assert refused.value.code == "not_reversible"
    cancelled = ProposedChange("status", "booked", "cancelled")
    case = await office.implement(await office.approved(cancelled, change_type=ChangeType.CANCELLATION, proposed=None))
    with pytest.raises(Conflict) as refused:
        await roll_back(office, case)
    assert refused.value.code == "not_reversible"


async def test_an_agent_rolls_back_only_what_an_agent_may_approve(office: Office) -> None:
    case = await office.implement(await office.approved(PASSENGERS, proposed=1500))
    with pytest.raises(Forbidden):
        await roll_back(office, case, by=AGENT)
    small = await office.implement(await office.approved(ProposedChange("passengers", 48, 49), proposed=1600))
    await roll_back(office, small, by=AGENT)
    assert office.charter.trip.passengers == 48


async def test_a_reason_is_needed(office: Office) -> None:
    case = await office.implement(await office.approved(PASSENGERS, proposed=800))
    with pytest.raises(RuleViolated):
        await roll_back(office, case, reason=" ")
