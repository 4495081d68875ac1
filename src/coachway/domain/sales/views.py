"""What others see of leads, their activities, the assignment rules and what clients want to be mailed."""

from __future__ import annotations

from datetime import date, datetime

from coachway.domain.kernel.money import Money
from coachway.domain.kernel.views import view
from coachway.domain.sales.model import (
    ActivityType,
    EmailPreferences,
    Lead,
    LeadActivity,
    LeadSource,
    LeadStatus,
    PreferenceType,
)


@view
class LeadView:
    """A lead, flat."""

    id: int
    first_name: str
    last_name: str
    email: str | None
    phone: str | None
    trip_details: str | None
    estimated_passengers: int | None
    estimated_trip_date: date | None
    pickup_location: str | None
    dropoff_location: str | None
    estimated_value: Money | None
    status: LeadStatus
    source: LeadSource
    assigned_to_agent_id: int | None
    assigned_at: datetime | None
    first_response_at: datetime | None
    conversion_date: datetime | None
    converted_client_id: int | None
    converted_charter_id: int | None
    existing_client_id: int | None
    duplicate_lead_ids: tuple[int, ...]
    merged_into_lead_id: int | None
    created_at: datetime
    updated_at: datetime
    version: int

    @classmethod
    def of(cls, lead: Lead) -> LeadView:
        """The view of a lead at hand, which saves reading it back."""
        contact, trip = lead.contact, lead.trip
        return cls(
            id=lead.id,
            first_name=contact.first_name,
            last_name=contact.last_name,
            email=contact.email,
            phone=contact.phone,
            trip_details=trip.trip_details,
            estimated_passengers=trip.estimated_passengers,
            estimated_trip_date=trip.estimated_trip_date,
            pickup_location=trip.pickup_location,
            dropoff_location=trip.dropoff_location,
            estimated_value=trip.estimated_value,
            status=lead.status,
            source=lead.source,
            assigned_to_agent_id=lead.assigned_to_agent_id,
            assigned_at=lead.assigned_at,
            first_response_at=lead.first_response_at,
            conversion_date=lead.conversion_date,
            converted_client_id=lead.converted_client_id,
            converted_charter_id=lead.converted_charter_id,
            existing_client_id=lead.existing_client_id,
            duplicate_lead_ids=lead.duplicate_lead_ids,
            merged_into_lead_id=lead.merged_into_lead_id,
            created_at=lead.created_at,
            updated_at=lead.updated_at,
            version=lead.version,
        )


@view
class LeadActivityView:
    """One entry of a lead's log."""

    id: int
    lead_id: int
    activity_type: ActivityType
    details: str
    performed_by: int | None
    created_at: datetime

    @classmethod
    def of(cls, activity: LeadActivity) -> LeadActivityView:
        """The view of an activity at hand."""
        return cls(
            id=activity.id,
            lead_id=activity.lead_id,
            activity_type=activity.activity_type,
            details=activity.details,
            performed_by=activity.performed_by,
            created_at=activity.created_at,
        )


@view
class PipelineStage:
    """The leads of one status: how many, what they may bring, and the newest of them."""

    status: LeadStatus
    count: int
    estimated_value: Money
    leads: tuple[LeadView, ...]


@view
class Pipeline:
    """Every status in the order of a lead's life; `total` counts all leads."""

    stages: tuple[PipelineStage, ...]
    total: int


@view
class AssignmentRuleView:
    """An agent's terms and what they have had; `leads_assigned_today` is right for the business day it is read on."""

    id: int
    agent_id: int
    agent_name: str
    is_active: bool
    weight: int
    max_leads_per_day: int | None
    total_leads_assigned: int
    leads_assigned_today: int
    last_assigned_at: datetime | None
    last_reset_date: date | None
    unavailable_from: date | None
    unavailable_until: date | None
    created_at: datetime
    updated_at: datetime
    version: int


@view
class EmailPreferencesView:
    """What a client wants to be mailed; without any wish at version 1, and without a date."""

    client_id: int
    opted_out: bool
    preference_type: PreferenceType
    updated_at: datetime | None
    version: int

    @classmethod
    def of(cls, preferences: EmailPreferences) -> EmailPreferencesView:
        return cls(**{name: getattr(preferences, name) for name in cls.__dataclass_fields__})

    @classmethod
    def unsaid(cls, client_id: int) -> EmailPreferencesView:
        return cls(client_id, opted_out=False, preference_type=PreferenceType.ALL, updated_at=None, version=1)
