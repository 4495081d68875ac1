"""Leads, their activities, the assignment rules and the rotation."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

from coachway.adapters.postgres.migrations.support import audit

revision = "0004_sales"
down_revision = "0003_clients"
branch_labels = None
depends_on = None

_WAITING = sa.text("assigned_to_agent_id IS NULL AND status IN ('new', 'contacted', 'qualified', 'negotiating')")
_OPEN = sa.text("status IN ('new', 'contacted', 'qualified', 'negotiating')")
_UNANSWERED = sa.text("status = 'new' AND first_response_at IS NULL AND response_overdue_at IS NULL")
_SEARCHED = (
    "lower((((((((first_name::text || ' '::text) || last_name::text) || chr(10)) "
    "|| COALESCE(email, ''::character varying)::text) || chr(10)) "
    "|| COALESCE(phone, ''::character varying)::text) || chr(10)) "
    "|| COALESCE(trip_details, ''::character varying)::text)"
)


def upgrade() -> None:
    op.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    op.execute("CREATE SCHEMA sales")
    _create_leads()
    _create_assignment()
    _create_email_preferences()
    audit(op, "sales", "leads", entity_type="lead")
    audit(op, "sales", "lead_activities", entity_type="lead_activity")
    audit(op, "sales", "assignment_rules", entity_type="assignment_rule")
    audit(op, "sales", "rotation_seats", entity_type="assignment_rule", key="rule_id")
    audit(op, "sales", "email_preferences", entity_type="email_preferences", key="client_id")
    audit(op, "sales", "unsubscribe_links", entity_type="unsubscribe_link", hidden=("token", "token_hash"))


def _create_leads() -> None:
    op.create_table(
        "leads",
        sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
        sa.Column("first_name", sa.String, nullable=False),
        sa.Column("last_name", sa.String, nullable=False),
        sa.Column("email", sa.String),
        sa.Column("phone", sa.String),
        sa.Column("trip_details", sa.String),
        sa.Column("estimated_passengers", sa.Integer),
        sa.Column("estimated_trip_date", sa.Date),
        sa.Column("pickup_location", sa.String),
        sa.Column("dropoff_location", sa.String),
        sa.Column("estimated_value", sa.Numeric(14, 2)),
        sa.Column("status", sa.String, nullable=False),
        sa.Column("source", sa.String, nullable=False),
        sa.Column("assigned_to_agent_id", sa.BigInteger),
        sa.Column("assigned_at", sa.DateTime(timezone=True)),
        sa.Column("first_response_at", sa.DateTime(timezone=True)),
        sa.Column("conversion_date", sa.DateTime(timezone=True)),
        sa.Column("converted_client_id", sa.BigInteger),
        sa.Column("converted_charter_id", sa.BigInteger),
        sa.Column("existing_client_id", sa.BigInteger),
        sa.Column("duplicate_lead_ids", ARRAY(sa.BigInteger), nullable=False),
        sa.Column(
            "merged_into_lead_id",
            sa.BigInteger,
            sa.ForeignKey("sales.leads.id", name="leads_merged_into_lead_id_fkey"),
        ),
        sa.Column("reference", sa.String),
        sa.Column("response_overdue_at", sa.DateTime(timezone=True)),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.CheckConstraint(
            "status IN ('new', 'contacted', 'qualified', 'negotiating', 'converted', 'dead')", name="leads_status_check"
        ),
        sa.CheckConstraint(
            "source IN ('web', 'phone', 'email', 'referral', 'walk_in', 'partner')", name="leads_source_check"
        ),
        sa.CheckConstraint("email IS NOT NULL OR phone IS NOT NULL", name="leads_reachable_check"),
        sa.CheckConstraint("email = lower(email)", name="leads_email_lower_check"),
        sa.CheckConstraint("status <> 'converted' OR converted_charter_id IS NOT NULL", name="leads_converted_check"),
        schema="sales",
    )
    op.create_index("leads_converted_charter_id_key", "leads", ["converted_charter_id"], unique=True, schema="sales")
    op.create_index("leads_status_id_idx", "leads", ["status", "id"], schema="sales")
    op.create_index("leads_source_id_idx", "leads", ["source", "id"], schema="sales")
    op.create_index("leads_assigned_to_agent_id_id_idx", "leads", ["assigned_to_agent_id", "id"], schema="sales")
    op.create_index(
        "leads_assigned_to_agent_id_status_id_idx", "leads", ["assigned_to_agent_id", "status", "id"], schema="sales"
    )
    op.create_index("leads_waiting_idx", "leads", ["id"], schema="sales", postgresql_where=_WAITING)
    for column in ("email", "phone"):
        op.create_index(f"leads_open_{column}_id_idx", "leads", [column, "id"], schema="sales", postgresql_where=_OPEN)
    for column in ("existing_client_id", "converted_client_id"):
        op.create_index(
            f"leads_{column}_idx", "leads", [column], schema="sales", postgresql_where=sa.text(f"{column} IS NOT NULL")
        )
    op.create_index("leads_merged_into_lead_id_idx", "leads", ["merged_into_lead_id"], schema="sales")
    op.create_index("leads_created_at_idx", "leads", ["created_at"], schema="sales")
    op.create_index("leads_unanswered_idx", "leads", ["created_at"], schema="sales", postgresql_where=_UNANSWERED)
    op.create_index(
        "leads_reference_key",
        "leads",
        ["reference"],
        unique=True,
        schema="sales",
        postgresql_where=sa.text("reference IS NOT NULL"),
    )
    op.execute(f"CREATE INDEX leads_searched_idx ON sales.leads USING gin (({_SEARCHED}) gin_trgm_ops)")
    op.create_table(
        "lead_activities",
        sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
        sa.Column(
            "lead_id",
            sa.BigInteger,
            sa.ForeignKey("sales.leads.id", name="lead_activities_lead_id_fkey"),
            nullable=False,
        ),
        sa.Column("activity_type", sa.String, nullable=False),
        sa.Column("details", sa.String, nullable=False),
        sa.Column("performed_by", sa.BigInteger),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "activity_type IN ('call', 'email', 'note', 'status_change', 'meeting')",
            name="lead_activities_activity_type_check",
        ),
        schema="sales",
    )
    op.create_index("lead_activities_lead_id_id_idx", "lead_activities", ["lead_id", "id"], schema="sales")


def _create_assignment() -> None:
    op.create_table(
        "assignment_rules",
        sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
        sa.Column("agent_id", sa.BigInteger, nullable=False),
        sa.Column("agent_name", sa.String, nullable=False),
        sa.Column("is_active", sa.Boolean, nullable=False),
        sa.Column("weight", sa.Integer, nullable=False),
        sa.Column("max_leads_per_day", sa.Integer),
        sa.Column("unavailable_from", sa.Date),
        sa.Column("unavailable_until", sa.Date),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.CheckConstraint("weight BETWEEN 1 AND 100", name="assignment_rules_weight_check"),
        sa.CheckConstraint("max_leads_per_day >= 0", name="assignment_rules_max_leads_per_day_check"),
        schema="sales",
    )
    op.create_index("assignment_rules_agent_id_key", "assignment_rules", ["agent_id"], unique=True, schema="sales")
    op.create_table(
        "rotation",
        sa.Column("id", sa.SmallInteger, primary_key=True, autoincrement=False),
        sa.Column("base", sa.Numeric(80, 0), nullable=False),
        sa.Column("leads", sa.BigInteger, nullable=False),
        sa.Column("total_weight", sa.Integer, nullable=False),
        sa.Column("turn", sa.BigInteger, nullable=False),
        sa.CheckConstraint("id = 1", name="rotation_single_check"),
        schema="sales",
    )
    op.execute("INSERT INTO sales.rotation (id, base, leads, total_weight, turn) VALUES (1, 0, 0, 0, 0)")
    op.create_table(
        "rotation_seats",
        sa.Column(
            "rule_id",
            sa.BigInteger,
            sa.ForeignKey("sales.assignment_rules.id", name="rotation_seats_rule_id_fkey"),
            primary_key=True,
            autoincrement=False,
        ),
        sa.Column("weight", sa.Integer, nullable=False),
        sa.Column("start", sa.Numeric(80, 0), nullable=False),
        sa.Column("last_turn", sa.BigInteger, nullable=False),
        sa.Column("total_leads_assigned", sa.BigInteger, nullable=False),
        sa.Column("leads_assigned_today", sa.Integer, nullable=False),
        sa.Column("last_assigned_at", sa.DateTime(timezone=True)),
        sa.Column("last_reset_date", sa.Date),
        schema="sales",
    )


def _create_email_preferences() -> None:
    op.create_table(
        "email_preferences",
        sa.Column("client_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("opted_out", sa.Boolean, nullable=False),
        sa.Column("preference_type", sa.String, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.CheckConstraint(
            "preference_type IN ('all', 'marketing', 'transactional_only')",
            name="email_preferences_preference_type_check",
        ),
        schema="sales",
    )
    op.create_table(
        "unsubscribe_links",
        sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
        sa.Column("client_id", sa.BigInteger, nullable=False),
        sa.Column("token", sa.Text, nullable=False),
        sa.Column("token_hash", sa.String, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        schema="sales",
    )
    op.create_index(
        "unsubscribe_links_token_hash_key", "unsubscribe_links", ["token_hash"], unique=True, schema="sales"
    )
    op.create_index("unsubscribe_links_client_id_id_idx", "unsubscribe_links", ["client_id", "id"], schema="sales")


def downgrade() -> None:
    op.execute("DROP SCHEMA sales CASCADE")
