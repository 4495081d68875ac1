"""A file of leads is assigned as if its rows had come one by one."""

from __future__ import annotations

from collections import Counter
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from coachway.domain.kernel.actor import SYSTEM
from coachway.domain.sales.events import LeadsWereAssigned, LeadsWereImported
from coachway.domain.sales.lead_file import LeadRow
from coachway.domain.sales.model import MOST_DUPLICATES, Lead, LeadSource, read_enquiry
from coachway.domain.sales.neighbours import KnownClient
from coachway.domain.sales.use_cases.create_lead import Enquiry, create_leads
from coachway.domain.sales.use_cases.import_leads import ImportLeads, import_leads
from tests.domain.sales.test_assigning import Desk

# Few people, so that many rows are of the same one, by either or both of e-mail and phone.
PEOPLE = st.tuples(
    st.sampled_from([None, "a@example.com", "b@example.com", "c@example.com"]),
    st.sampled_from([None, "+12125550101", "+12125550102"]),
).filter(any)
STRANGERS = st.integers(1, 10**6).map(lambda number: (f"{number}@example.com", None))
ROWS = st.lists(PEOPLE | STRANGERS, max_size=30)
TERMS = st.fixed_dictionaries(
    {
        "weight": st.integers(1, 9),
        "max_leads_per_day": st.none() | st.integers(0, 6),
        "is_active": st.sampled_from([True, True, True, False]),
    }
)
Person = tuple[str | None, str | None]


def row_of(line: int, person: Person) -> LeadRow:
    contact, trip = read_enquiry({"first_name": "Ann", "email": person[0], "phone": person[1]}, region="US")
    return LeadRow(line, contact, trip, LeadSource.WEB)


async def an_office(terms: list[dict[str, Any]], before: list[Person], client_of: int | None) -> Desk:
    desk = Desk()
    agents = [await desk.hire(**each) for each in terms]
    if client_of is not None and agents:
        desk.clients.known.append(("a@example.com", KnownClient(9, "Ann", agents[client_of % len(agents)])))
        desk.clients.known.append(("+12125550102", KnownClient(10, "Zoe", agents[0])))
    for person in before:
        await take(desk, person)
    return desk


async def take(desk: Desk, person: Person) -> Lead:
    values = {"first_name": "Ann", "email": person[0], "phone": person[1]}
    enquiry = Enquiry.read(values, source=LeadSource.WEB, brought_by=SYSTEM, region="US")
    (lead,) = await create_leads([enquiry], **desk.ports)
    return lead


async def take_all(desk: Desk, people: list[Person]) -> None:
    rows = [row_of(line, person) for line, person in enumerate(people, start=2)]
    await import_leads(ImportLeads(rows=rows), **desk.ports)


def told(desk: Desk) -> dict[int, Any]:
    return {
        lead.id: (lead.assigned_to_agent_id, lead.existing_client_id, lead.duplicate_lead_ids)
        for lead in desk.uow.leads.by_id.values()
    }


async def accounts(desk: Desk) -> Any:
    roster = await desk.uow.rosters.open(able=await desk.agents.able(), day=desk.calendar.day_of(desk.clock.now()))
    return roster.course, [(place.seat, place.caseload) for place in roster.places.values()]


@settings(max_examples=200)
@given(st.lists(TERMS, max_size=4), st.lists(PEOPLE | STRANGERS, max_size=8), ROWS, st.none() | st.integers(0, 3))
async def test_who_gets_which_is_what_it_is_one_by_one(
    terms: list[dict[str, Any]], before: list[Person], people: list[Person], client_of: int | None
) -> None:
    together, apart = [await an_office(terms, before, client_of) for _ in range(2)]
    await take_all(together, people)
    for person in people:
        await take(apart, person)
    assert told(together) == told(apart)
    assert await accounts(together) == await accounts(apart)


async def test_waiting_leads_of_one_person_go_to_one_agent_when_there_is_room() -> None:
    desk = await an_office([{"max_leads_per_day": 0}, {"max_leads_per_day": 0}], [], None)
    await take_all(desk, [("a@example.com", None), ("b@example.com", None), ("a@example.com", None)])
    for agent in (1, 2):
        desk.clock.advance(days=1)
        await desk.change(agent, max_leads_per_day=1)
    owners = [lead.assigned_to_agent_id for lead in desk.uow.leads.by_id.values()]
    assert owners == [1, 2, 1]


async def test_one_event_tells_of_the_file_and_one_each_agent_of_theirs() -> None:
    desk = await an_office([{"weight": 2}, {}], [], None)
    await take_all(desk, [(f"{number}@example.com", None) for number in range(6)])
    ids = Counter(lead.assigned_to_agent_id for lead in desk.uow.leads.by_id.values())
    assert ids == {1: 4, 2: 2}
    of = {
        agent: [lead.id for lead in desk.uow.leads.by_id.values() if lead.assigned_to_agent_id == agent]
        for agent in ids
    }
    assert desk.uow.recorded == [
        LeadsWereImported(lead_ids=list(desk.uow.leads.by_id)),
        LeadsWereAssigned(agent_id=1, lead_ids=of[1]),
        LeadsWereAssigned(agent_id=2, lead_ids=of[2]),
    ]


async def test_an_empty_file_tells_of_nothing() -> None:
    desk = await an_office([{}], [], None)
    await take_all(desk, [])
    assert desk.uow.recorded == []


async def test_a_number_that_a_whole_file_gives_leaves_a_bounded_trace() -> None:
    desk = await an_office([{}], [], None)
    await take_all(desk, [(f"{number}@example.com", "+12125550101") for number in range(2 * MOST_DUPLICATES)])
    assert {len(lead.duplicate_lead_ids) for lead in desk.uow.leads.by_id.values()} == {MOST_DUPLICATES}
