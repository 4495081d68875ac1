"""Clients."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from coachway.adapters.postgres.migrations.support import audit

revision = "0003_clients"
down_revision = "0002_identity"
branch_labels = None
depends_on = None

_TEXTS = (
    "first_name",
    "last_name",
    "company_name",
    "email",
    "phone",
    "address_line1",
    "address_line2",
    "city",
    "state",
)


def upgrade() -> None:
    op.execute("CREATE SCHEMA clients")
    op.create_table(
        "clients",
        sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
        sa.Column("client_type", sa.String, nullable=False),
        *(sa.Column(name, sa.String) for name in _TEXTS),
        sa.Column("zip_code", sa.String),
        sa.Column("country", sa.String, nullable=False),
        sa.Column("payment_terms", sa.String, nullable=False),
        sa.Column("assigned_agent_id", sa.BigInteger),
        sa.Column("notes", sa.String),
        sa.Column("is_active", sa.Boolean, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "merged_into_client_id",
            sa.BigInteger,
            sa.ForeignKey("clients.clients.id", name="clients_merged_into_client_id_fkey"),
        ),
        sa.Column("version", sa.Integer, nullable=False),
        sa.CheckConstraint(
            "client_type IN ('individual', 'corporate', 'school', 'government', 'nonprofit')",
            name="clients_client_type_check",
        ),
        sa.CheckConstraint("payment_terms IN ('prepaid', 'net_15', 'net_30')", name="clients_payment_terms_check"),
        sa.CheckConstraint("email = lower(email)", name="clients_email_lower_check"),
        sa.CheckConstraint("merged_into_client_id IS NULL OR NOT is_active", name="clients_merged_check"),
        schema="clients",
    )
    op.create_index(
        "clients_email_key",
        "clients",
        ["email"],
        unique=True,
        schema="clients",
        postgresql_where=sa.text("merged_into_client_id IS NULL"),
    )
    op.create_index("clients_email_idx", "clients", ["email"], schema="clients")
    op.create_index("clients_merged_into_client_id_idx", "clients", ["merged_into_client_id"], schema="clients")
    op.create_index(
        "clients_phone_idx", "clients", ["phone"], schema="clients", postgresql_where=sa.text("phone IS NOT NULL")
    )
    op.create_index("clients_client_type_id_idx", "clients", ["client_type", "id"], schema="clients")
    op.create_table(
        "made_of_leads",
        sa.Column("lead_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("made_id", sa.BigInteger, nullable=False),
        schema="clients",
    )
    audit(op, "clients", "clients", entity_type="client")
    audit(op, "clients", "made_of_leads", entity_type="client_of_lead", key="lead_id")


def downgrade() -> None:
    op.execute("DROP SCHEMA clients CASCADE")
