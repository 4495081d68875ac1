"""Keeping change cases, in memory and in PostgreSQL."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import fields

import pytest
import pytest_asyncio

from coachway.domain.changes.approval import ApprovalPolicy
from coachway.domain.changes.model.approvals import ApprovalDecision, ApprovalStatus
from coachway.domain.changes.model.case import ChangeCase
from coachway.domain.changes.ports import ChangesUnitOfWork
from coachway.domain.changes.state_machine import ChangeStatus
from coachway.domain.kernel.actor import SYSTEM
from coachway.domain.kernel.errors import NotFound
from coachway.entrypoints.bootstrap import Platform
from tests.builders.changes import AGENT, MANAGER, OTHER_AGENT, a_case, a_draft, an_approval
from tests.fakes.changes import FakeChangesUnitOfWork
from tests.fakes.clock import MONDAY_MORNING
from tests.integration.changes.desk import a_booked_charter


@pytest_asyncio.fixture
async def in_postgres(platform: Platform) -> AsyncIterator[ChangesUnitOfWork]:
    assert await a_booked_charter(platform) == 1, "the builder's cases are of charter 1"
    async with platform.unit_of_work(SYSTEM) as work:
        yield work


@pytest.fixture
def in_memory() -> ChangesUnitOfWork:
    return FakeChangesUnitOfWork()


@pytest.fixture(params=["in_memory", "in_postgres"])
def uow(request: pytest.FixtureRequest) -> ChangesUnitOfWork:
    chosen: ChangesUnitOfWork = request.getfixturevalue(request.param)
    return chosen


async def kept(uow: ChangesUnitOfWork, case: ChangeCase) -> ChangeCase:
    """The case as it comes back after being written."""
    await uow.flush()
    session = getattr(uow, "session", None)
    if session is not None:
        session.expunge_all()
    return await uow.change_cases.get(case.id)


def values_of(case: ChangeCase) -> dict[str, object]:
    return {each.name: getattr(case, each.name) for each in fields(case) if each.name not in ("approvals", "version")}


async def test_ids_are_drawn_once(uow: ChangesUnitOfWork) -> None:
    assert await uow.change_cases.next_id() != await uow.change_cases.next_id()
    assert await uow.change_cases.next_approval_id() != await uow.change_cases.next_approval_id()


async def test_each_year_is_counted_from_one(uow: ChangesUnitOfWork) -> None:
    assert [await uow.change_cases.next_count(2026) for _ in range(3)] == [1, 2, 3]
    assert await uow.change_cases.next_count(2027) == 1
    assert await uow.change_cases.next_count(2026) == 4


async def test_a_new_case_comes_back_whole(uow: ChangesUnitOfWork) -> None:
    case = a_case(a_draft(due_date=MONDAY_MORNING.date(), attachments=["contract.pdf"], related_change_cases=[7]))
    before = values_of(case)
    uow.change_cases.add(case)
    assert values_of(await kept(uow, case)) == before


async def test_every_decision_comes_back(uow: ChangesUnitOfWork) -> None:
    case = a_case(by=AGENT)
    uow.change_cases.add(case)
    case.move_to_review(by=MANAGER, at=MONDAY_MORNING)
    case = await kept(uow, case)
    assert await uow.change_cases.applied_by(case.id) == {}
    assert (case.approval, case.rejection, case.implementation, case.cancellation) == (None, None, None, None)
    case.approve("fine", policy=ApprovalPolicy(), by=MANAGER, at=MONDAY_MORNING)
    applied = {"passengers": {"before": 40, "after": 48}}
    case.implement("done", charter_revision=3, vendor_id=9, applied=applied, by=MANAGER, at=MONDAY_MORNING)
    before = values_of(case)
    found = await kept(uow, case)
    assert values_of(found) == before
    assert await uow.change_cases.applied_by(case.id) == applied
    assert (found.status, found.vendor_id) == (ChangeStatus.IMPLEMENTED, 9)


async def test_a_case_without_prices_has_an_empty_proposal(uow: ChangesUnitOfWork) -> None:
    case = a_case(a_draft(current=None, proposed=None))
    uow.change_cases.add(case)
    found = await kept(uow, case)
    assert found.pricing.difference is None


async def test_approvals_come_back_with_their_case(uow: ChangesUnitOfWork) -> None:
    case = a_case(by=AGENT)
    uow.change_cases.add(case)
    case.request_approval(an_approval(1, approver_id=14), by=MANAGER, at=MONDAY_MORNING)
    case.request_approval(an_approval(2, approver_id=15, level=2), by=MANAGER, at=MONDAY_MORNING)
    case = await kept(uow, case)
    case.move_to_review(by=MANAGER, at=MONDAY_MORNING)
    yes = ApprovalDecision.APPROVED
    case.answer_approval(1, yes, notes="yes", conditions="two drivers", by=OTHER_AGENT, at=MONDAY_MORNING)
    await uow.flush()
    found = await uow.change_cases.with_approval(2)
    assert found.id == case.id
    assert [(each.id, each.status, each.conditions) for each in found.approvals] == [
        (1, ApprovalStatus.APPROVED, "two drivers"),
        (2, ApprovalStatus.PENDING, None),
    ]


async def test_what_is_not_there_is_not_found(uow: ChangesUnitOfWork) -> None:
    with pytest.raises(NotFound):
        await uow.change_cases.get(99)
    with pytest.raises(NotFound):
        await uow.change_cases.charter_of(99)
    with pytest.raises(NotFound):
        await uow.change_cases.with_approval(99)


async def test_missing_cases_are_told_from_those_that_are_there(uow: ChangesUnitOfWork) -> None:
    case = a_case()
    uow.change_cases.add(case)
    await uow.flush()
    assert await uow.change_cases.missing([case.id, 98, 99]) == [98, 99]
    assert await uow.change_cases.charter_of(case.id) == 1


async def test_only_open_cases_of_the_charter_are_its_open_ones(uow: ChangesUnitOfWork) -> None:
    pending, reviewed, over = a_case(case_id=1), a_case(case_id=2), a_case(case_id=3)
    reviewed.move_to_review(by=MANAGER, at=MONDAY_MORNING)
    over.cancel("no", by=MANAGER, at=MONDAY_MORNING)
    for case in (pending, reviewed, over):
        uow.change_cases.add(case)
    await uow.flush()
    assert [case.id for case in await uow.change_cases.open_of_charter(1)] == [1, 2]
    assert await uow.change_cases.open_of_charter(2) == []


async def test_cases_follow_a_client_who_was_merged(uow: ChangesUnitOfWork) -> None:
    case = a_case()
    uow.change_cases.add(case)
    await uow.flush()
    await uow.change_cases.hand_over_client(case.client_id + 1, 99)
    await uow.change_cases.hand_over_client(case.client_id, 98)
    assert (await kept(uow, case)).client_id == 98
