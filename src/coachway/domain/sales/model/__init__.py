"""Leads, their activities, the rules by which they are assigned, and what clients want to be mailed."""

from coachway.domain.sales.model.activity import RESPONSES, ActivityType, LeadActivity
from coachway.domain.sales.model.assignment_rule import AssignmentRule
from coachway.domain.sales.model.email_preferences import (
    EmailPreferences,
    PreferenceType,
    UnsubscribeLink,
    allow_marketing,
)
from coachway.domain.sales.model.lead import MOST_DUPLICATES, Lead
from coachway.domain.sales.model.parts import Contact, TripWish, read_enquiry
from coachway.domain.sales.model.status import IN_WORK, TRANSITIONS, LeadSource, LeadStatus

__all__ = [
    "IN_WORK",
    "MOST_DUPLICATES",
    "RESPONSES",
    "TRANSITIONS",
    "ActivityType",
    "AssignmentRule",
    "Contact",
    "EmailPreferences",
    "Lead",
    "LeadActivity",
    "LeadSource",
    "LeadStatus",
    "PreferenceType",
    "TripWish",
    "UnsubscribeLink",
    "allow_marketing",
    "read_enquiry",
]
