"""Leads, their activities, and the rules by which they are assigned."""

from coachway.domain.sales.model.activity import RESPONSES, ActivityType, LeadActivity
from coachway.domain.sales.model.assignment_rule import AssignmentRule
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
    "Lead",
    "LeadActivity",
    "LeadSource",
    "LeadStatus",
    "TripWish",
    "read_enquiry",
]
