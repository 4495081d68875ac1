"""The price list with every version of its rules, their history, and quotes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from coachway.adapters.postgres.migrations.support import append_only, audit

revision = "0006_pricing"
down_revision = "0005_charters"
branch_labels = None
depends_on = None

_RULE_TYPES = "'base_rate', 'mileage_rate', 'time_multiplier', 'seasonal', 'client_specific', 'vehicle_specific'"


def upgrade() -> None:
    op.execute("CREATE SCHEMA pricing")
    _create_rules()
    _create_quotes()
    audit(op, "pricing", "pricing_rules", entity_type="pricing_rule")
    audit(op, "pricing", "rule_versions", entity_type="pricing_rule_version")
    audit(op, "pricing", "price_history", entity_type="pricing_rule_change")
    audit(op, "pricing", "quotes", entity_type="quote")
    append_only(op, "pricing", "rule_versions")
    append_only(op, "pricing", "price_history")
    _keep_quotes_as_they_were_made()


def downgrade() -> None:
    op.execute("DROP SCHEMA pricing CASCADE")


def _create_rules() -> None:
    op.create_table(
        "pricing_rules",
        sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("description", sa.String),
        sa.Column("rule_type", sa.String, nullable=False),
        sa.Column("scope", sa.String, nullable=False),
        sa.Column("client_id", sa.BigInteger),
        sa.Column("vehicle_type", sa.String),
        sa.Column("origin", sa.String),
        sa.Column("destination", sa.String),
        sa.Column("base_rate", sa.Numeric(12, 4)),
        sa.Column("per_mile_rate", sa.Numeric(12, 4)),
        sa.Column("per_hour_rate", sa.Numeric(12, 4)),
        sa.Column("deadhead_per_mile_rate", sa.Numeric(12, 4)),
        sa.Column("minimum_hours", sa.Numeric(12, 4)),
        sa.Column("minimum_charge", sa.Numeric(14, 2)),
        sa.Column("multiplier", sa.Numeric(12, 4)),
        sa.Column("discount_percent", sa.Numeric(12, 4)),
        sa.Column("days_of_week", ARRAY(sa.SmallInteger), nullable=False),
        sa.Column("start_time", sa.Time),
        sa.Column("end_time", sa.Time),
        sa.Column("min_passengers", sa.Integer),
        sa.Column("max_passengers", sa.Integer),
        sa.Column("min_miles", sa.Numeric(12, 4)),
        sa.Column("max_miles", sa.Numeric(12, 4)),
        sa.Column("valid_from", sa.Date),
        sa.Column("valid_until", sa.Date),
        sa.Column("priority", sa.Integer, nullable=False),
        sa.Column("exclusive", sa.Boolean, nullable=False),
        sa.Column("is_active", sa.Boolean, nullable=False),
        sa.Column("created_by", sa.BigInteger),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.CheckConstraint(f"rule_type IN ({_RULE_TYPES})", name="pricing_rules_rule_type_check"),
        sa.CheckConstraint("scope IN ('global', 'client', 'vehicle', 'route')", name="pricing_rules_scope_check"),
        schema="pricing",
    )
    op.create_index("pricing_rules_rule_type_id_idx", "pricing_rules", ["rule_type", "id"], schema="pricing")
    op.create_index("pricing_rules_scope_id_idx", "pricing_rules", ["scope", "id"], schema="pricing")
    op.create_index("pricing_rules_is_active_id_idx", "pricing_rules", ["is_active", "id"], schema="pricing")
    op.create_index("pricing_rules_client_id_id_idx", "pricing_rules", ["client_id", "id"], schema="pricing")
    op.create_index(
        "pricing_rules_vehicle_type_id_idx", "pricing_rules", [sa.text("lower(vehicle_type)"), "id"], schema="pricing"
    )
    op.create_table(
        "rule_versions",
        sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
        sa.Column(
            "rule_id",
            sa.BigInteger,
            sa.ForeignKey("pricing.pricing_rules.id", name="rule_versions_rule_id_fkey"),
            nullable=False,
        ),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("list_version", sa.BigInteger, nullable=False),
        sa.Column("terms", JSONB, nullable=False),
        schema="pricing",
    )
    op.create_index(
        "rule_versions_rule_id_version_key", "rule_versions", ["rule_id", "version"], unique=True, schema="pricing"
    )
    op.create_index("rule_versions_list_version_key", "rule_versions", ["list_version"], unique=True, schema="pricing")
    op.create_table(
        "price_list",
        sa.Column("single", sa.Boolean, primary_key=True, server_default=sa.true()),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.CheckConstraint("single", name="price_list_single_check"),
        schema="pricing",
    )
    op.execute("INSERT INTO pricing.price_list (version) VALUES (0)")
    op.create_table(
        "price_history",
        sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
        sa.Column(
            "pricing_rule_id",
            sa.BigInteger,
            sa.ForeignKey("pricing.pricing_rules.id", name="price_history_pricing_rule_id_fkey"),
            nullable=False,
        ),
        sa.Column("rule_version", sa.Integer, nullable=False),
        sa.Column("field_name", sa.String, nullable=False),
        sa.Column("old_value", JSONB),
        sa.Column("new_value", JSONB),
        sa.Column("changed_by", sa.BigInteger),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.String),
        schema="pricing",
    )
    op.create_index(
        "price_history_pricing_rule_id_id_idx", "price_history", ["pricing_rule_id", "id"], schema="pricing"
    )


def _create_quotes() -> None:
    op.create_table(
        "quotes",
        sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
        sa.Column("client_id", sa.BigInteger),
        sa.Column("charter_id", sa.BigInteger, sa.ForeignKey("charters.charters.id", name="quotes_charter_id_fkey")),
        sa.Column("charter_revision", sa.Integer),
        sa.Column("status", sa.String, nullable=False),
        sa.Column("request", JSONB, nullable=False),
        sa.Column("breakdown", JSONB, nullable=False),
        sa.Column("total", sa.Numeric(14, 2), nullable=False),
        sa.Column("rules_version", sa.BigInteger, nullable=False),
        sa.Column("deposit_amount", sa.Numeric(14, 2), nullable=False),
        sa.Column("settings", JSONB, nullable=False),
        sa.Column("engine_version", sa.Integer, nullable=False),
        sa.Column("valid_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.BigInteger),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.CheckConstraint(
            "status IN ('draft', 'sent', 'accepted', 'declined', 'expired')", name="quotes_status_check"
        ),
        sa.CheckConstraint("total >= 0", name="quotes_total_check"),
        schema="pricing",
    )
    op.create_index("quotes_client_id_id_idx", "quotes", ["client_id", "id"], schema="pricing")
    op.create_index("quotes_charter_id_id_idx", "quotes", ["charter_id", "id"], schema="pricing")
    op.create_index("quotes_status_id_idx", "quotes", ["status", "id"], schema="pricing")
    op.create_index("quotes_created_at_idx", "quotes", ["created_at"], schema="pricing")
    op.create_index(
        "quotes_valid_until_idx",
        "quotes",
        ["valid_until"],
        schema="pricing",
        postgresql_where=sa.text("status IN ('draft', 'sent')"),
    )


def _keep_quotes_as_they_were_made() -> None:
    """What a quote came to never changes, nor that it was accepted: the database itself refuses."""
    op.execute(
        """
        CREATE FUNCTION pricing.refuse_repricing() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            RAISE EXCEPTION 'quote % stays as it was made', OLD.id;
        END $$
        """
    )
    op.execute(
        """
        CREATE TRIGGER keeps_its_price BEFORE UPDATE OF charter_id, charter_revision, request, breakdown, total,
            rules_version, deposit_amount, settings, engine_version, valid_until, created_at
        ON pricing.quotes FOR EACH ROW EXECUTE FUNCTION pricing.refuse_repricing()
        """
    )
    op.execute(
        """
        CREATE TRIGGER stays_accepted BEFORE UPDATE OF status ON pricing.quotes FOR EACH ROW
        WHEN (OLD.status = 'accepted') EXECUTE FUNCTION pricing.refuse_repricing()
        """
    )
    op.execute(
        """
        CREATE TRIGGER is_kept BEFORE DELETE ON pricing.quotes FOR EACH ROW
        WHEN (OLD.status = 'accepted') EXECUTE FUNCTION pricing.refuse_repricing()
        """
    )
