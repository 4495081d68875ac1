"""What sales need from the outside."""

from __future__ import annotations

from collections.abc import Collection, Sequence, Set
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from coachway.domain.kernel.actor import Actor
from coachway.domain.kernel.paging import Page, PageRequest
from coachway.domain.kernel.unit_of_work import UnitOfWork
from coachway.domain.sales.model import (
    AssignmentRule,
    Contact,
    EmailPreferences,
    Lead,
    LeadActivity,
    LeadSource,
    LeadStatus,
    UnsubscribeLink,
)
from coachway.domain.sales.open_leads import FiledLead, OpenLead
from coachway.domain.sales.roster import Roster
from coachway.domain.sales.views import AssignmentRuleView, EmailPreferencesView, LeadActivityView, LeadView, Pipeline


@dataclass(frozen=True, slots=True)
class UnansweredLead:
    """A new lead that nobody has answered yet; `agent_id` is None where nobody has it."""

    id: int
    name: str
    agent_id: int | None
    created_at: datetime


class LeadRepository(Protocol):
    """New leads get their id with the roster's lock."""

    def add(self, lead: Lead) -> None: ...

    async def get(self, lead_id: int) -> Lead:
        """The lead, locked. Raises NotFound."""
        ...

    async def several(self, lead_ids: Collection[int]) -> Sequence[Lead]:
        """Those that are there, locked, oldest first."""
        ...

    async def hand_over_client(self, duplicate_id: int, survivor_id: int, *, at: datetime) -> None:
        """Leads that name the one client name the other from now on."""
        ...

    async def follow_merge(self, lead_id: int, into: int) -> None:
        """Whatever was merged into the one has been merged into the other from now on."""
        ...

    async def open_like(self, contacts: Sequence[Contact]) -> Sequence[Lead]:
        """The open leads with the e-mail address or phone number of any of these, locked, oldest first.

        Of each address and number the oldest, as many as a lead shows: however many somebody sends, a further one
        costs no more.
        """
        ...

    async def waiting(self, limit: int) -> Sequence[Lead]:
        """The open leads that nobody has, locked, oldest first."""
        ...

    async def note_overdue(self, *, created_before: datetime, at: datetime, limit: int) -> Sequence[UnansweredLead]:
        """Note that these new leads should have been answered by now, oldest first: each is noted by one caller, once.

        It does not age the leads' versions, since nobody has worked on them.
        """
        ...

    async def next_activity_ids(self, count: int) -> list[int]: ...

    def add_activity(self, activity: LeadActivity) -> None: ...


class LeadBatchRepository(Protocol):
    """Leads by the thousand, in as many statements as it takes for one."""

    async def open_like_any(self, people: Sequence[Contact]) -> Sequence[OpenLead]:
        """The open leads with an e-mail address or phone number of any of these people, locked, oldest first.

        Of each address and number the oldest, as many as a lead shows.
        """
        ...

    async def add_all(self, leads: Sequence[FiledLead], *, at: datetime) -> None:
        """Write new leads, all made at that moment; each is what `Lead.create` and `assign_to` would make of it."""
        ...

    async def note_duplicates(self, leads: Sequence[OpenLead], *, at: datetime) -> None:
        """Write which duplicates leads have that were there before."""
        ...


class AssignmentRuleRepository(Protocol):
    async def next_id(self) -> int: ...

    def add(self, rule: AssignmentRule) -> None: ...

    async def get(self, rule_id: int) -> AssignmentRule:
        """The rule, locked. Raises NotFound."""
        ...


class RosterRepository(Protocol):
    """The one roster; whoever assigns holds its lock until the transaction ends, and takes it before all others."""

    async def lock(self) -> None: ...

    async def open(self, *, able: Set[int], day: date) -> Roster:
        """The roster, locked, as it stands now."""
        ...

    async def open_for_new_leads(self, count: int, *, able: Set[int], day: date) -> tuple[Roster, list[int]]:
        """The same, and the ids of the leads that are to be assigned."""
        ...

    async def save(self, roster: Roster) -> None:
        """Write what has changed of it, and only that."""
        ...


class EmailPreferencesRepository(Protocol):
    async def of(self, client_id: int, *, at: datetime) -> EmailPreferences:
        """The client's, locked; made as those of somebody who never said any where there are none."""
        ...

    async def said(self, client_id: int) -> EmailPreferences | None:
        """What the client has said, locked; None where that is nothing."""
        ...

    async def hand_over_links(self, duplicate_id: int, survivor_id: int) -> None:
        """The links in the mails of the one client are the other's from now on."""
        ...

    async def client_of_link(self, token_hash: str) -> int | None:
        """Whose mails carry the unsubscribe link of that hash."""
        ...

    async def newest_token(self, client_id: int) -> str | None:
        """The secret of the client's newest unsubscribe link."""
        ...

    async def add_link(self, link: UnsubscribeLink, *, at: datetime) -> None: ...


class LinkSecrets(Protocol):
    def secret(self) -> str:
        """A new secret of 256 bits, as text that is safe in a URL."""
        ...

    def hash(self, secret: str) -> str:
        """What a link is found by."""
        ...


class SalesUnitOfWork(UnitOfWork, Protocol):
    async def act_as(self, actor: Actor) -> None:
        """From here on, what happens is this actor's doing; what happened before stays the other's. Raises Conflict."""
        ...

    @property
    def leads(self) -> LeadRepository: ...

    @property
    def lead_batches(self) -> LeadBatchRepository: ...

    @property
    def assignment_rules(self) -> AssignmentRuleRepository: ...

    @property
    def email_preferences(self) -> EmailPreferencesRepository: ...

    @property
    def rosters(self) -> RosterRepository: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadFilter:
    """`created_from` is inclusive and `created_before` is not; `q` is part of name, e-mail, phone or trip details."""

    status: LeadStatus | None = None
    source: LeadSource | None = None
    assigned_to_agent_id: int | None = None
    unassigned: bool | None = None
    q: str | None = None
    created_from: datetime | None = None
    created_before: datetime | None = None


class SalesReads(Protocol):
    async def email_preferences(self, client_id: int) -> EmailPreferencesView:
        """What the client said; the defaults where that is nothing."""
        ...

    async def email_preferences_of_link(self, token_hash: str) -> EmailPreferencesView | None:
        """Those of whoever was mailed the unsubscribe link of that hash."""
        ...

    async def lead(self, lead_id: int) -> LeadView:
        """Raises NotFound."""
        ...

    async def leads(self, wanted: LeadFilter, page: PageRequest) -> Page[LeadView]: ...

    async def pipeline(self) -> Pipeline: ...

    async def activities(self, lead_id: int, page: PageRequest) -> Page[LeadActivityView]:
        """Newest first, with those of leads that were merged into it. Raises NotFound when there is no such lead."""
        ...

    async def assignment_rule(self, rule_id: int, *, day: date) -> AssignmentRuleView:
        """Raises NotFound."""
        ...

    async def assignment_rules(self, page: PageRequest, *, day: date) -> Page[AssignmentRuleView]: ...

    async def roster(self, *, able: Set[int], day: date) -> Roster:
        """The roster as it stands, not locked: to look at, never to be saved."""
        ...

    async def waiting_count(self) -> int:
        """How many open leads nobody has."""
        ...
