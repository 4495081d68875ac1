"""A new lead that nobody answers in office hours is told of, once."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

from sqlalchemy import text

from coachway.domain.kernel.actor import SYSTEM
from coachway.domain.sales.use_cases.overdue_leads import raise_overdue_leads
from coachway.entrypoints.bootstrap import Platform
from coachway.entrypoints.worker.schedule import raise_overdue
from tests.api_client import ApiClient
from tests.fakes.clock import SteerableClock
from tests.integration.notifications.test_who_is_mailed import letters
from tests.integration.sales.office import LEADS, open_office

FRIDAY_1730 = datetime(2026, 3, 6, 22, 30, tzinfo=UTC)
MONDAY_0830 = datetime(2026, 3, 9, 12, 30, tzinfo=UTC)  # the clocks went forward on Sunday


async def told_of(platform: Platform) -> list[tuple[int, int | None]]:
    """Every lead that was told of, with its agent."""
    query = text(
        "SELECT payload ->> 'lead_id', payload ->> 'agent_id' FROM platform.outbox "
        "WHERE name = 'lead.response_overdue' ORDER BY id"
    )
    async with platform.engine.connect() as connection:
        return [(int(lead), agent and int(agent)) for lead, agent in await connection.execute(query)]


async def test_an_hour_counts_over_the_weekend(api: ApiClient, platform: Platform, clock: SteerableClock) -> None:
    clock.set(FRIDAY_1730)
    office = await open_office(api, {})
    lead = await office.take()
    clock.set(MONDAY_0830)
    await raise_overdue(platform)
    assert await told_of(platform) == []
    clock.advance(seconds=1)
    await raise_overdue(platform)
    await raise_overdue(platform)
    assert await told_of(platform) == [(lead["id"], office.ids[0])]
    assert (await office.lead(lead["id"]))["version"] == lead["version"]


async def test_its_agent_and_the_managers_are_mailed_once(
    api: ApiClient, platform: Platform, clock: SteerableClock
) -> None:
    office = await open_office(api, {"max_leads_per_day": 1})
    mine, nobodys = await office.take(), await office.take(first_name="Zoe")
    await letters(platform)
    clock.advance(minutes=61)
    await raise_overdue(platform)
    sent = await letters(platform)
    boss, agent = office.manager.user_id, office.ids[0]
    assert sorted((letter.recipient.id, letter.subject) for letter in sent) == sorted(
        (who, f"Lead {lead['id']} waits for a first answer: {lead['first_name']} {lead['last_name']}")
        for who, lead in ((agent, mine), (boss, mine), (boss, nobodys))
    )
    clock.advance(days=1)
    await raise_overdue(platform)
    assert await letters(platform) == []


async def test_who_was_answered_moved_on_or_died_is_not_overdue(
    api: ApiClient, platform: Platform, clock: SteerableClock
) -> None:
    office = await open_office(api, {})
    answered, moved, dead, back, waits = [await office.take() for _ in range(5)]
    await office.manager.post(f"{LEADS}/{answered['id']}/activities", {"activity_type": "call"})
    for lead, status in ((moved, "qualified"), (dead, "dead"), (back, "contacted"), (back, "new")):
        await office.manager.put(f"{LEADS}/{lead['id']}", {"status": status})
    clock.advance(minutes=61)
    await raise_overdue(platform)
    assert {lead for lead, _ in await told_of(platform)} == {back["id"], waits["id"]}


async def test_jobs_that_run_at_once_tell_of_each_lead_once(
    api: ApiClient, platform: Platform, clock: SteerableClock
) -> None:
    office = await open_office(api, {}, {})
    leads = [await office.take() for _ in range(20)]
    clock.advance(days=3)
    await asyncio.gather(*(raise_overdue(platform) for _ in range(8)))
    assert sorted(lead for lead, _ in await told_of(platform)) == sorted(lead["id"] for lead in leads)


async def test_of_two_transactions_that_overlap_only_one_tells(
    api: ApiClient, platform: Platform, clock: SteerableClock
) -> None:
    office = await open_office(api, {})
    await office.take()
    clock.advance(days=1)

    async with platform.unit_of_work(SYSTEM) as first, platform.unit_of_work(SYSTEM) as second:
        for work in (first, second):
            await raise_overdue_leads(uow=work, calendar=platform.calendar, clock=clock, allowed=timedelta(minutes=60))
        await first.commit()
        await second.commit()
    assert len(await told_of(platform)) == 1


async def test_a_job_that_died_before_it_was_done_is_made_up_for(
    api: ApiClient, platform: Platform, clock: SteerableClock
) -> None:
    office = await open_office(api, {})
    await office.take()
    clock.advance(days=1)
    async with platform.unit_of_work(SYSTEM) as work:
        await raise_overdue_leads(uow=work, calendar=platform.calendar, clock=clock, allowed=timedelta(minutes=60))
    assert await told_of(platform) == []
    await raise_overdue(platform)
    assert len(await told_of(platform)) == 1
