"""Sales in memory: leads, rules and the roster, and the directories that sales ask."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from coachway.domain.kernel.actor import Actor
from coachway.domain.kernel.errors import Conflict, NotFound
from coachway.domain.kernel.events import Event
from coachway.domain.sales.assignment import Course, Seat
from coachway.domain.sales.model import (
    MOST_DUPLICATES,
    AssignmentRule,
    Contact,
    EmailPreferences,
    Lead,
    LeadActivity,
    LeadStatus,
    UnsubscribeLink,
)
from coachway.domain.sales.neighbours import Agent, CharterToOpen, ClientToRegister, KnownClient, OpenedCharter
from coachway.domain.sales.open_leads import FiledLead, OpenLead
from coachway.domain.sales.ports import UnansweredLead
from coachway.domain.sales.roster import Caseload, Place, Roster


class InMemoryLeads:
    def __init__(self) -> None:
        self.by_id: dict[int, Lead] = {}
        self.activities: list[LeadActivity] = []
        self.ids = itertools.count(1)
        self._activity_ids = itertools.count(1)

    def add(self, lead: Lead) -> None:
        self.by_id[lead.id] = lead

    async def get(self, lead_id: int) -> Lead:
        if lead_id not in self.by_id:
            raise NotFound.of("lead", lead_id)
        return self.by_id[lead_id]

    async def open_like(self, contacts: Sequence[Contact]) -> Sequence[Lead]:
        reached_at = {reached for contact in contacts for reached in (contact.email, contact.phone) if reached}
        open_leads = [lead for _, lead in sorted(self.by_id.items()) if lead.is_open]
        found = {
            lead.id
            for reached in reached_at
            for at in ("email", "phone")
            for lead in [lead for lead in open_leads if getattr(lead.contact, at) == reached][:MOST_DUPLICATES]
        }
        return await self.several(found)

    async def several(self, lead_ids: Collection[int]) -> Sequence[Lead]:
        return [self.by_id[lead_id] for lead_id in sorted(lead_ids) if lead_id in self.by_id]

    async def hand_over_client(self, duplicate_id: int, survivor_id: int, *, at: datetime) -> None:
        for lead in self.by_id.values():
            for name in ("existing_client_id", "converted_client_id"):
                if getattr(lead, name) == duplicate_id:
                    setattr(lead, name, survivor_id)

    async def follow_merge(self, lead_id: int, into: int) -> None:
        for lead in self.by_id.values():
            if lead.merged_into_lead_id == lead_id:
                lead.merged_into_lead_id = into

    async def waiting(self, limit: int) -> Sequence[Lead]:
        unassigned = [
            lead for _, lead in sorted(self.by_id.items()) if lead.is_open and lead.assigned_to_agent_id is None
        ]
        return unassigned[:limit]

    async def note_overdue(self, *, created_before: datetime, at: datetime, limit: int) -> Sequence[UnansweredLead]:
        due = [
            lead
            for lead in sorted(self.by_id.values(), key=lambda lead: lead.created_at)
            if lead.status is LeadStatus.NEW
            and lead.first_response_at is None
            and lead.response_overdue_at is None
            and lead.created_at < created_before
        ]
        for lead in due[:limit]:
            lead.response_overdue_at = at
        return [
            UnansweredLead(lead.id, lead.contact.full_name, lead.assigned_to_agent_id, lead.created_at)
            for lead in sorted(due[:limit], key=lambda lead: lead.id)
        ]

    async def next_activity_ids(self, count: int) -> list[int]:
        return list(itertools.islice(self._activity_ids, count))

    def add_activity(self, activity: LeadActivity) -> None:
        self.activities.append(activity)


class InMemoryLeadBatches:
    def __init__(self, leads: InMemoryLeads) -> None:
        self._leads = leads

    async def open_like_any(self, people: Sequence[Contact]) -> Sequence[OpenLead]:
        return [
            OpenLead(lead.id, lead.contact, lead.assigned_to_agent_id, set(lead.duplicate_lead_ids))
            for lead in await self._leads.open_like(people)
        ]

    async def add_all(self, leads: Sequence[FiledLead], *, at: datetime) -> None:
        for each in leads:
            lead = Lead.create(lead_id=each.id, contact=each.contact, trip=each.trip, source=each.source, at=at)
            lead.existing_client_id = each.existing_client_id
            lead.note_duplicates(tuple(each.duplicate_lead_ids), at=at)
            if each.assigned_to_agent_id is not None:
                lead.assign_to(each.assigned_to_agent_id, at=at)
            self._leads.add(lead)

    async def note_duplicates(self, leads: Sequence[OpenLead], *, at: datetime) -> None:
        for lead in leads:
            self._leads.by_id[lead.id].note_duplicates(tuple(lead.duplicate_lead_ids), at=at)


class InMemoryAssignmentRules:
    def __init__(self) -> None:
        self.by_id: dict[int, AssignmentRule] = {}
        self._ids = itertools.count(1)

    async def next_id(self) -> int:
        return next(self._ids)

    def add(self, rule: AssignmentRule) -> None:
        if rule.agent_id in {known.agent_id for known in self.by_id.values()}:
            raise Conflict("This agent has an assignment rule already.", code="assignment_rule_exists")
        self.by_id[rule.id] = rule

    async def get(self, rule_id: int) -> AssignmentRule:
        if rule_id not in self.by_id:
            raise NotFound.of("assignment rule", rule_id)
        return self.by_id[rule_id]


class InMemoryRosters:
    """Keeps copies, as a database would: what is not saved is not there the next time."""

    def __init__(self, leads: InMemoryLeads, rules: InMemoryAssignmentRules) -> None:
        self._leads = leads
        self._rules = rules
        self._course = Course()
        self._seats: dict[int, tuple[Seat, Caseload]] = {}

    async def lock(self) -> None:
        """Nobody else is there."""

    async def open(self, *, able: Set[int], day: date) -> Roster:
        places = {}
        for rule in self._rules.by_id.values():
            seat, caseload = self._seats.get(rule.id, (Seat(rule.agent_id), Caseload()))
            places[rule.agent_id] = Place(
                rule.id, rule.agent_id, rule.agent_name, rule.terms, replace(seat), replace(caseload)
            )
        waits = bool(places) and bool(await self._leads.waiting(1))
        return Roster(replace(self._course), dict(sorted(places.items())), able, day, waits)

    async def open_for_new_leads(self, count: int, *, able: Set[int], day: date) -> tuple[Roster, list[int]]:
        return await self.open(able=able, day=day), list(itertools.islice(self._leads.ids, count))

    async def save(self, roster: Roster) -> None:
        self._course = replace(roster.course)
        for place in roster.changed():
            self._seats[place.rule_id] = (replace(place.seat), replace(place.caseload))


class InMemoryEmailPreferences:
    def __init__(self) -> None:
        self.by_client: dict[int, EmailPreferences] = {}
        self.links: list[UnsubscribeLink] = []

    async def of(self, client_id: int, *, at: datetime) -> EmailPreferences:
        return self.by_client.setdefault(client_id, EmailPreferences.unsaid(client_id, at=at))

    async def said(self, client_id: int) -> EmailPreferences | None:
        return self.by_client.get(client_id)

    async def hand_over_links(self, duplicate_id: int, survivor_id: int) -> None:
        self.links = [
            replace(link, client_id=survivor_id) if link.client_id == duplicate_id else link for link in self.links
        ]

    async def client_of_link(self, token_hash: str) -> int | None:
        return next((link.client_id for link in self.links if link.token_hash == token_hash), None)

    async def newest_token(self, client_id: int) -> str | None:
        return next((link.token for link in reversed(self.links) if link.client_id == client_id), None)

    async def add_link(self, link: UnsubscribeLink, *, at: datetime) -> None:
        self.links.append(link)


class FakeSalesUnitOfWork:
    def __init__(self) -> None:
        self.leads = InMemoryLeads()
        self.lead_batches = InMemoryLeadBatches(self.leads)
        self.assignment_rules = InMemoryAssignmentRules()
        self.rosters = InMemoryRosters(self.leads, self.assignment_rules)
        self.email_preferences = InMemoryEmailPreferences()
        self.recorded: list[Event] = []
        self.actors: list[Actor] = []

    async def act_as(self, actor: Actor) -> None:
        self.actors.append(actor)

    def record(self, event: Event) -> None:
        self.recorded.append(event)

    async def flush(self) -> None:
        """Everything is there already."""


@dataclass
class FakeAgents:
    """Users who may have leads, by id."""

    by_id: dict[int, Agent] = field(default_factory=dict)

    def hire(self, *names: str) -> list[int]:
        ids = [len(self.by_id) + number for number in range(1, len(names) + 1)]
        self.by_id |= {agent: Agent(agent, name, is_disabled=False) for agent, name in zip(ids, names, strict=True)}
        return ids

    def disable(self, agent_id: int) -> None:
        self.by_id[agent_id] = replace(self.by_id[agent_id], is_disabled=True)

    async def agent(self, user_id: int) -> Agent | None:
        return self.by_id.get(user_id)

    async def able(self) -> Set[int]:
        return {agent.id for agent in self.by_id.values() if not agent.is_disabled}


@dataclass
class FakeClients:
    """Clients with the e-mail address or phone number that they are found by."""

    known: list[tuple[str, KnownClient]] = field(default_factory=list)
    registered: list[ClientToRegister] = field(default_factory=list)

    async def find_each(self, contacts: Sequence[Contact]) -> list[KnownClient | None]:
        found = dict(self.known)
        return [found.get(contact.email or "") or found.get(contact.phone or "") for contact in contacts]

    async def get(self, client_id: int) -> KnownClient | None:
        return next((client for _, client in self.known if client.id == client_id), None)

    async def find_or_register(self, person: ClientToRegister) -> KnownClient:
        (known,) = await self.find_each([Contact("", email=person.email, phone=person.phone)])
        if known is None:
            self.registered.append(person)
            known = KnownClient(len(self.known) + 1, person.first_name, person.assigned_agent_id)
            self.known.append((person.email or person.phone or "", known))
        return known


@dataclass
class FakeCharters:
    opened: list[CharterToOpen] = field(default_factory=list)

    async def open(self, trip: CharterToOpen) -> OpenedCharter:
        if trip.lead_id not in [each.lead_id for each in self.opened]:
            self.opened.append(trip)
        number = [each.lead_id for each in self.opened].index(trip.lead_id)
        return OpenedCharter(number + 1, self.opened[number].client_id)
