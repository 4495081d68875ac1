"""The tables of the pricing schema."""

from __future__ import annotations

from typing import Final

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
    Time,
    text,
    true,
)
from sqlalchemy.dialects.postgresql import ARRAY

from coachway.adapters.postgres.charters.tables import charters
from coachway.adapters.postgres.metadata import metadata
from coachway.adapters.postgres.migrations.support import one_of
from coachway.adapters.postgres.pricing.columns import Breakdown, Document
from coachway.adapters.postgres.types import EnumText, Id, Json, Moment, MoneyType
from coachway.domain.pricing.model import PricingSettings, QuoteRequest, QuoteStatus, RuleScope, RuleTerms, RuleType

pricing_rules: Final = Table(
    "pricing_rules",
    metadata,
    Column("id", Id, Identity(), primary_key=True),
    Column("name", String, nullable=False),
    Column("description", String),
    Column("rule_type", EnumText(RuleType), nullable=False),
    Column("scope", EnumText(RuleScope), nullable=False),
    Column("client_id", Id),
    Column("vehicle_type", String),
    Column("origin", String),
    Column("destination", String),
    Column("base_rate", Numeric(12, 4)),
    Column("per_mile_rate", Numeric(12, 4)),
    Column("per_hour_rate", Numeric(12, 4)),
    Column("deadhead_per_mile_rate", Numeric(12, 4)),
    Column("minimum_hours", Numeric(12, 4)),
    Column("minimum_charge", MoneyType),
    Column("multiplier", Numeric(12, 4)),
    Column("discount_percent", Numeric(12, 4)),
    Column("days_of_week", ARRAY(SmallInteger, as_tuple=True), nullable=False),
    Column("start_time", Time),
    Column("end_time", Time),
    Column("min_passengers", Integer),
    Column("max_passengers", Integer),
    Column("min_miles", Numeric(12, 4)),
    Column("max_miles", Numeric(12, 4)),
    Column("valid_from", Date),
    Column("valid_until", Date),
    Column("priority", Integer, nullable=False),
    Column("exclusive", Boolean, nullable=False),
    Column("is_active", Boolean, nullable=False),
    Column("created_by", Id),
    Column("created_at", Moment, nullable=False),
    Column("updated_at", Moment, nullable=False),
    Column("version", Integer, nullable=False),
    CheckConstraint(one_of("rule_type", RuleType), name="rule_type"),
    CheckConstraint(one_of("scope", RuleScope), name="scope"),
    Index("pricing_rules_rule_type_id_idx", "rule_type", "id"),
    Index("pricing_rules_scope_id_idx", "scope", "id"),
    Index("pricing_rules_client_id_id_idx", "client_id", "id"),
    Index("pricing_rules_is_active_id_idx", "is_active", "id"),
    Index("pricing_rules_vehicle_type_id_idx", text("lower(vehicle_type)"), "id"),
    schema="pricing",
)

# Every version of every rule, for good: quotes name the ones that they were made by. `list_version` numbers them in
# the order in which they became visible, so that a process reads only what is new to it.
rule_versions: Final = Table(
    "rule_versions",
    metadata,
    Column("id", Id, Identity(), primary_key=True),
    Column("rule_id", Id, ForeignKey(pricing_rules.c.id), nullable=False),
    Column("version", Integer, nullable=False),
    Column("list_version", BigInteger, nullable=False),
    Column("terms", Document(RuleTerms), nullable=False),
    Index("rule_versions_rule_id_version_key", "rule_id", "version", unique=True),
    Index("rule_versions_list_version_key", "list_version", unique=True),
    schema="pricing",
)

# One row: the version of the price list. Who publishes a rule holds it until they commit.
price_list: Final = Table(
    "price_list",
    metadata,
    Column("single", Boolean, primary_key=True, server_default=true()),
    Column("version", BigInteger, nullable=False),
    CheckConstraint("single", name="single"),
    schema="pricing",
)

price_history: Final = Table(
    "price_history",
    metadata,
    Column("id", Id, Identity(), primary_key=True),
    Column("pricing_rule_id", Id, ForeignKey(pricing_rules.c.id), nullable=False),
    Column("rule_version", Integer, nullable=False),
    Column("field_name", String, nullable=False),
    Column("old_value", Json),
    Column("new_value", Json),
    Column("changed_by", Id),
    Column("changed_at", Moment, nullable=False),
    Column("reason", String),
    Index("price_history_pricing_rule_id_id_idx", "pricing_rule_id", "id"),
    schema="pricing",
)

quotes: Final = Table(
    "quotes",
    metadata,
    Column("id", Id, Identity(), primary_key=True),
    Column("client_id", Id),
    Column("charter_id", Id, ForeignKey(charters.c.id)),
    Column("charter_revision", Integer),
    Column("status", EnumText(QuoteStatus), nullable=False),
    Column("request", Document(QuoteRequest), nullable=False),
    Column("breakdown", Breakdown, nullable=False),
    Column("total", MoneyType, nullable=False),
    Column("rules_version", BigInteger, nullable=False),
    Column("deposit_amount", MoneyType, nullable=False),
    Column("settings", Document(PricingSettings), nullable=False),
    Column("engine_version", Integer, nullable=False),
    Column("valid_until", Moment, nullable=False),
    Column("created_by", Id),
    Column("created_at", Moment, nullable=False),
    Column("updated_at", Moment, nullable=False),
    Column("version", Integer, nullable=False),
    CheckConstraint(one_of("status", QuoteStatus), name="status"),
    CheckConstraint("total >= 0", name="total"),
    Index("quotes_client_id_id_idx", "client_id", "id"),
    Index("quotes_charter_id_id_idx", "charter_id", "id"),
    Index("quotes_status_id_idx", "status", "id"),
    Index("quotes_created_at_idx", "created_at"),
    Index("quotes_valid_until_idx", "valid_until", postgresql_where=text("status IN ('draft', 'sent')")),
    schema="pricing",
)
