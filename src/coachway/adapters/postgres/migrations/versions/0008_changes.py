"""Change cases with their history and approvals, and the counters of their numbers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from coachway.adapters.postgres.migrations.support import append_only, audit

revision = "0008_changes"
down_revision = "0007_vendor"
branch_labels = None
depends_on = None

_STATUSES = "'pending', 'under_review', 'approved', 'rejected', 'implemented', 'cancelled'"


def upgrade() -> None:
    op.execute("CREATE SCHEMA change_mgmt")
    _create_cases()
    _create_history()
    _create_approvals()
    op.create_table(
        "case_counters",
        sa.Column("year", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("last", sa.Integer, nullable=False),
        schema="change_mgmt",
    )
    append_only(op, "change_mgmt", "change_history")
    audit(op, "change_mgmt", "change_cases", entity_type="change_case")
    audit(op, "change_mgmt", "change_history", entity_type="change_history")
    audit(op, "change_mgmt", "change_approvals", entity_type="change_approval")
    audit(op, "change_mgmt", "case_counters", entity_type="case_counter", key="year")


def _create_cases() -> None:
    op.create_table(
        "change_cases",
        sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
        sa.Column("case_number", sa.String, nullable=False),
        sa.Column(
            "charter_id",
            sa.BigInteger,
            sa.ForeignKey("charters.charters.id", name="change_cases_charter_id_fkey"),
            nullable=False,
        ),
        sa.Column("client_id", sa.BigInteger, nullable=False),
        sa.Column("vendor_id", sa.BigInteger),
        sa.Column("change_type", sa.String, nullable=False),
        sa.Column("priority", sa.String, nullable=False),
        sa.Column("status", sa.String, nullable=False),
        sa.Column("title", sa.String, nullable=False),
        sa.Column("description", sa.String),
        sa.Column("reason", sa.String),
        sa.Column("requested_by", sa.BigInteger),
        sa.Column("requested_by_name", sa.String, nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("impact_level", sa.String, nullable=False),
        sa.Column("impact_assessment", sa.String),
        sa.Column("affects_vendor", sa.Boolean, nullable=False),
        sa.Column("affects_pricing", sa.Boolean, nullable=False),
        sa.Column("affects_schedule", sa.Boolean, nullable=False),
        sa.Column("current_price", sa.Numeric(14, 2)),
        sa.Column("proposed_price", sa.Numeric(14, 2)),
        sa.Column("proposed_changes", JSONB, nullable=False),
        sa.Column("requires_approval", sa.Boolean, nullable=False),
        sa.Column("approved_by", sa.BigInteger),
        sa.Column("approved_at", sa.DateTime(timezone=True)),
        sa.Column("approval_notes", sa.String),
        sa.Column("rejected_by", sa.BigInteger),
        sa.Column("rejected_at", sa.DateTime(timezone=True)),
        sa.Column("rejection_reason", sa.String),
        sa.Column("implemented_by", sa.BigInteger),
        sa.Column("implemented_at", sa.DateTime(timezone=True)),
        sa.Column("implementation_notes", sa.String),
        sa.Column("cancelled_by", sa.BigInteger),
        sa.Column("cancelled_at", sa.DateTime(timezone=True)),
        sa.Column("cancellation_reason", sa.String),
        sa.Column("charter_revision", sa.Integer),
        sa.Column("tags", JSONB, nullable=False),
        sa.Column("attachments", JSONB, nullable=False),
        sa.Column("related_change_cases", JSONB, nullable=False),
        sa.Column("due_date", sa.Date),
        sa.Column("completed_at", sa.DateTime(timezone=True)),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.UniqueConstraint("case_number", name="change_cases_case_number_key"),
        sa.CheckConstraint(
            "change_type IN ('itinerary_modification', 'passenger_count_change', 'vehicle_change', 'date_time_change', "
            "'pickup_location_change', 'destination_change', 'amenity_addition', 'amenity_removal', 'cancellation', "
            "'pricing_adjustment', 'other')",
            name="change_cases_change_type_check",
        ),
        sa.CheckConstraint("priority IN ('low', 'medium', 'high', 'urgent')", name="change_cases_priority_check"),
        sa.CheckConstraint(f"status IN ({_STATUSES})", name="change_cases_status_check"),
        sa.CheckConstraint(
            "impact_level IN ('minimal', 'moderate', 'significant', 'major')", name="change_cases_impact_level_check"
        ),
        schema="change_mgmt",
    )
    for column in ("charter_id", "client_id", "vendor_id", "status", "priority", "change_type"):
        op.create_index(f"change_cases_{column}_id_idx", "change_cases", [column, "id"], schema="change_mgmt")
    op.create_index(
        "change_cases_due_date_idx",
        "change_cases",
        ["due_date"],
        schema="change_mgmt",
        postgresql_where=sa.text("status IN ('pending', 'under_review', 'approved')"),
    )


def _create_history() -> None:
    op.create_table(
        "change_history",
        sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
        sa.Column(
            "change_case_id",
            sa.BigInteger,
            sa.ForeignKey("change_mgmt.change_cases.id", name="change_history_change_case_id_fkey"),
            nullable=False,
        ),
        sa.Column("action", sa.String, nullable=False),
        sa.Column("action_by", sa.BigInteger),
        sa.Column("action_by_name", sa.String, nullable=False),
        sa.Column("entered_by", sa.BigInteger),
        sa.Column("action_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("previous_status", sa.String),
        sa.Column("new_status", sa.String),
        sa.Column("notes", sa.String),
        sa.Column("field_changes", JSONB),
        sa.Column("system_generated", sa.Boolean, nullable=False),
        sa.Column("ip_address", sa.String),
        sa.Column("user_agent", sa.String),
        sa.CheckConstraint(
            "action IN ('created', 'updated', 'moved_to_review', 'approved', 'rejected', 'implemented', 'cancelled', "
            "'rolled_back', 'approval_requested', 'approval_given', 'approval_refused', 'notification_sent')",
            name="change_history_action_check",
        ),
        schema="change_mgmt",
    )
    op.create_index(
        "change_history_change_case_id_id_idx", "change_history", ["change_case_id", "id"], schema="change_mgmt"
    )


def _create_approvals() -> None:
    op.create_table(
        "change_approvals",
        sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
        sa.Column(
            "change_case_id",
            sa.BigInteger,
            sa.ForeignKey("change_mgmt.change_cases.id", name="change_approvals_change_case_id_fkey"),
            nullable=False,
        ),
        sa.Column("approver_id", sa.BigInteger, nullable=False),
        sa.Column("approver_name", sa.String, nullable=False),
        sa.Column("approver_role", sa.String),
        sa.Column("approval_level", sa.Integer, nullable=False),
        sa.Column("required", sa.Boolean, nullable=False),
        sa.Column("status", sa.String, nullable=False),
        sa.Column("decision", sa.String),
        sa.Column("notes", sa.String),
        sa.Column("conditions", sa.String),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("responded_at", sa.DateTime(timezone=True)),
        sa.Column("version", sa.Integer, nullable=False),
        sa.CheckConstraint(
            "status IN ('pending', 'approved', 'rejected', 'void')", name="change_approvals_status_check"
        ),
        sa.CheckConstraint("decision IN ('approved', 'rejected')", name="change_approvals_decision_check"),
        schema="change_mgmt",
    )
    op.create_index("change_approvals_change_case_id_idx", "change_approvals", ["change_case_id"], schema="change_mgmt")
    op.create_index(
        "change_approvals_approver_id_id_idx",
        "change_approvals",
        ["approver_id", "id"],
        schema="change_mgmt",
        postgresql_where=sa.text("status = 'pending'"),
    )


def downgrade() -> None:
    op.execute("DROP SCHEMA change_mgmt CASCADE")
