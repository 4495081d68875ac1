"""The tables of the sales schema."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Identity,
    Index,
    Integer,
    Numeric,
    SmallInteger,
    String,
    Table,
    literal_column,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY

from coachway.adapters.postgres.metadata import metadata
from coachway.adapters.postgres.migrations.support import one_of
from coachway.adapters.postgres.types import EncryptedText, EnumText, Id, Moment, MoneyType
from coachway.domain.sales.assignment import HEAVIEST
from coachway.domain.sales.model import ActivityType, LeadSource, LeadStatus, PreferenceType

# Written out, so that the planner sees that a query wants just what a partial index holds.
WAITING: Final = "assigned_to_agent_id IS NULL AND status IN ('new', 'contacted', 'qualified', 'negotiating')"

# Neither converted nor dead.
OPEN: Final = "status IN ('new', 'contacted', 'qualified', 'negotiating')"

# The leads whose first answer is still to be waited for, and of which nobody was told that it is overdue.
UNANSWERED: Final = "status = 'new' AND first_response_at IS NULL AND response_overdue_at IS NULL"

# Written as PostgreSQL writes it back, so that comparing the migrations' index with this one finds them equal.
SEARCHED: Final = (
    "lower((((((((first_name::text || ' '::text) || last_name::text) || chr(10)) "
    "|| COALESCE(email, ''::character varying)::text) || chr(10)) "
    "|| COALESCE(phone, ''::character varying)::text) || chr(10)) "
    "|| COALESCE(trip_details, ''::character varying)::text)"
)
"""The one text in which leads are searched, in lower case, a line for each part; there is a trigram index on it."""

# Virtual times of the rotation: whole numbers far beyond 64 bits.
_Ticks: Final[Any] = Numeric(80, 0)

leads: Final = Table(
    "leads",
    metadata,
    Column("id", Id, Identity(), primary_key=True),
    Column("first_name", String, nullable=False),
    Column("last_name", String, nullable=False),
    Column("email", String),
    Column("phone", String),
    Column("trip_details", String),
    Column("estimated_passengers", Integer),
    Column("estimated_trip_date", Date),
    Column("pickup_location", String),
    Column("dropoff_location", String),
    Column("estimated_value", MoneyType),
    Column("status", EnumText(LeadStatus), nullable=False),
    Column("source", EnumText(LeadSource), nullable=False),
    Column("assigned_to_agent_id", Id),
    Column("assigned_at", Moment),
    Column("first_response_at", Moment),
    Column("conversion_date", Moment),
    Column("converted_client_id", Id),
    Column("converted_charter_id", Id),
    Column("existing_client_id", Id),
    Column("duplicate_lead_ids", ARRAY(BigInteger, as_tuple=True), nullable=False),
    Column("merged_into_lead_id", Id, ForeignKey("sales.leads.id")),
    Column("reference", String),
    Column("response_overdue_at", Moment),
    Column("created_at", Moment, nullable=False),
    Column("updated_at", Moment, nullable=False),
    Column("version", Integer, nullable=False),
    CheckConstraint(one_of("status", LeadStatus), name="status"),
    CheckConstraint(one_of("source", LeadSource), name="source"),
    CheckConstraint("email IS NOT NULL OR phone IS NOT NULL", name="reachable"),
    CheckConstraint("email = lower(email)", name="email_lower"),
    CheckConstraint("status <> 'converted' OR converted_charter_id IS NOT NULL", name="converted"),
    Index("leads_converted_charter_id_key", "converted_charter_id", unique=True),
    Index("leads_status_id_idx", "status", "id"),
    Index("leads_source_id_idx", "source", "id"),
    Index("leads_assigned_to_agent_id_id_idx", "assigned_to_agent_id", "id"),
    Index("leads_assigned_to_agent_id_status_id_idx", "assigned_to_agent_id", "status", "id"),
    Index("leads_waiting_idx", "id", postgresql_where=text(WAITING)),
    Index("leads_open_email_id_idx", "email", "id", postgresql_where=text(OPEN)),
    Index("leads_open_phone_id_idx", "phone", "id", postgresql_where=text(OPEN)),
    *(
        Index(f"leads_{column}_idx", column, postgresql_where=text(f"{column} IS NOT NULL"))
        for column in ("existing_client_id", "converted_client_id")
    ),
    Index("leads_merged_into_lead_id_idx", "merged_into_lead_id"),
    Index("leads_created_at_idx", "created_at"),
    Index("leads_unanswered_idx", "created_at", postgresql_where=text(UNANSWERED)),
    Index("leads_reference_key", "reference", unique=True, postgresql_where=text("reference IS NOT NULL")),
    Index(
        "leads_searched_idx",
        literal_column(SEARCHED).label("searched"),
        postgresql_using="gin",
        postgresql_ops={"searched": "gin_trgm_ops"},
    ),
    schema="sales",
)

lead_activities: Final = Table(
    "lead_activities",
    metadata,
    Column("id", Id, Identity(), primary_key=True),
    Column("lead_id", Id, ForeignKey(leads.c.id), nullable=False),
    Column("activity_type", EnumText(ActivityType), nullable=False),
    Column("details", String, nullable=False),
    Column("performed_by", Id),
    Column("created_at", Moment, nullable=False),
    CheckConstraint(one_of("activity_type", ActivityType), name="activity_type"),
    Index("lead_activities_lead_id_id_idx", "lead_id", "id"),
    schema="sales",
)

assignment_rules: Final = Table(
    "assignment_rules",
    metadata,
    Column("id", Id, Identity(), primary_key=True),
    Column("agent_id", Id, nullable=False),
    Column("agent_name", String, nullable=False),
    Column("is_active", Boolean, nullable=False),
    Column("weight", Integer, nullable=False),
    Column("max_leads_per_day", Integer),
    Column("unavailable_from", Date),
    Column("unavailable_until", Date),
    Column("created_at", Moment, nullable=False),
    Column("updated_at", Moment, nullable=False),
    Column("version", Integer, nullable=False),
    CheckConstraint(f"weight BETWEEN 1 AND {HEAVIEST}", name="weight"),
    CheckConstraint("max_leads_per_day >= 0", name="max_leads_per_day"),
    Index("assignment_rules_agent_id_key", "agent_id", unique=True),
    schema="sales",
)

# One row: whoever assigns locks it, and so waits for whoever assigns just now.
rotation: Final = Table(
    "rotation",
    metadata,
    Column("id", SmallInteger, primary_key=True, autoincrement=False),
    Column("base", _Ticks, nullable=False),
    Column("leads", BigInteger, nullable=False),
    Column("total_weight", Integer, nullable=False),
    Column("turn", BigInteger, nullable=False),
    CheckConstraint("id = 1", name="single"),
    schema="sales",
)

# What the rotation knows of each agent; apart from their rule, so that a lead does not age the rule's version.
rotation_seats: Final = Table(
    "rotation_seats",
    metadata,
    Column("rule_id", Id, ForeignKey(assignment_rules.c.id), primary_key=True, autoincrement=False),
    Column("weight", Integer, nullable=False),
    Column("start", _Ticks, nullable=False),
    Column("last_turn", BigInteger, nullable=False),
    Column("total_leads_assigned", BigInteger, nullable=False),
    Column("leads_assigned_today", Integer, nullable=False),
    Column("last_assigned_at", Moment),
    Column("last_reset_date", Date),
    schema="sales",
)

email_preferences: Final = Table(
    "email_preferences",
    metadata,
    Column("client_id", Id, primary_key=True, autoincrement=False),
    Column("opted_out", Boolean, nullable=False),
    Column("preference_type", EnumText(PreferenceType), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("updated_at", Moment, nullable=False),
    Column("version", Integer, nullable=False),
    CheckConstraint(one_of("preference_type", PreferenceType), name="preference_type"),
    schema="sales",
)

# Apart from the preferences, so that a mail does not age their version; a merged client's links lead to the survivor.
unsubscribe_links: Final = Table(
    "unsubscribe_links",
    metadata,
    Column("id", Id, Identity(), primary_key=True),
    Column("client_id", Id, nullable=False),
    Column("token", EncryptedText(), nullable=False),
    Column("token_hash", String, nullable=False),
    Column("created_at", Moment, nullable=False),
    Index("unsubscribe_links_token_hash_key", "token_hash", unique=True),
    Index("unsubscribe_links_client_id_id_idx", "client_id", "id"),
    schema="sales",
)
