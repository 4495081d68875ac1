"""Charters, their stops, and every revision of them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from coachway.adapters.postgres.migrations.support import append_only, audit

revision = "0005_charters"
down_revision = "0004_sales"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("CREATE SCHEMA charters")
    op.create_table(
        "charters",
        sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
        sa.Column("client_id", sa.BigInteger, nullable=False),
        sa.Column("client_name", sa.String, nullable=False),
        sa.Column("agent_id", sa.BigInteger),
        sa.Column("vendor_id", sa.BigInteger),
        sa.Column("status", sa.String, nullable=False),
        sa.Column("vehicle_type", sa.String, nullable=False),
        sa.Column("vehicle_count", sa.Integer, nullable=False),
        sa.Column("passengers", sa.Integer, nullable=False),
        sa.Column("trip_type", sa.String, nullable=False),
        sa.Column("trip_date", sa.Date, nullable=False),
        sa.Column("pickup_time", sa.Time),
        sa.Column("return_date", sa.Date),
        sa.Column("trip_hours", sa.Numeric(9, 2)),
        sa.Column("distance_miles", sa.Numeric(9, 2)),
        sa.Column("distance_measured", sa.Boolean, nullable=False),
        sa.Column("deadhead_miles", sa.Numeric(9, 2)),
        sa.Column("amenities", ARRAY(sa.String), nullable=False),
        sa.Column("requires_second_driver", sa.Boolean, nullable=False),
        sa.Column("second_driver_requested", sa.Boolean, nullable=False),
        sa.Column("driving_hours", sa.Numeric(9, 2), nullable=False),
        sa.Column("on_duty_hours", sa.Numeric(9, 2), nullable=False),
        sa.Column("driver_hours_rule", sa.String, nullable=False),
        sa.Column("driver_name", sa.String),
        sa.Column("base_cost", sa.Numeric(14, 2)),
        sa.Column("mileage_cost", sa.Numeric(14, 2)),
        sa.Column("additional_fees", sa.Numeric(14, 2)),
        sa.Column("total_cost", sa.Numeric(14, 2)),
        sa.Column("deposit_amount", sa.Numeric(14, 2)),
        sa.Column("vendor_cost", sa.Numeric(14, 2)),
        sa.Column("notes", sa.String),
        sa.Column("quote_id", sa.BigInteger),
        sa.Column("quote_secure_token", sa.String),
        sa.Column("quote_token_hash", sa.String),
        sa.Column("quote_expires_at", sa.DateTime(timezone=True)),
        sa.Column("quote_declined_at", sa.DateTime(timezone=True)),
        sa.Column("accepted_at", sa.DateTime(timezone=True)),
        sa.Column("accepted_from_ip", sa.String),
        sa.Column("accepted_user_agent", sa.String),
        sa.Column("accepted_by_name", sa.String),
        sa.Column("cancellation_reason", sa.String),
        sa.Column(
            "parent_charter_id",
            sa.BigInteger,
            sa.ForeignKey("charters.charters.id", name="charters_parent_charter_id_fkey"),
        ),
        sa.Column(
            "cloned_from_charter_id",
            sa.BigInteger,
            sa.ForeignKey("charters.charters.id", name="charters_cloned_from_charter_id_fkey"),
        ),
        sa.Column("series_id", sa.BigInteger),
        sa.Column("recurrence_rule", sa.String),
        sa.Column("instance_number", sa.Integer),
        sa.Column("series_total", sa.Integer),
        sa.Column("revision_number", sa.Integer, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.CheckConstraint(
            "status IN ('quote', 'booked', 'confirmed', 'in_progress', 'completed', 'cancelled')",
            name="charters_status_check",
        ),
        sa.CheckConstraint("trip_type IN ('one_way', 'round_trip', 'multi_day')", name="charters_trip_type_check"),
        sa.CheckConstraint("passengers > 0 AND vehicle_count > 0", name="charters_party_check"),
        sa.CheckConstraint(
            "status NOT IN ('booked', 'confirmed', 'in_progress') OR total_cost IS NOT NULL",
            name="charters_priced_check",
        ),
        schema="charters",
    )
    op.create_index("charters_quote_token_hash_key", "charters", ["quote_token_hash"], unique=True, schema="charters")
    op.create_index(
        "charters_series_id_instance_number_key",
        "charters",
        ["series_id", "instance_number"],
        unique=True,
        schema="charters",
    )
    op.create_index("charters_status_id_idx", "charters", ["status", "id"], schema="charters")
    op.create_index("charters_client_id_id_idx", "charters", ["client_id", "id"], schema="charters")
    op.create_index("charters_vendor_id_id_idx", "charters", ["vendor_id", "id"], schema="charters")
    op.create_index("charters_agent_id_id_idx", "charters", ["agent_id", "id"], schema="charters")
    op.create_index("charters_trip_date_id_idx", "charters", ["trip_date", "id"], schema="charters")
    op.create_index("charters_parent_charter_id_idx", "charters", ["parent_charter_id"], schema="charters")
    op.create_index("charters_cloned_from_charter_id_idx", "charters", ["cloned_from_charter_id"], schema="charters")
    op.create_table(
        "stops",
        sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
        sa.Column(
            "charter_id",
            sa.BigInteger,
            sa.ForeignKey("charters.charters.id", name="stops_charter_id_fkey"),
            nullable=False,
        ),
        sa.Column("sequence", sa.Integer, nullable=False),
        sa.Column("location", sa.String, nullable=False),
        sa.Column("state", sa.String),
        sa.Column("latitude", sa.Numeric(10, 7)),
        sa.Column("longitude", sa.Numeric(10, 7)),
        sa.Column("geocoded_address", sa.String),
        sa.Column("looked_up", sa.Boolean, nullable=False),
        sa.Column("stop_type", sa.String, nullable=False),
        sa.Column("estimated_arrival", sa.DateTime(timezone=True)),
        sa.Column("estimated_departure", sa.DateTime(timezone=True)),
        sa.CheckConstraint("stop_type IN ('pickup', 'dropoff', 'waypoint')", name="stops_stop_type_check"),
        sa.CheckConstraint("(latitude IS NULL) = (longitude IS NULL)", name="stops_coordinates_check"),
        sa.UniqueConstraint(
            "charter_id", "sequence", name="stops_charter_id_sequence_key", deferrable=True, initially="DEFERRED"
        ),
        schema="charters",
    )
    op.create_table(
        "revisions",
        sa.Column(
            "charter_id",
            sa.BigInteger,
            sa.ForeignKey("charters.charters.id", name="revisions_charter_id_fkey"),
            nullable=False,
        ),
        sa.Column("revision_number", sa.Integer, nullable=False),
        sa.Column("action", sa.String, nullable=False),
        sa.Column("reason", sa.String),
        sa.Column("changed_by", sa.BigInteger),
        sa.Column("changed_by_name", sa.String, nullable=False),
        sa.Column("changed_by_role", sa.String, nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changes", JSONB, nullable=False),
        sa.Column("state", JSONB, nullable=False),
        sa.PrimaryKeyConstraint("charter_id", "revision_number", name="revisions_pkey"),
        sa.CheckConstraint(
            "action IN ('created', 'updated', 'stop_added', 'stop_changed', 'stop_removed', 'quote_sent', 'quote_declined', 'booked', 'awarded', 'change_implemented', 'confirmed', 'started', 'completed', 'cancelled')",
            name="revisions_action_check",
        ),
        schema="charters",
    )
    op.create_table(
        "replaced_links",
        sa.Column("token_hash", sa.String, nullable=False),
        sa.Column(
            "charter_id",
            sa.BigInteger,
            sa.ForeignKey("charters.charters.id", name="replaced_links_charter_id_fkey"),
            nullable=False,
        ),
        sa.Column("quote_id", sa.BigInteger, nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name="replaced_links_pkey"),
        schema="charters",
    )
    op.create_index("replaced_links_charter_id_idx", "replaced_links", ["charter_id"], schema="charters")
    op.execute(
        "CREATE INDEX charters_searched_idx ON charters.charters USING gin "
        "(client_name gin_trgm_ops, vehicle_type gin_trgm_ops, notes gin_trgm_ops)"
    )
    op.execute("CREATE INDEX stops_location_idx ON charters.stops USING gin (location gin_trgm_ops)")
    op.execute("CREATE INDEX revisions_booked_idx ON charters.revisions (changed_at) WHERE action = 'booked'")
    append_only(op, "charters", "revisions")
    append_only(op, "charters", "replaced_links")
    op.create_table(
        "made_of_leads",
        sa.Column("lead_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("made_id", sa.BigInteger, nullable=False),
        schema="charters",
    )
    audit(op, "charters", "charters", entity_type="charter", hidden=("quote_secure_token", "quote_token_hash"))
    audit(op, "charters", "stops", entity_type="stop")
    audit(
        op,
        "charters",
        "replaced_links",
        entity_type="replaced_quote_link",
        hidden=("token_hash",),
        key="charter_id",
    )
    audit(op, "charters", "revisions", entity_type="charter_revision", hidden=("state", "changes"), key="charter_id")
    audit(op, "charters", "made_of_leads", entity_type="charter_of_lead", key="lead_id")


def downgrade() -> None:
    op.execute("DROP SCHEMA charters CASCADE")
