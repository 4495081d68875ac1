"""Days, leave and those who wait, under real parallel transactions of several processes."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import Any

from coachway.entrypoints.bootstrap import Platform
from coachway.entrypoints.worker.schedule import begin_sales_day
from tests.api_client import ApiClient
from tests.fakes.clock import SteerableClock
from tests.integration.sales.office import LEADS, Office, open_office
from tests.integration.sales.test_importing import people, send
from tests.integration.sales.test_parallel import take_at_once

# The office is in New York: UTC's midnight is its 19:00, and its own midnight is UTC's 05:00.
EVENING = datetime(2026, 3, 2, 23, 30, tzinfo=UTC)
AFTER_UTC_MIDNIGHT = datetime(2026, 3, 3, 0, 30, tzinfo=UTC)
AFTER_MIDNIGHT = datetime(2026, 3, 3, 5, 1, tzinfo=UTC)


async def owners(office: Office) -> list[Any]:
    """Who has each lead, oldest first."""
    leads = (await office.manager.get(f"{LEADS}?limit=200")).json()
    return [lead["assigned_to_agent_id"] for lead in leads[::-1]]


async def test_utc_midnight_grants_nothing_and_the_offices_own_grants_once(
    api: ApiClient, others: list[ApiClient], clock: SteerableClock, platform: Platform
) -> None:
    clock.set(EVENING)
    office = await open_office(api, {"max_leads_per_day": 4}, {"max_leads_per_day": 2}, more_processes=others)
    a, b = office.ids
    assert await take_at_once(office, 9) == Counter({a: 4, b: 2, None: 3})
    clock.set(AFTER_UTC_MIDNIGHT)
    resets = [begin_sales_day(platform) for _ in range(3)]
    assert (await asyncio.gather(take_at_once(office, 5), *resets))[0] == Counter({None: 5})
    clock.set(AFTER_MIDNIGHT)
    resets = [begin_sales_day(each.platform) for each in (api, *others) for _ in range(2)]
    await asyncio.gather(*resets, *(office.take() for _ in range(6)))
    for agent, quota in ((a, 4), (b, 2)):
        rule = await office.rule_of(agent)
        assert (rule["leads_assigned_today"], rule["total_leads_assigned"]) == (quota, 2 * quota)
        assert rule["last_reset_date"] == "2026-03-03"


async def test_who_waits_comes_first_also_when_all_come_at_once_after_midnight(
    api: ApiClient, others: list[ApiClient], clock: SteerableClock, platform: Platform
) -> None:
    clock.set(EVENING)
    office = await open_office(api, {"max_leads_per_day": 5}, more_processes=others)
    (a,) = office.ids
    await take_at_once(office, 9)
    clock.set(AFTER_MIDNIGHT)
    await asyncio.gather(*(office.take() for _ in range(6)), begin_sales_day(platform), send(office.manager, people(6)))
    assert await owners(office) == [a] * 10 + [None] * 11


async def test_ties_fall_to_another_each_day_and_not_always_to_the_oldest(
    api: ApiClient, others: list[ApiClient], clock: SteerableClock
) -> None:
    terms = [{"max_leads_per_day": 1}] * 3
    office = await open_office(api, *terms, more_processes=others)
    takers: list[int | None] = []
    for _ in range(6):
        takers += await take_at_once(office, 1)
        clock.advance(days=1)
    assert takers == office.ids * 2


async def test_who_is_switched_off_while_leads_come_in_gets_none_from_then_on(
    api: ApiClient, others: list[ApiClient]
) -> None:
    office = await open_office(api, {}, {}, {}, more_processes=others)
    a, b, c = office.ids
    coming = [asyncio.create_task(office.take()) for _ in range(30)]
    switched_off = await office.change_rule(b, is_active=False)
    # Whatever was assigned before the rule changed is counted in the answer, and nothing comes after it.
    taken = Counter(lead["assigned_to_agent_id"] for lead in await asyncio.gather(*coming))
    assert taken[b] == switched_off["total_leads_assigned"] == (await office.rule_of(b))["total_leads_assigned"]
    assert abs(taken[a] - taken[c]) <= 1
    assert sum(taken.values()) == 30


async def test_back_from_leave_nobody_is_swamped_to_catch_up(
    api: ApiClient, others: list[ApiClient], clock: SteerableClock
) -> None:
    today = date(2026, 3, 2)
    leave = {"unavailable_from": today.isoformat(), "unavailable_until": (today + timedelta(days=1)).isoformat()}
    office = await open_office(api, {}, {}, leave | {"weight": 2}, more_processes=others)
    a, b, away = office.ids
    assert await take_at_once(office, 20) == Counter({a: 10, b: 10})
    clock.advance(days=1)
    assert await take_at_once(office, 20) == Counter({a: 10, b: 10})
    clock.advance(days=1)
    assert (await take_at_once(office, 4))[away] == 2
    assert await take_at_once(office, 40) == Counter({away: 20, a: 10, b: 10})


async def test_a_weight_that_changes_while_leads_come_in_loses_and_doubles_none(
    api: ApiClient, others: list[ApiClient]
) -> None:
    office = await open_office(api, {"weight": 3}, {"weight": 1}, more_processes=others)
    a, b = office.ids
    changes = [office.change_rule(a, weight=weight) for weight in (1, 9, 2)]
    leads, *_ = await asyncio.gather(take_at_once(office, 40), *changes)
    assert leads[a] + leads[b] == 40
    assert [(await office.rule_of(agent))["total_leads_assigned"] for agent in (a, b)] == [leads[a], leads[b]]
    await office.change_rule(a, weight=2)
    assert abs((await take_at_once(office, 60))[a] - 40) < 2


async def test_a_lead_moved_by_hand_while_it_is_handed_out_has_one_owner(
    api: ApiClient, others: list[ApiClient], clock: SteerableClock
) -> None:
    clock.set(EVENING)
    office = await open_office(api, {"max_leads_per_day": 0}, {"max_leads_per_day": 0}, more_processes=others)
    a, b = office.ids
    waiting = [await office.take() for _ in range(6)]
    by_hand = [
        office.manager.through(process).post(f"{LEADS}/{lead['id']}/assign", {"agent_id": b, "expected_agent_id": None})
        for lead, process in zip(waiting, [api, *others] * 2, strict=False)
    ]
    opened = office.change_rule(a, max_leads_per_day=None)
    imported = send(office.manager, people(6))
    *hands, _, _ = await asyncio.gather(*by_hand, opened, imported)
    await office.take()
    for hand, owner in zip(hands, (await owners(office))[:6], strict=True):
        assert (hand.status_code, owner) in ((200, b), (409, a))
    shares = Counter(await owners(office))
    assert {agent: shares[agent] for agent in (a, b)} == {
        agent: (await office.rule_of(agent))["total_leads_assigned"] for agent in (a, b)
    }
