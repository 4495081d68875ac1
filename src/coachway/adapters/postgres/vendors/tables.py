"""The tables of the vendor schema."""

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
    PrimaryKeyConstraint,
    String,
    Table,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY

from coachway.adapters.postgres.charters.tables import charters
from coachway.adapters.postgres.metadata import metadata
from coachway.adapters.postgres.migrations.support import one_of
from coachway.adapters.postgres.types import EncryptedText, EnumText, Id, Moment, MoneyType
from coachway.domain.vendors.model.bid import BidStatus
from coachway.domain.vendors.model.compliance import ComplianceStatus
from coachway.domain.vendors.model.profile import VendorType
from coachway.domain.vendors.model.vendor import VendorStatus

Words: Final[Any] = ARRAY(String, as_tuple=True)

vendors: Final = Table(
    "vendors",
    metadata,
    Column("id", Id, Identity(), primary_key=True),
    Column("business_name", String, nullable=False),
    Column("vendor_type", EnumText(VendorType), nullable=False),
    Column("legal_name", String),
    Column("description", String),
    Column("website", String),
    Column("years_in_business", Integer),
    Column("usdot_number", String),
    Column("mc_number", String),
    Column("primary_email", String, nullable=False),
    Column("primary_contact_name", String),
    Column("primary_phone", String),
    Column("secondary_contact_name", String),
    Column("secondary_email", String),
    Column("secondary_phone", String),
    Column("address_line1", String),
    Column("address_line2", String),
    Column("city", String),
    Column("state", String),
    Column("zip_code", String),
    Column("country", String),
    Column("latitude", Numeric(10, 7)),
    Column("longitude", Numeric(10, 7)),
    Column("total_vehicles", Integer, nullable=False),
    Column("vehicle_types", Words, nullable=False),
    Column("max_passenger_capacity", Integer, nullable=False),
    Column("amenities", Words, nullable=False),
    Column("has_ada_vehicles", Boolean, nullable=False),
    Column("oldest_vehicle_year", Integer),
    Column("service_radius_miles", Integer),
    Column("service_states", Words, nullable=False),
    # Beside each encrypted number stands what may be shown of it, so that lists decrypt nothing.
    Column("tax_id", EncryptedText),
    Column("tax_id_last_four", String),
    Column("bank_name", String),
    Column("bank_account_name", String),
    Column("bank_account_number", EncryptedText),
    Column("bank_account_last_four", String),
    Column("bank_routing_number", EncryptedText),
    Column("bank_routing_last_four", String),
    Column("payment_terms", String),
    Column("payment_method", String),
    Column("insurance_provider", String),
    Column("insurance_policy_number", String),
    Column("insurance_coverage_amount", MoneyType),
    Column("insurance_expiration_date", Date),
    Column("emergency_contact_name", String),
    Column("emergency_phone", String),
    Column("dispatch_phone", String),
    Column("is_preferred", Boolean, nullable=False),
    Column("internal_notes", String),
    Column("status", EnumText(VendorStatus), nullable=False),
    Column("status_reason", String),
    Column("is_verified", Boolean, nullable=False),
    Column("verification_date", Date),
    Column("verified_by", Id),
    Column("created_by", Id),
    Column("created_at", Moment, nullable=False),
    Column("updated_at", Moment, nullable=False),
    Column("version", Integer, nullable=False),
    CheckConstraint(one_of("status", VendorStatus), name="status"),
    CheckConstraint(one_of("vendor_type", VendorType), name="vendor_type"),
    CheckConstraint("(latitude IS NULL) = (longitude IS NULL)", name="coordinates"),
    Index("vendors_status_id_idx", "status", "id"),
    Index("vendors_state_id_idx", "state", "id"),
    schema="vendor",
)

# Kept by triggers on bids and charters alone (see the migration), so that it cannot drift from what it counts.
vendor_statistics: Final = Table(
    "vendor_statistics",
    metadata,
    Column("vendor_id", Id, ForeignKey(vendors.c.id), primary_key=True, autoincrement=False),
    Column("total_bids_submitted", Integer, nullable=False, server_default=text("0")),
    Column("bids_won", Integer, nullable=False, server_default=text("0")),
    Column("completed_trips", Integer, nullable=False, server_default=text("0")),
    Column("total_ratings", Integer, nullable=False, server_default=text("0")),
    Column("average_rating", Numeric(3, 2), nullable=False, server_default=text("0")),
    Column("on_time_percentage", Numeric(5, 2), nullable=False, server_default=text("0")),
    schema="vendor",
)

compliance: Final = Table(
    "vendor_compliance",
    metadata,
    Column("id", Id, Identity(), primary_key=True),
    Column("vendor_id", Id, ForeignKey(vendors.c.id), nullable=False),
    Column("document_type", String, nullable=False),
    Column("document_name", String),
    Column("document_number", String),
    Column("file_path", String),
    Column("file_url", String),
    Column("file_size", BigInteger),
    Column("file_type", String),
    Column("issue_date", Date),
    Column("expiration_date", Date),
    Column("status", EnumText(ComplianceStatus), nullable=False),
    Column("uploaded_by", Id),
    Column("reviewed_by", Id),
    Column("reviewed_at", Moment),
    Column("review_notes", String),
    Column("reminder_sent", Boolean, nullable=False),
    Column("reminder_sent_at", Moment),
    Column("created_at", Moment, nullable=False),
    Column("updated_at", Moment, nullable=False),
    Column("version", Integer, nullable=False),
    CheckConstraint(one_of("status", ComplianceStatus), name="status"),
    Index("vendor_compliance_vendor_id_id_idx", "vendor_id", "id"),
    Index("vendor_compliance_status_id_idx", "status", "id"),
    schema="vendor",
)


