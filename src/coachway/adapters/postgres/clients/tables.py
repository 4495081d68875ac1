"""The tables of the clients schema."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Boolean, CheckConstraint, Column, ForeignKey, Identity, Index, Integer, String, Table, text

from coachway.adapters.postgres.conversions import made_of_leads as made_of_leads_in
from coachway.adapters.postgres.metadata import metadata
from coachway.adapters.postgres.migrations.support import one_of
from coachway.adapters.postgres.types import EnumText, Id, Moment
from coachway.domain.clients.model import ClientType, PaymentTerms

clients: Final = Table(
    "clients",
    metadata,
    Column("id", Id, Identity(), primary_key=True),
    Column("client_type", EnumText(ClientType), nullable=False),
    Column("first_name", String),
    Column("last_name", String),
    Column("company_name", String),
    Column("email", String),
    Column("phone", String),
    Column("address_line1", String),
    Column("address_line2", String),
    Column("city", String),
    Column("state", String),
    Column("zip_code", String),
    Column("country", String, nullable=False),
    Column("payment_terms", EnumText(PaymentTerms), nullable=False),
    Column("assigned_agent_id", Id),
    Column("notes", String),
    Column("is_active", Boolean, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("updated_at", Moment, nullable=False),
    Column("merged_into_client_id", Id, ForeignKey("clients.clients.id")),
    Column("version", Integer, nullable=False),
    CheckConstraint(one_of("client_type", ClientType), name="client_type"),
    CheckConstraint(one_of("payment_terms", PaymentTerms), name="payment_terms"),
    CheckConstraint("email = lower(email)", name="email_lower"),
    CheckConstraint("merged_into_client_id IS NULL OR NOT is_active", name="merged"),
    # Who was merged is found by their address for good, and leaves it free for whom they were merged into.
    Index("clients_email_key", "email", unique=True, postgresql_where=text("merged_into_client_id IS NULL")),
    Index("clients_email_idx", "email"),
    Index("clients_merged_into_client_id_idx", "merged_into_client_id"),
    Index("clients_phone_idx", "phone", postgresql_where=text("phone IS NOT NULL")),
    Index("clients_client_type_id_idx", "client_type", "id"),
    schema="clients",
)

made_of_leads: Final = made_of_leads_in("clients")
