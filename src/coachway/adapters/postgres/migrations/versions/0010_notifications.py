"""The notifications context: each message to each recipient a row, with the story of its delivery."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from coachway.adapters.postgres.migrations.support import audit

revision = "0010_notifications"
down_revision = "0009_portals"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("CREATE SCHEMA notifications")
    op.create_table(
        "notifications",
        sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
        sa.Column("event_id", sa.BigInteger),
        sa.Column("notification_type", sa.String, nullable=False),
        sa.Column("category", sa.String, nullable=False),
        sa.Column("entity_type", sa.String),
        sa.Column("entity_id", sa.BigInteger),
        sa.Column("recipient_type", sa.String, nullable=False),
        sa.Column("recipient_id", sa.BigInteger),
        sa.Column("recipient_name", sa.String, nullable=False),
        sa.Column("recipient_email", sa.String),
        sa.Column("channel", sa.String, nullable=False),
        sa.Column("subject", sa.String, nullable=False),
        sa.Column("message", sa.Text, nullable=False),
        sa.Column("is_confidential", sa.Boolean, nullable=False),
        sa.Column("status", sa.String, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("last_attempt_at", sa.DateTime(timezone=True)),
        sa.Column("next_attempt_at", sa.DateTime(timezone=True)),
        sa.Column("last_error", sa.String),
        sa.Column("sent_at", sa.DateTime(timezone=True)),
        sa.Column("read_at", sa.DateTime(timezone=True)),
        sa.Column("created_by", sa.BigInteger),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.CheckConstraint(
            "recipient_type IN ('user', 'client', 'vendor', 'address')", name="notifications_recipient_type_check"
        ),
        sa.CheckConstraint("category IN ('transactional', 'offer', 'marketing')", name="notifications_category_check"),
        sa.CheckConstraint("channel IN ('email', 'sms', 'in_app')", name="notifications_channel_check"),
        sa.CheckConstraint("status IN ('queued', 'sending', 'sent', 'failed')", name="notifications_status_check"),
        schema="notifications",
    )
    op.create_index(
        "notifications_event_key",
        "notifications",
        ["event_id", "recipient_type", "recipient_id", "channel"],
        unique=True,
        schema="notifications",
        postgresql_where=sa.text("event_id IS NOT NULL"),
    )
    op.create_index(
        "notifications_due_idx",
        "notifications",
        ["next_attempt_at", "id"],
        schema="notifications",
        postgresql_where=sa.text("status IN ('queued', 'sending')"),
    )
    op.create_index(
        "notifications_recipient_idx",
        "notifications",
        ["recipient_type", "recipient_id", "id"],
        schema="notifications",
    )
    op.create_index("notifications_status_id_idx", "notifications", ["status", "id"], schema="notifications")
    # A message may hold the secret link of a quote, which must not reach the audit.
    audit(op, "notifications", "notifications", entity_type="notification", hidden=("message",))


def downgrade() -> None:
    op.execute("DROP SCHEMA notifications CASCADE")