def _offer() -> list[Column[Any]]:
    """What a bid offers, and each revision of it."""
    return [
        Column("quoted_price", MoneyType, nullable=False),
        Column("base_price", MoneyType),
        Column("mileage_charge", MoneyType),
        Column("fuel_surcharge", MoneyType),
        Column("additional_fees", MoneyType),
        Column("vehicle_type", String, nullable=False),
        Column("passenger_capacity", Integer, nullable=False),
        Column("vehicle_id", BigInteger),
        Column("vehicle_make", String),
        Column("vehicle_model", String),
        Column("vehicle_year", Integer),
        Column("amenities", Words, nullable=False),
        Column("is_ada_compliant", Boolean, nullable=False),
        Column("has_luggage_space", Boolean, nullable=False),
        Column("driver_name", String),
        Column("driver_phone", String),
        Column("driver_experience_years", Integer),
        Column("payment_terms", String),
        Column("cancellation_policy", String),
        Column("notes", String),
    ]


_LIVE: Final = "status IN ('submitted', 'under_review')"

bids: Final = Table(
    "bids",
    metadata,
    Column("id", Id, Identity(), primary_key=True),
    Column("vendor_id", Id, ForeignKey(vendors.c.id), nullable=False),
    Column("charter_id", Id, ForeignKey(charters.c.id), nullable=False),
    *_offer(),
    Column("valid_until", Moment),
    Column("status", EnumText(BidStatus), nullable=False),
    Column("submitted_at", Moment),
    Column("revision_number", Integer, nullable=False),
    Column("decided_at", Moment),
    Column("decided_by", Id),
    Column("decision_reason", String),
    Column("rank", Integer),
    Column("is_lowest_bid", Boolean),
    Column("price_difference_from_lowest", MoneyType),
    Column("created_by", Id),
    Column("created_at", Moment, nullable=False),
    Column("updated_at", Moment, nullable=False),
    Column("version", Integer, nullable=False),
    CheckConstraint(one_of("status", BidStatus), name="status"),
    CheckConstraint("quoted_price > 0", name="quoted_price"),
    CheckConstraint(
        f"NOT ({_LIVE} OR status = 'accepted') OR (submitted_at IS NOT NULL AND valid_until IS NOT NULL)",
        name="submitted",
    ),
    Index(
        "bids_one_open_key",
        "vendor_id",
        "charter_id",
        unique=True,
        postgresql_where=text("status IN ('draft', 'submitted', 'under_review')"),
    ),
    Index("bids_one_accepted_key", "charter_id", unique=True, postgresql_where=text("status = 'accepted'")),
    Index("bids_ranking_idx", "charter_id", "quoted_price", "submitted_at", "id", postgresql_where=text(_LIVE)),
    Index("bids_live_valid_until_idx", "valid_until", postgresql_where=text(_LIVE)),
    Index("bids_charter_id_id_idx", "charter_id", "id"),
    Index("bids_vendor_id_id_idx", "vendor_id", "id"),
    Index("bids_status_id_idx", "status", "id"),
    schema="vendor",
)

bid_revisions: Final = Table(
    "bid_revisions",
    metadata,
    Column("bid_id", Id, ForeignKey(bids.c.id), nullable=False),
    Column("revision_number", Integer, nullable=False),
    *_offer(),
    Column("valid_until", Moment, nullable=False),
    Column("revised_by", Id),
    Column("revised_at", Moment, nullable=False),
    PrimaryKeyConstraint("bid_id", "revision_number"),
    schema="vendor",
)

bid_requests: Final = Table(
    "bid_requests",
    metadata,
    Column("id", Id, Identity(), primary_key=True),
    Column("charter_id", Id, ForeignKey(charters.c.id), nullable=False),
    Column("vendor_id", Id, ForeignKey(vendors.c.id), nullable=False),
    Column("message", String),
    Column("deadline", Moment, nullable=False),
    Column("requested_by", Id),
    Column("viewed_at", Moment),
    Column("responded_at", Moment),
    Column("is_accepted", Boolean),
    Column("decline_reason", String),
    Column("bid_id", Id, ForeignKey(bids.c.id)),
    Column("created_at", Moment, nullable=False),
    Column("version", Integer, nullable=False),
    Index("bid_requests_charter_id_deadline_idx", "charter_id", "deadline"),
    Index("bid_requests_charter_id_id_idx", "charter_id", "id"),
    Index("bid_requests_vendor_id_id_idx", "vendor_id", "id"),
    Index("bid_requests_bid_id_idx", "bid_id"),
    schema="vendor",
)
