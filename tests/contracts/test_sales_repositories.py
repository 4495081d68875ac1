"""Leads, rules and the roster, in memory and in PostgreSQL."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import pytest_asyncio

from coachway.domain.kernel.actor import SYSTEM
from coachway.domain.kernel.errors import Conflict, NotFound
from coachway.domain.kernel.money import Money
from coachway.domain.sales.model import (
    MOST_DUPLICATES,
    ActivityType,
    AssignmentRule,
    Contact,
    Lead,
    LeadActivity,
    LeadStatus,
    UnsubscribeLink,
)
from coachway.domain.sales.open_leads import FiledLead
from coachway.domain.sales.ports import SalesUnitOfWork
from coachway.domain.sales.use_cases.follow_client_merge import follow_client_merge
from coachway.domain.sales.views import LeadView
from coachway.entrypoints.bootstrap import Platform
from tests.builders.sales import MONDAY, build_lead, build_terms
from tests.fakes.clock import MONDAY_MORNING as NOW
from tests.fakes.sales import FakeSalesUnitOfWork

ABLE = frozenset({1, 2, 3})


@pytest_asyncio.fixture
async def in_postgres(platform: Platform) -> AsyncIterator[SalesUnitOfWork]:
    async with platform.unit_of_work(SYSTEM) as work:
        yield work


@pytest.fixture
def in_memory() -> SalesUnitOfWork:
    return FakeSalesUnitOfWork()


@pytest.fixture(params=["in_memory", "in_postgres"])
def uow(request: pytest.FixtureRequest) -> SalesUnitOfWork:
    chosen: SalesUnitOfWork = request.getfixturevalue(request.param)
    return chosen


async def keep_lead(uow: SalesUnitOfWork, **values: object) -> Lead:
    _, (lead_id,) = await uow.rosters.open_for_new_leads(1, able=ABLE, day=MONDAY)
    lead = build_lead(lead_id, **values)  # type: ignore[arg-type]
    uow.leads.add(lead)
    await uow.flush()
    return lead


async def keep_rule(uow: SalesUnitOfWork, agent_id: int, weight: int = 1) -> AssignmentRule:
    rule = AssignmentRule.create(
        rule_id=await uow.assignment_rules.next_id(),
        agent_id=agent_id,
        agent_name=f"Agent {agent_id}",
        terms=build_terms(weight=weight, quota=5),
        at=NOW,
    )
    uow.assignment_rules.add(rule)
    await uow.flush()
    return rule


async def test_a_lead_comes_back_whole(uow: SalesUnitOfWork) -> None:
    lead = await keep_lead(uow, phone="212 555 0123", estimated_value=Money.of("12.50"), trip_details="To the sea")
    found = await uow.leads.get(lead.id)
    assert (found.contact, found.trip, found.status) == (lead.contact, lead.trip, LeadStatus.NEW)
    with pytest.raises(NotFound):
        await uow.leads.get(lead.id + 1)


async def test_of_an_address_that_everybody_gives_the_oldest_open_leads_are_found(uow: SalesUnitOfWork) -> None:
    crowd = [await keep_lead(uow, email="all@example.com") for _ in range(MOST_DUPLICATES + 3)]
    other = await keep_lead(uow, email="all@example.com.au", phone="+12125550123")
    people = [Contact("", email="all@example.com"), Contact("", phone="+12125550123")]
    wanted = [lead.id for lead in crowd[:MOST_DUPLICATES]] + [other.id]
    assert [lead.id for lead in await uow.leads.open_like(people)] == wanted
    assert [lead.id for lead in await uow.lead_batches.open_like_any(people)] == wanted


async def test_several_leads_are_found_in_the_order_of_their_ids(uow: SalesUnitOfWork) -> None:
    first, second = await keep_lead(uow), await keep_lead(uow)
    found = await uow.leads.several([second.id, second.id + 1, first.id])
    assert [lead.id for lead in found] == [first.id, second.id]
    assert list(await uow.leads.several(())) == []


async def test_open_leads_of_the_same_person_are_found_oldest_first(uow: SalesUnitOfWork) -> None:
    by_email = await keep_lead(uow, email="ann@example.com")
    by_phone = await keep_lead(uow, phone="+12125550123")
    closed = await keep_lead(uow, email="ann@example.com")
    closed.move_to(LeadStatus.DEAD, at=NOW)
    await keep_lead(uow, email="else@example.com")
    await uow.flush()
    ann, her_phone, nobody = (
        Contact("", email="ann@example.com"),
        Contact("", phone="+12125550123"),
        Contact("", phone="+12125550199"),
    )
    assert list(await uow.leads.open_like([her_phone, ann])) == [by_email, by_phone]
    assert list(await uow.leads.open_like([nobody])) == []


async def test_the_waiting_are_open_and_nobodys_oldest_first(uow: SalesUnitOfWork) -> None:
    leads = [await keep_lead(uow) for _ in range(4)]
    leads[0].assign_to(1, at=NOW)
    leads[2].move_to(LeadStatus.DEAD, at=NOW)
    await uow.flush()
    assert list(await uow.leads.waiting(5)) == [leads[1], leads[3]]
    assert list(await uow.leads.waiting(1)) == [leads[1]]


async def test_an_unanswered_lead_is_noted_once_oldest_first(uow: SalesUnitOfWork) -> None:
    late, later, answered, fresh = [
        await keep_lead(uow, at=NOW - timedelta(minutes=minutes)) for minutes in (90, 80, 70, 10)
    ]
    late.assign_to(2, at=NOW)
    answered.respond(ActivityType.CALL, at=NOW)
    await uow.flush()

    async def noted(limit: int) -> list[tuple[int, str, int | None]]:
        found = await uow.leads.note_overdue(created_before=NOW - timedelta(minutes=60), at=NOW, limit=limit)
        return [(lead.id, lead.name, lead.agent_id) for lead in found]

    assert await noted(1) == [(late.id, "Bob Wilson", 2)]
    assert await noted(9) == [(later.id, "Bob Wilson", None)]
    assert await noted(9) == []
    assert fresh.response_overdue_at is None


async def test_activities_have_ids_of_their_own(uow: SalesUnitOfWork) -> None:
    lead = await keep_lead(uow)
    ids = await uow.leads.next_activity_ids(2)
    assert len(set(ids)) == 2
    uow.leads.add_activity(
        LeadActivity(
            id=ids[0],
            lead_id=lead.id,
            activity_type=ActivityType.NOTE,
            details="",
            performed_by=None,
            created_at=NOW,
        )
    )
    await uow.flush()


async def test_an_agent_has_one_rule(uow: SalesUnitOfWork) -> None:
    rule = await keep_rule(uow, 1)
    assert (await uow.assignment_rules.get(rule.id)).terms == rule.terms
    with pytest.raises(NotFound):
        await uow.assignment_rules.get(rule.id + 1)
    with pytest.raises(Conflict, match="already"):
        await keep_rule(uow, 1)


async def test_what_is_saved_of_the_roster_is_there_the_next_time(uow: SalesUnitOfWork) -> None:
    for agent, weight in ((2, 1), (1, 3)):
        await keep_rule(uow, agent, weight)
    given = []
    for _ in range(7):
        roster = await uow.rosters.open(able=ABLE, day=MONDAY)
        given += roster.draw(1, at=NOW)
        await uow.rosters.save(roster)
    assert given == [1, 1, 2, 1, 1, 1, 2]
    last = await uow.rosters.open(able=ABLE, day=MONDAY + timedelta(days=1))
    assert [place.agent_id for place in last.places.values()] == [1, 2]
    assert (last.course.turn, last.places[1].caseload.leads_assigned_today) == (7, 5)
    assert last.places[1].caseload.last_assigned_at == NOW
    assert last.has_room


async def test_what_is_not_saved_of_the_roster_is_forgotten(uow: SalesUnitOfWork) -> None:
    await keep_rule(uow, 1)
    first = await uow.rosters.open(able=ABLE, day=MONDAY)
    first.draw(3, at=NOW)
    again = await uow.rosters.open(able=ABLE, day=MONDAY)
    assert (again.course.turn, again.places[1].caseload.total_leads_assigned) == (0, 0)


async def test_the_roster_knows_whether_leads_wait(uow: SalesUnitOfWork) -> None:
    await keep_rule(uow, 1)
    assert not (await uow.rosters.open(able=ABLE, day=MONDAY)).leads_wait
    lead = await keep_lead(uow)
    assert (await uow.rosters.open(able=ABLE, day=MONDAY)).leads_wait
    lead.assign_to(1, at=NOW)
    await uow.flush()
    assert not (await uow.rosters.open(able=ABLE, day=MONDAY)).leads_wait


async def test_leads_out_of_a_file_are_what_they_would_be_by_themselves(uow: SalesUnitOfWork) -> None:
    _, ids = await uow.rosters.open_for_new_leads(2, able=ABLE, day=MONDAY)
    full = build_lead(
        ids[0],
        phone="212 555 0123",
        estimated_value=Money.of("12.50"),
        trip_details='To the "sea"\nand {back}',
        estimated_trip_date=MONDAY,
        estimated_passengers=44,
        pickup_location="Boston, MA",
        dropoff_location="Salem",
    )
    full.existing_client_id = 7
    full.assign_to(2, at=NOW)
    full.note_duplicates((ids[1],), at=NOW)
    bare = build_lead(ids[1])
    filed = [
        FiledLead(
            id=lead.id,
            contact=lead.contact,
            trip=lead.trip,
            source=lead.source,
            assigned_to_agent_id=lead.assigned_to_agent_id,
            existing_client_id=lead.existing_client_id,
            duplicate_lead_ids=set(lead.duplicate_lead_ids),
        )
        for lead in (full, bare)
    ]
    await uow.lead_batches.add_all(filed, at=NOW)
    assert [LeadView.of(await uow.leads.get(lead.id)) for lead in (full, bare)] == list(map(LeadView.of, (full, bare)))


async def test_open_leads_of_any_of_many_people_are_found_oldest_first(uow: SalesUnitOfWork) -> None:
    by_email = await keep_lead(uow, email="ann@example.com")
    by_both = await keep_lead(uow, email="zoe@example.com", phone="+12125550123")
    closed = await keep_lead(uow, email="ann@example.com")
    closed.move_to(LeadStatus.DEAD, at=NOW)
    by_both.assign_to(3, at=NOW)
    await keep_lead(uow, email="else@example.com")
    await uow.flush()
    people = [
        Contact("Z", phone="+12125550123"),
        Contact("A", email="ann@example.com"),
        Contact("Z", email="zoe@example.com"),
    ]
    found = await uow.lead_batches.open_like_any(people)
    assert [(lead.id, lead.contact.email, lead.assigned_to_agent_id) for lead in found] == [
        (by_email.id, "ann@example.com", None),
        (by_both.id, "zoe@example.com", 3),
    ]
    assert await uow.lead_batches.open_like_any([Contact("N", phone="+12125550199")]) == []


async def test_duplicates_are_written_for_many_at_once_and_age_each_lead(uow: SalesUnitOfWork) -> None:
    first, second = [await keep_lead(uow, phone="+12125550123") for _ in range(2)]
    found = await uow.lead_batches.open_like_any([first.contact])
    for lead in found:
        lead.duplicate_lead_ids.update({98, 99})
    await uow.lead_batches.note_duplicates(found, at=NOW)
    again = await uow.lead_batches.open_like_any([second.contact])
    assert [lead.duplicate_lead_ids for lead in again] == [{98, 99}, {98, 99}]
    await uow.lead_batches.note_duplicates([], at=NOW)


async def test_leads_follow_who_and_what_they_were_merged_into(uow: SalesUnitOfWork) -> None:
    lead, survivor, converted = await keep_lead(uow), await keep_lead(uow), await keep_lead(uow)
    lead.existing_client_id = 7
    lead.end_in(survivor, at=NOW)
    converted.convert(client_id=7, charter_id=3, at=NOW)
    await uow.flush()
    await uow.leads.hand_over_client(7, 8, at=NOW)
    await uow.leads.follow_merge(survivor.id, converted.id)
    session = getattr(uow, "session", None)
    if session is not None:
        session.expunge_all()
    first, third = await uow.leads.get(lead.id), await uow.leads.get(converted.id)
    assert (first.existing_client_id, first.merged_into_lead_id, third.converted_client_id) == (8, converted.id, 8)


async def test_preferences_and_links_follow_a_client_who_was_merged(uow: SalesUnitOfWork) -> None:
    assert await uow.email_preferences.said(7) is None
    (await uow.email_preferences.of(7, at=NOW)).opt_out(at=NOW)
    await uow.email_preferences.add_link(UnsubscribeLink(7, "a secret", "its hash"), at=NOW)
    await uow.flush()
    await follow_client_merge(7, 8, uow=uow, at=NOW)
    await follow_client_merge(7, 8, uow=uow, at=NOW)
    survivor = await uow.email_preferences.said(8)
    assert survivor is not None
    assert survivor.opted_out
    assert await uow.email_preferences.client_of_link("its hash") == 8
    assert await uow.email_preferences.newest_token(7) is None
