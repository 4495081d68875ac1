"""Leads under real parallel transactions: no quota is exceeded, the shares hold exactly, nothing is overwritten."""

from __future__ import annotations

import asyncio
from collections import Counter

from tests.api_client import ApiClient
from tests.fakes.clock import SteerableClock
from tests.integration.sales.office import LEADS, RULES, Office, open_office


async def take_at_once(office: Office, count: int) -> Counter[int | None]:
    leads = await asyncio.gather(*(office.take() for _ in range(count)))
    return Counter(lead["assigned_to_agent_id"] for lead in leads)


async def test_forty_at_once_are_shared_exactly_by_weight(api: ApiClient) -> None:
    office = await open_office(api, {"weight": 5}, {"weight": 3}, {"weight": 2})
    a, b, c = office.ids
    assert await take_at_once(office, 40) == Counter({a: 20, b: 12, c: 8})


async def test_forty_at_once_keep_every_quota(api: ApiClient) -> None:
    office = await open_office(
        api, {"weight": 9, "max_leads_per_day": 7}, {"max_leads_per_day": 5}, {"weight": 4, "max_leads_per_day": 11}
    )
    a, b, c = office.ids
    assert await take_at_once(office, 40) == Counter({None: 17, c: 11, a: 7, b: 5})
    for agent, quota in ((a, 7), (b, 5), (c, 11)):
        assert (await office.rule_of(agent))["leads_assigned_today"] == quota


async def test_the_first_leads_of_a_day_grant_its_quota_once(api: ApiClient, clock: SteerableClock) -> None:
    office = await open_office(api, {"max_leads_per_day": 3})
    (a,) = office.ids
    assert (await take_at_once(office, 6))[a] == 3
    clock.advance(days=1)
    await take_at_once(office, 12)
    assert (await office.rule_of(a))["total_leads_assigned"] == 6


async def test_the_same_person_asking_twice_at_once_gets_one_agent(api: ApiClient) -> None:
    office = await open_office(api, {}, {}, {})
    leads = await asyncio.gather(*(office.take(email="twice@example.com") for _ in range(6)))
    assert len({lead["assigned_to_agent_id"] for lead in leads}) == 1
    ids = {lead["id"] for lead in leads}
    for lead in leads:
        assert set((await office.lead(lead["id"]))["duplicate_lead_ids"]) == ids - {lead["id"]}


async def test_of_two_assignments_by_hand_that_expect_the_same_one_wins(api: ApiClient) -> None:
    office = await open_office(api, {}, {}, {})
    lead = await office.take()
    owner = lead["assigned_to_agent_id"]
    others = [agent for agent in office.ids if agent != owner]
    answers = await asyncio.gather(
        *(
            office.manager.post(f"{LEADS}/{lead['id']}/assign", {"agent_id": other, "expected_agent_id": owner})
            for other in others
        )
    )
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    (lost,) = (answer.json() for answer in answers if answer.status_code == 409)
    assert lost["code"] == "lead_moved"
    won = next(answer.json() for answer in answers if answer.status_code == 200)
    assert (await office.lead(lead["id"]))["assigned_to_agent_id"] == won["assigned_to_agent_id"]


async def test_by_hand_and_automatically_at_once_never_overwrite_each_other(api: ApiClient) -> None:
    office = await open_office(api, {"max_leads_per_day": 0}, {"max_leads_per_day": 0})
    a, b = office.ids
    leads = [await office.take() for _ in range(8)]
    by_hand = [
        office.manager.post(f"{LEADS}/{lead['id']}/assign", {"agent_id": b, "expected_agent_id": None})
        for lead in leads
    ]
    automatic = office.manager.put(f"{RULES}/{office.rules[a]}", {"max_leads_per_day": 100})
    *hands, changed = await asyncio.gather(*by_hand, automatic)
    assert changed.status_code == 200
    for lead, hand in zip(leads, hands, strict=True):
        owner = (await office.lead(lead["id"]))["assigned_to_agent_id"]
        assert (hand.status_code, owner) in ((200, b), (409, a))
    totals = [(await office.rule_of(agent))["total_leads_assigned"] for agent in (a, b)]
    assert sum(totals) == len(leads)
    assert totals[1] == sum(hand.status_code == 200 for hand in hands)
