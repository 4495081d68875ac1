"""Where changes are implemented, on fakes."""

from __future__ import annotations

from typing import Any, Final

from coachway.domain.changes.approval import ApprovalPolicy
from coachway.domain.changes.case_numbers import case_number
from coachway.domain.changes.model.case import ChangeCase
from coachway.domain.changes.model.values import ProposedChange
from coachway.domain.charters.model import Charter
from coachway.domain.flows.implement_change import ImplementChange, implement_change
from coachway.domain.flows.reprice import Repricing
from coachway.domain.kernel.money import Money
from tests.builders.changes import AGENT, MANAGER, a_draft
from tests.builders.charters import DRIVING, a_charter
from tests.builders.pricing import BASE, MILEAGE, SETTINGS
from tests.fakes.changes import InMemoryChangeCases
from tests.fakes.charters import FakeDistances
from tests.fakes.clock import MONDAY_MORNING, SteerableClock
from tests.fakes.quoting import FakeQuotingUnitOfWork, FixedRuleBook

PASSENGERS: Final = ProposedChange("passengers", 40, 48)


class FakeChangeUnitOfWork(FakeQuotingUnitOfWork):
    """Cases, charters and price rules, in memory."""

    def __init__(self) -> None:
        super().__init__()
        self.change_cases = InMemoryChangeCases()


class Office:
    """A booked charter of 40 passengers over 120 miles for 726.50, and approved cases on it."""

    def __init__(self) -> None:
        self.uow = FakeChangeUnitOfWork()
        self.clock = SteerableClock()
        self.repricing = Repricing(settings=SETTINGS, rule_book=FixedRuleBook(BASE, MILEAGE), distances=FakeDistances())
        self.charter: Charter = a_charter()
        self.charter.book(by=AGENT, at=MONDAY_MORNING)
        self.charter.award(3, Money.of(500), by=AGENT, at=MONDAY_MORNING)
        self.uow.charters.add(self.charter)

    async def approved(self, *proposed: ProposedChange, **fields: Any) -> ChangeCase:
        count = await self.uow.change_cases.next_count(2026)
        case = ChangeCase.open(
            a_draft(proposed_changes=proposed, **fields),
            case_id=await self.uow.change_cases.next_id(),
            case_number=case_number(2026, count),
            charter_id=self.charter.id,
            client_id=self.charter.client_id,
            vendor_id=None,
            policy=ApprovalPolicy(),
            by=AGENT,
            at=MONDAY_MORNING,
        )
        case.move_to_review(by=MANAGER, at=MONDAY_MORNING)
        case.approve("fine", policy=ApprovalPolicy(), by=MANAGER, at=MONDAY_MORNING)
        case.collect_events()
        self.uow.change_cases.add(case)
        return case

    async def implement(self, case: ChangeCase) -> ChangeCase:
        return await implement_change(
            ImplementChange(case_id=case.id, implementation_notes="done"),
            actor=AGENT,
            uow=self.uow,
            repricing=self.repricing,
            driving=DRIVING,
            clock=self.clock,
        )
