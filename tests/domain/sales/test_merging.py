"""Two leads of one wish become one: what goes on, what ends, and what is refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from coachway.domain.kernel.actor import SYSTEM
from coachway.domain.kernel.errors import Conflict, NotFound, RuleViolated, VersionMismatch
from coachway.domain.sales.events import LeadsWereMerged
from coachway.domain.sales.model import MOST_DUPLICATES, ActivityType, Lead, LeadStatus
from coachway.domain.sales.use_cases.merge_leads import MergeLeads, merge_leads
from coachway.domain.sales.use_cases.update_lead import UpdateLead, update_lead
from tests.builders.sales import build_lead
from tests.fakes.clock import MONDAY_MORNING as NOW
from tests.fakes.clock import SteerableClock
from tests.fakes.sales import FakeSalesUnitOfWork


class Desk:
    def __init__(self) -> None:
        self.uow, self.clock = FakeSalesUnitOfWork(), SteerableClock()

    def lead(self, lead_id: int, **values: Any) -> Lead:
        lead = build_lead(lead_id, **values)
        self.uow.leads.add(lead)
        return lead

    async def merge(self, survivor: int, duplicate: int, version: int | None = None) -> Lead:
        command = MergeLeads(lead_id=survivor, duplicate_lead_id=duplicate, expected_version=version)
        return await merge_leads(command, actor=SYSTEM, uow=self.uow, clock=self.clock)

    async def update(self, lead_id: int, **changes: Any) -> Lead:
        command = UpdateLead(lead_id=lead_id, changes=changes)
        return await update_lead(command, actor=SYSTEM, uow=self.uow, clock=self.clock, region="US")

    def log_of(self, lead_id: int) -> list[str]:
        return [entry.details for entry in self.uow.leads.activities if entry.lead_id == lead_id]


@pytest.fixture
def desk() -> Desk:
    return Desk()


async def test_the_survivor_keeps_what_it_has_and_takes_over_what_it_lacks(desk: Desk) -> None:
    kept = desk.lead(1, last_name="", email="ann@example.com", trip_details="To the sea")
    gone = desk.lead(2, last_name="Lee", email="other@example.com", phone="+12125550123", trip_details="Elsewhere")
    gone.existing_client_id = 9
    gone.assign_to(7, at=NOW)
    await desk.merge(1, 2)
    assert (kept.contact.email, kept.contact.phone, kept.contact.last_name) == (
        "ann@example.com",
        "+12125550123",
        "Lee",
    )
    assert (kept.trip.trip_details, kept.existing_client_id, kept.assigned_to_agent_id) == ("To the sea", 9, 7)
    assert (gone.status, gone.merged_into_lead_id) == (LeadStatus.DEAD, 1)
    assert (kept.duplicate_lead_ids, desk.log_of(2)) == ((2,), ["new → dead, merged into lead 1"])
    assert LeadsWereMerged(lead_id=1, duplicate_lead_id=2) in kept.collect_events()


async def test_an_answer_to_the_duplicate_was_an_answer_to_the_survivor(desk: Desk) -> None:
    kept, gone = desk.lead(1), desk.lead(2)
    gone.respond(ActivityType.CALL, at=NOW)
    desk.clock.advance(hours=1)
    await desk.merge(1, 2)
    assert (kept.status, kept.first_response_at) == (LeadStatus.CONTACTED, NOW)
    assert desk.log_of(1) == ["new → contacted"]
    later = desk.lead(3)
    later.respond(ActivityType.CALL, at=NOW - timedelta(hours=1))
    kept.move_to(LeadStatus.QUALIFIED, at=NOW)
    await desk.merge(1, 3)
    assert (kept.status, kept.first_response_at) == (LeadStatus.QUALIFIED, NOW - timedelta(hours=1))


async def test_what_was_merged_before_follows_and_other_duplicates_meet_the_survivor(desk: Desk) -> None:
    first, middle, last, other = (desk.lead(number) for number in (1, 2, 3, 4))
    middle.note_duplicates((4,), at=NOW)
    other.note_duplicates((2,), at=NOW)
    await desk.merge(2, 1)
    await desk.merge(3, 2)
    assert (first.merged_into_lead_id, middle.merged_into_lead_id) == (3, 3)
    assert (last.duplicate_lead_ids, other.duplicate_lead_ids) == ((1, 2, 4), (2, 3))


async def test_a_dead_duplicate_can_be_merged_and_comes_to_life_no_more(desk: Desk) -> None:
    desk.lead(1)
    gone = desk.lead(2)
    gone.move_to(LeadStatus.DEAD, at=NOW)
    await desk.merge(1, 2)
    assert (gone.merged_into_lead_id, desk.log_of(2)) == (1, [])
    attempts: tuple[Callable[[], object], ...] = (
        lambda: gone.move_to(LeadStatus.CONTACTED, at=NOW),
        lambda: gone.assign_to(7, at=NOW),
        lambda: gone.update({"trip_details": "Yes"}, region="US", at=NOW),
        lambda: gone.respond(ActivityType.NOTE, at=NOW),
        gone.require_convertible,
    )
    for attempt in attempts:
        with pytest.raises(Conflict) as refused:
            attempt()
        assert (refused.value.code, refused.value.extra) == ("lead_merged", {"lead_id": 1})


async def test_what_cannot_be_merged_is_refused_and_left_as_it_was(desk: Desk) -> None:
    lead, converted, dead, merged = (desk.lead(number) for number in (1, 2, 3, 4))
    converted.convert(client_id=5, charter_id=6, at=NOW)
    dead.move_to(LeadStatus.DEAD, at=NOW)
    await desk.merge(1, 4)
    for survivor, duplicate, code in (
        (1, 2, "lead_converted"),
        (2, 1, "lead_converted"),
        (3, 1, "lead_dead"),
        (1, 4, "lead_merged"),
        (4, 1, "lead_merged"),
    ):
        with pytest.raises(Conflict) as refused:
            await desk.merge(survivor, duplicate)
        assert refused.value.code == code
    for duplicate in (1, 99):
        with pytest.raises(RuleViolated) as bad:
            await desk.merge(1, duplicate)
        assert [failure.field for failure in bad.value.fields] == ["duplicate_lead_id"]
    with pytest.raises(NotFound):
        await desk.merge(99, 1)
    with pytest.raises(VersionMismatch):
        await desk.merge(1, 3, version=17)
    assert (lead.merged_into_lead_id, merged.merged_into_lead_id, dead.merged_into_lead_id) == (None, 1, None)


async def test_a_changed_address_or_number_finds_its_duplicates(desk: Desk) -> None:
    known = desk.lead(1, email="ann@example.com", phone="+12125550123")
    tagged = desk.lead(2, email="a.nn+trip@example.com")
    changed = desk.lead(3)
    await desk.update(3, trip_details="To the sea")
    assert [lead.id for lead in desk.uow.leads.by_id.values() if lead.duplicate_lead_ids] == []
    await desk.update(3, email="Ann@Example.COM")
    assert (changed.duplicate_lead_ids, known.duplicate_lead_ids, tagged.duplicate_lead_ids) == ((1,), (3,), ())
    other = desk.lead(4)
    await desk.update(4, phone="(212) 555-0123")
    assert (other.duplicate_lead_ids, known.duplicate_lead_ids) == ((1,), (3, 4))


async def test_of_a_flood_only_the_oldest_are_looked_at(desk: Desk) -> None:
    flood = [desk.lead(number, email="flood@example.com") for number in range(1, MOST_DUPLICATES + 11)]
    last = desk.lead(999)
    await desk.update(999, email="flood@example.com")
    assert last.duplicate_lead_ids == tuple(range(1, MOST_DUPLICATES + 1))
    assert {lead.id for lead in flood if last.id in lead.duplicate_lead_ids} == set(last.duplicate_lead_ids)
