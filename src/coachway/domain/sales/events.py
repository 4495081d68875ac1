"""What happens to leads and to the rules that assign them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from coachway.domain.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class LeadWasCreated(Event, name="lead.created"):
    lead_id: int
    lead_name: str
    source: str


@dataclass(frozen=True, kw_only=True)
class LeadWasAssigned(Event, name="lead.assigned"):
    """It is that agent's from now on; `previous_agent_id` is None for one that nobody had."""

    lead_id: int
    lead_name: str
    agent_id: int
    previous_agent_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class LeadResponseIsOverdue(Event, name="lead.response_overdue"):
    """Nobody has answered it within the office minutes that are allowed; told once of a lead, whoever has it then."""

    lead_id: int
    lead_name: str
    agent_id: int | None
    created_at: datetime


@dataclass(frozen=True, kw_only=True)
class LeadsWereImported(Event, name="lead.imported"):
    """Leads that came together in one file; they are told of here, and not each by itself."""

    lead_ids: list[int]


@dataclass(frozen=True, kw_only=True)
class LeadsWereAssigned(Event, name="lead.batch_assigned"):
    """The leads of one import that are that agent's from now on."""

    agent_id: int
    lead_ids: list[int]


@dataclass(frozen=True, kw_only=True)
class LeadWasUpdated(Event, name="lead.updated"):
    """`fields` names what was sent."""

    lead_id: int
    fields: list[str]


@dataclass(frozen=True, kw_only=True)
class LeadStatusWasChanged(Event, name="lead.status_changed"):
    lead_id: int
    before: str
    after: str


@dataclass(frozen=True, kw_only=True)
class LeadActivityWasLogged(Event, name="lead.activity_logged"):
    lead_id: int
    activity_type: str


@dataclass(frozen=True, kw_only=True)
class LeadsWereMerged(Event, name="lead.merged"):
    """The duplicate is dead from now on, and the other one holds what both knew."""

    lead_id: int
    duplicate_lead_id: int


@dataclass(frozen=True, kw_only=True)
class LeadWasConverted(Event, name="lead.converted"):
    lead_id: int
    lead_name: str
    agent_id: int | None
    client_id: int
    charter_id: int


@dataclass(frozen=True, kw_only=True)
class AssignmentRuleWasCreated(Event, name="assignment_rule.created"):
    rule_id: int
    agent_id: int


@dataclass(frozen=True, kw_only=True)
class AssignmentRuleWasUpdated(Event, name="assignment_rule.updated"):
    """`fields` names what was sent."""

    rule_id: int
    agent_id: int
    fields: list[str]


@dataclass(frozen=True, kw_only=True)
class EmailPreferencesWereChanged(Event, name="email_preferences.changed"):
    client_id: int
    opted_out: bool
    preference_type: str
