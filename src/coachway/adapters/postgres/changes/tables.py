"""The tables of the change_mgmt schema."""

from __future__ import annotations

from typing import Final

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Identity,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
    text,
)

from coachway.adapters.postgres.changes.column_types import Proposals
from coachway.adapters.postgres.metadata import metadata
from coachway.adapters.postgres.migrations.support import one_of
from coachway.adapters.postgres.types import EnumText, Id, Json, Moment, MoneyType
from coachway.domain.changes.model.approvals import ApprovalDecision, ApprovalStatus
from coachway.domain.changes.model.history import HistoryAction
from coachway.domain.changes.model.values import ChangePriority, ChangeType, ImpactLevel
from coachway.domain.changes.state_machine import ChangeStatus

change_cases: Final = Table(
    "change_cases",
    metadata,
    Column("id", Id, Identity(), primary_key=True),
    Column("case_number", String, nullable=False),
    Column("charter_id", Id, ForeignKey("charters.charters.id"), nullable=False),
    Column("client_id", Id, nullable=False),
    Column("vendor_id", Id),
    Column("change_type", EnumText(ChangeType), nullable=False),
    Column("priority", EnumText(ChangePriority), nullable=False),
    Column("status", EnumText(ChangeStatus), nullable=False),
    Column("title", String, nullable=False),
    Column("description", String),
    Column("reason", String),
    Column("requested_by", Id),
    Column("requested_by_name", String, nullable=False),
    Column("requested_at", Moment, nullable=False),
    Column("impact_level", EnumText(ImpactLevel), nullable=False),
    Column("impact_assessment", String),
    Column("affects_vendor", Boolean, nullable=False),
    Column("affects_pricing", Boolean, nullable=False),
    Column("affects_schedule", Boolean, nullable=False),
    Column("current_price", MoneyType),
    Column("proposed_price", MoneyType),
    Column("proposed_changes", Proposals, nullable=False),
    Column("requires_approval", Boolean, nullable=False),
    Column("approved_by", Id),
    Column("approved_at", Moment),
    Column("approval_notes", String),
    Column("rejected_by", Id),
    Column("rejected_at", Moment),
    Column("rejection_reason", String),
    Column("implemented_by", Id),
    Column("implemented_at", Moment),
    Column("implementation_notes", String),
    Column("cancelled_by", Id),
    Column("cancelled_at", Moment),
    Column("cancellation_reason", String),
    Column("charter_revision", Integer),
    Column("tags", Json, nullable=False),
    Column("attachments", Json, nullable=False),
    Column("related_change_cases", Json, nullable=False),
    Column("due_date", Date),
    Column("completed_at", Moment),
    Column("created_at", Moment, nullable=False),
    Column("updated_at", Moment, nullable=False),
    Column("version", Integer, nullable=False),
    UniqueConstraint("case_number"),
    CheckConstraint(one_of("change_type", ChangeType), name="change_type"),
    CheckConstraint(one_of("priority", ChangePriority), name="priority"),
    CheckConstraint(one_of("status", ChangeStatus), name="status"),
    CheckConstraint(one_of("impact_level", ImpactLevel), name="impact_level"),
    Index("change_cases_charter_id_id_idx", "charter_id", "id"),
    Index("change_cases_client_id_id_idx", "client_id", "id"),
    Index("change_cases_vendor_id_id_idx", "vendor_id", "id"),
    Index("change_cases_status_id_idx", "status", "id"),
    Index("change_cases_priority_id_idx", "priority", "id"),
    Index("change_cases_change_type_id_idx", "change_type", "id"),
    Index(
        "change_cases_due_date_idx",
        "due_date",
        postgresql_where=text("status IN ('pending', 'under_review', 'approved')"),
    ),
    schema="change_mgmt",
)

change_history: Final = Table(
    "change_history",
    metadata,
    Column("id", Id, Identity(), primary_key=True),
    Column("change_case_id", Id, ForeignKey(change_cases.c.id), nullable=False),
    Column("action", EnumText(HistoryAction), nullable=False),
    Column("action_by", Id),
    Column("action_by_name", String, nullable=False),
    Column("entered_by", Id),
    Column("action_at", Moment, nullable=False),
    Column("previous_status", EnumText(ChangeStatus)),
    Column("new_status", EnumText(ChangeStatus)),
    Column("notes", String),
    Column("field_changes", Json),
    Column("system_generated", Boolean, nullable=False),
    Column("ip_address", String),
    Column("user_agent", String),
    CheckConstraint(one_of("action", HistoryAction), name="action"),
    Index("change_history_change_case_id_id_idx", "change_case_id", "id"),
    schema="change_mgmt",
)

change_approvals: Final = Table(
    "change_approvals",
    metadata,
    Column("id", Id, Identity(), primary_key=True),
    Column("change_case_id", Id, ForeignKey(change_cases.c.id), nullable=False),
    Column("approver_id", Id, nullable=False),
    Column("approver_name", String, nullable=False),
    Column("approver_role", String),
    Column("approval_level", Integer, nullable=False),
    Column("required", Boolean, nullable=False),
    Column("status", EnumText(ApprovalStatus), nullable=False),
    Column("decision", EnumText(ApprovalDecision)),
    Column("notes", String),
    Column("conditions", String),
    Column("requested_at", Moment, nullable=False),
    Column("responded_at", Moment),
    Column("version", Integer, nullable=False),
    CheckConstraint(one_of("status", ApprovalStatus), name="status"),
    CheckConstraint(one_of("decision", ApprovalDecision), name="decision"),
    Index("change_approvals_change_case_id_idx", "change_case_id"),
    Index("change_approvals_approver_id_id_idx", "approver_id", "id", postgresql_where=text("status = 'pending'")),
    schema="change_mgmt",
)

case_counters: Final = Table(
    "case_counters",
    metadata,
    Column("year", Integer, primary_key=True, autoincrement=False),
    Column("last", Integer, nullable=False),
    schema="change_mgmt",
)
