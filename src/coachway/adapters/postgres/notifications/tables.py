"""The table of the notifications schema."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Boolean, CheckConstraint, Column, Identity, Index, Integer, String, Table, literal, text

from coachway.adapters.postgres.metadata import metadata
from coachway.adapters.postgres.migrations.support import one_of
from coachway.adapters.postgres.types import EncryptedText, EnumText, Id, Moment
from coachway.domain.notifications.model import Category, Channel, DeliveryStatus, RecipientType

notifications: Final = Table(
    "notifications",
    metadata,
    Column("id", Id, Identity(), primary_key=True),
    Column("event_id", Id),
    Column("notification_type", String, nullable=False),
    Column("category", EnumText(Category), nullable=False),
    Column("entity_type", String),
    Column("entity_id", Id),
    Column("recipient_type", EnumText(RecipientType), nullable=False),
    Column("recipient_id", Id),
    Column("recipient_name", String, nullable=False),
    Column("recipient_email", String),
    Column("channel", EnumText(Channel), nullable=False),
    Column("subject", String, nullable=False),
    Column("message", EncryptedText, nullable=False),
    Column("is_confidential", Boolean, nullable=False),
    Column("status", EnumText(DeliveryStatus), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("last_attempt_at", Moment),
    Column("next_attempt_at", Moment),
    Column("last_error", String),
    Column("sent_at", Moment),
    Column("read_at", Moment),
    Column("created_by", Id),
    Column("created_at", Moment, nullable=False),
    Column("updated_at", Moment, nullable=False),
    Column("version", Integer, nullable=False),
    CheckConstraint(one_of("recipient_type", RecipientType), name="recipient_type"),
    CheckConstraint(one_of("category", Category), name="category"),
    CheckConstraint(one_of("channel", Channel), name="channel"),
    CheckConstraint(one_of("status", DeliveryStatus), name="status"),
    Index(
        "notifications_event_key",
        "event_id",
        "recipient_type",
        "recipient_id",
        "channel",
        unique=True,
        postgresql_where=text("event_id IS NOT NULL"),
    ),
    Index(
        "notifications_due_idx",
        "next_attempt_at",
        "id",
        postgresql_where=text("status IN ('queued', 'sending')"),
    ),
    Index("notifications_recipient_idx", "recipient_type", "recipient_id", "id"),
    Index("notifications_status_id_idx", "status", "id"),
    schema="notifications",
)

# Written into the SQL, not sent as parameters: only so can the planner prove that the partial index fits.
is_waiting: Final = notifications.c.status.in_(
    [
        literal(status, EnumText(DeliveryStatus), literal_execute=True)
        for status in (DeliveryStatus.QUEUED, DeliveryStatus.SENDING)
    ]
)
