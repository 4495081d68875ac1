"""Vendors with their papers, requests for bids and bids; and their statistics, which triggers keep."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

from coachway.adapters.postgres.migrations.support import append_only, audit
from coachway.adapters.postgres.migrations.vendor_statistics import drop_statistics, keep_statistics

revision = "0007_vendor"
down_revision = "0006_pricing"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("CREATE SCHEMA vendor")
    _create_vendors()
    _create_compliance()
    _create_bids()
    _create_bid_requests()
    audit(
        op,
        "vendor",
        "vendors",
        entity_type="vendor",
        hidden=("tax_id", "bank_account_number", "bank_routing_number"),
    )
    audit(op, "vendor", "vendor_compliance", entity_type="compliance_document")
    audit(op, "vendor", "bids", entity_type="bid")
    audit(op, "vendor", "bid_revisions", entity_type="bid_revision", key="bid_id")
    audit(op, "vendor", "bid_requests", entity_type="bid_request")
    append_only(op, "vendor", "bid_revisions")
    keep_statistics(op)


def downgrade() -> None:
    drop_statistics(op)
    op.execute("DROP SCHEMA vendor CASCADE")


def _create_vendors() -> None:
    op.create_table(
        "vendors",
        sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
        sa.Column("business_name", sa.String, nullable=False),
        sa.Column("vendor_type", sa.String, nullable=False),
        sa.Column("legal_name", sa.String),
        sa.Column("description", sa.String),
        sa.Column("website", sa.String),
        sa.Column("years_in_business", sa.Integer),
        sa.Column("usdot_number", sa.String),
        sa.Column("mc_number", sa.String),
        sa.Column("primary_email", sa.String, nullable=False),
        sa.Column("primary_contact_name", sa.String),
        sa.Column("primary_phone", sa.String),
        sa.Column("secondary_contact_name", sa.String),
        sa.Column("secondary_email", sa.String),
        sa.Column("secondary_phone", sa.String),
        sa.Column("address_line1", sa.String),
        sa.Column("address_line2", sa.String),
        sa.Column("city", sa.String),
        sa.Column("state", sa.String),
        sa.Column("zip_code", sa.String),
        sa.Column("country", sa.String),
        sa.Column("latitude", sa.Numeric(10, 7)),
        sa.Column("longitude", sa.Numeric(10, 7)),
        sa.Column("total_vehicles", sa.Integer, nullable=False),
        sa.Column("vehicle_types", ARRAY(sa.String), nullable=False),
        sa.Column("max_passenger_capacity", sa.Integer, nullable=False),
        sa.Column("amenities", ARRAY(sa.String), nullable=False),
        sa.Column("has_ada_vehicles", sa.Boolean, nullable=False),
        sa.Column("oldest_vehicle_year", sa.Integer),
        sa.Column("service_radius_miles", sa.Integer),
        sa.Column("service_states", ARRAY(sa.String), nullable=False),
        sa.Column("tax_id", sa.Text),
        sa.Column("tax_id_last_four", sa.String),
        sa.Column("bank_name", sa.String),
        sa.Column("bank_account_name", sa.String),
        sa.Column("bank_account_number", sa.Text),
        sa.Column("bank_account_last_four", sa.String),
        sa.Column("bank_routing_number", sa.Text),
        sa.Column("bank_routing_last_four", sa.String),
        sa.Column("payment_terms", sa.String),
        sa.Column("payment_method", sa.String),
        sa.Column("insurance_provider", sa.String),
        sa.Column("insurance_policy_number", sa.String),
        sa.Column("insurance_coverage_amount", sa.Numeric(14, 2)),
        sa.Column("insurance_expiration_date", sa.Date),
        sa.Column("emergency_contact_name", sa.String),
        sa.Column("emergency_phone", sa.String),
        sa.Column("dispatch_phone", sa.String),
        sa.Column("is_preferred", sa.Boolean, nullable=False),
        sa.Column("internal_notes", sa.String),
        sa.Column("status", sa.String, nullable=False),
        sa.Column("status_reason", sa.String),
        sa.Column("is_verified", sa.Boolean, nullable=False),
        sa.Column("verification_date", sa.Date),
        sa.Column("verified_by", sa.BigInteger),
        sa.Column("created_by", sa.BigInteger),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.CheckConstraint("(latitude IS NULL) = (longitude IS NULL)", name="vendors_coordinates_check"),
        sa.CheckConstraint(
            "status IN ('pending', 'active', 'suspended', 'inactive', 'rejected', 'banned')",
            name="vendors_status_check",
        ),
        sa.CheckConstraint(
            "vendor_type IN ('owner_operator', 'fleet_operator', 'broker')", name="vendors_vendor_type_check"
        ),
        schema="vendor",
    )
    op.create_index("vendors_state_id_idx", "vendors", ["state", "id"], schema="vendor")
    op.create_index("vendors_status_id_idx", "vendors", ["status", "id"], schema="vendor")
    op.create_table(
        "vendor_statistics",
        sa.Column(
            "vendor_id",
            sa.BigInteger,
            sa.ForeignKey("vendor.vendors.id", name="vendor_statistics_vendor_id_fkey"),
            primary_key=True,
            autoincrement=False,
        ),
        sa.Column("total_bids_submitted", sa.Integer, nullable=False, server_default=sa.text("0")),
        sa.Column("bids_won", sa.Integer, nullable=False, server_default=sa.text("0")),
        sa.Column("completed_trips", sa.Integer, nullable=False, server_default=sa.text("0")),
        sa.Column("total_ratings", sa.Integer, nullable=False, server_default=sa.text("0")),
        sa.Column("average_rating", sa.Numeric(3, 2), nullable=False, server_default=sa.text("0")),
        sa.Column("on_time_percentage", sa.Numeric(5, 2), nullable=False, server_default=sa.text("0")),
        schema="vendor",
    )


def _create_compliance() -> None:
    op.create_table(
        "vendor_compliance",
        sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
        sa.Column(
            "vendor_id",
            sa.BigInteger,
            sa.ForeignKey("vendor.vendors.id", name="vendor_compliance_vendor_id_fkey"),
            nullable=False,
        ),
        sa.Column("document_type", sa.String, nullable=False),
        sa.Column("document_name", sa.String),
        sa.Column("document_number", sa.String),
        sa.Column("file_path", sa.String),
        sa.Column("file_url", sa.String),
        sa.Column("file_size", sa.BigInteger),
        sa.Column("file_type", sa.String),
        sa.Column("issue_date", sa.Date),
        sa.Column("expiration_date", sa.Date),
        sa.Column("status", sa.String, nullable=False),
        sa.Column("uploaded_by", sa.BigInteger),
        sa.Column("reviewed_by", sa.BigInteger),
        sa.Column("reviewed_at", sa.DateTime(timezone=True)),
        sa.Column("review_notes", sa.String),
        sa.Column("reminder_sent", sa.Boolean, nullable=False),
        sa.Column("reminder_sent_at", sa.DateTime(timezone=True)),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.CheckConstraint(
            "status IN ('pending', 'approved', 'rejected', 'expired')", name="vendor_compliance_status_check"
        ),
        schema="vendor",
    )
    op.create_index("vendor_compliance_status_id_idx", "vendor_compliance", ["status", "id"], schema="vendor")
    op.create_index("vendor_compliance_vendor_id_id_idx", "vendor_compliance", ["vendor_id", "id"], schema="vendor")


def _offer() -> list[sa.Column[object]]:
    """What a bid offers, and each revision of it."""
    return [
        sa.Column("quoted_price", sa.Numeric(14, 2), nullable=False),
        sa.Column("base_price", sa.Numeric(14, 2)),
        sa.Column("mileage_charge", sa.Numeric(14, 2)),
        sa.Column("fuel_surcharge", sa.Numeric(14, 2)),
        sa.Column("additional_fees", sa.Numeric(14, 2)),
        sa.Column("vehicle_type", sa.String, nullable=False),
        sa.Column("passenger_capacity", sa.Integer, nullable=False),
        sa.Column("vehicle_id", sa.BigInteger),
        sa.Column("vehicle_make", sa.String),
        sa.Column("vehicle_model", sa.String),
        sa.Column("vehicle_year", sa.Integer),
        sa.Column("amenities", ARRAY(sa.String), nullable=False),
        sa.Column("is_ada_compliant", sa.Boolean, nullable=False),
        sa.Column("has_luggage_space", sa.Boolean, nullable=False),
        sa.Column("driver_name", sa.String),
        sa.Column("driver_phone", sa.String),
        sa.Column("driver_experience_years", sa.Integer),
        sa.Column("payment_terms", sa.String),
        sa.Column("cancellation_policy", sa.String),
        sa.Column("notes", sa.String),
    ]


def _create_bids() -> None:
    op.create_table(
        "bids",
        sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
        sa.Column(
            "vendor_id", sa.BigInteger, sa.ForeignKey("vendor.vendors.id", name="bids_vendor_id_fkey"), nullable=False
        ),
        sa.Column(
            "charter_id",
            sa.BigInteger,
            sa.ForeignKey("charters.charters.id", name="bids_charter_id_fkey"),
            nullable=False,
        ),
        *_offer(),
        sa.Column("valid_until", sa.DateTime(timezone=True)),
        sa.Column("status", sa.String, nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True)),
        sa.Column("revision_number", sa.Integer, nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True)),
        sa.Column("decided_by", sa.BigInteger),
        sa.Column("decision_reason", sa.String),
        sa.Column("rank", sa.Integer),
        sa.Column("is_lowest_bid", sa.Boolean),
        sa.Column("price_difference_from_lowest", sa.Numeric(14, 2)),
        sa.Column("created_by", sa.BigInteger),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.CheckConstraint("quoted_price > 0", name="bids_quoted_price_check"),
        sa.CheckConstraint(
            "status IN ('draft', 'submitted', 'under_review', 'accepted', 'rejected', 'withdrawn', 'expired')",
            name="bids_status_check",
        ),
        sa.CheckConstraint(
            "NOT (status IN ('submitted', 'under_review') OR status = 'accepted') OR (submitted_at IS NOT NULL AND valid_until IS NOT NULL)",
            name="bids_submitted_check",
        ),
        schema="vendor",
    )
    op.create_index("bids_charter_id_id_idx", "bids", ["charter_id", "id"], schema="vendor")
    op.create_index(
        "bids_live_valid_until_idx",
        "bids",
        ["valid_until"],
        schema="vendor",
        postgresql_where=sa.text("status IN ('submitted', 'under_review')"),
    )
    op.create_index(
        "bids_one_accepted_key",
        "bids",
        ["charter_id"],
        unique=True,
        schema="vendor",
        postgresql_where=sa.text("status = 'accepted'"),
    )
    op.create_index(
        "bids_one_open_key",
        "bids",
        ["vendor_id", "charter_id"],
        unique=True,
        schema="vendor",
        postgresql_where=sa.text("status IN ('draft', 'submitted', 'under_review')"),
    )
    op.create_index(
        "bids_ranking_idx",
        "bids",
        ["charter_id", "quoted_price", "submitted_at", "id"],
        schema="vendor",
        postgresql_where=sa.text("status IN ('submitted', 'under_review')"),
    )
    op.create_index("bids_status_id_idx", "bids", ["status", "id"], schema="vendor")
    op.create_index("bids_vendor_id_id_idx", "bids", ["vendor_id", "id"], schema="vendor")
    op.create_table(
        "bid_revisions",
        sa.Column(
            "bid_id", sa.BigInteger, sa.ForeignKey("vendor.bids.id", name="bid_revisions_bid_id_fkey"), nullable=False
        ),
        sa.Column("revision_number", sa.Integer, nullable=False),
        *_offer(),
        sa.Column("valid_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revised_by", sa.BigInteger),
        sa.Column("revised_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("bid_id", "revision_number", name="bid_revisions_pkey"),
        schema="vendor",
    )


def _create_bid_requests() -> None:
    op.create_table(
        "bid_requests",
        sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
        sa.Column(
            "charter_id",
            sa.BigInteger,
            sa.ForeignKey("charters.charters.id", name="bid_requests_charter_id_fkey"),
            nullable=False,
        ),
        sa.Column(
            "vendor_id",
            sa.BigInteger,
            sa.ForeignKey("vendor.vendors.id", name="bid_requests_vendor_id_fkey"),
            nullable=False,
        ),
        sa.Column("message", sa.String),
        sa.Column("deadline", sa.DateTime(timezone=True), nullable=False),
        sa.Column("requested_by", sa.BigInteger),
        sa.Column("viewed_at", sa.DateTime(timezone=True)),
        sa.Column("responded_at", sa.DateTime(timezone=True)),
        sa.Column("is_accepted", sa.Boolean),
        sa.Column("decline_reason", sa.String),
        sa.Column("bid_id", sa.BigInteger, sa.ForeignKey("vendor.bids.id", name="bid_requests_bid_id_fkey")),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        schema="vendor",
    )
    op.create_index("bid_requests_bid_id_idx", "bid_requests", ["bid_id"], schema="vendor")
    op.create_index("bid_requests_charter_id_deadline_idx", "bid_requests", ["charter_id", "deadline"], schema="vendor")
    op.create_index("bid_requests_charter_id_id_idx", "bid_requests", ["charter_id", "id"], schema="vendor")
    op.create_index("bid_requests_vendor_id_id_idx", "bid_requests", ["vendor_id", "id"], schema="vendor")
