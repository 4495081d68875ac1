"""Tables that belong to no context: outbox, handled events, idempotent answers, leases, jobs, and the audit."""

from __future__ import annotations

from typing import Final

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Identity,
    Index,
    Integer,
    PrimaryKeyConstraint,
    String,
    Table,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql.base import ischema_names
from sqlalchemy.types import UserDefinedType

from coachway.adapters.postgres.metadata import metadata
from coachway.adapters.postgres.types import EncryptedText, Id, Json, Moment


class Xid8(UserDefinedType[str]):
    """A transaction id, 64 bits wide."""

    cache_ok = True

    def get_col_spec(self, **_: object) -> str:
        return "xid8"


# Reflection (for `alembic check`) would not know the type otherwise.
ischema_names["xid8"] = Xid8

outbox: Final = Table(
    "outbox",
    metadata,
    Column("id", Id, Identity(), primary_key=True),
    Column("name", String, nullable=False),
    Column("payload", Json, nullable=False),
    Column("actor", Json, nullable=False),
    Column("occurred_at", Moment, nullable=False),
    Column("next_attempt_at", Moment, nullable=False),
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    Column("last_error", String),
    Column("done_at", Moment),
    Column("dead_at", Moment),
    Index("outbox_due_idx", "next_attempt_at", "id", postgresql_where=text("done_at IS NULL AND dead_at IS NULL")),
    Index("outbox_dead_idx", "id", postgresql_where=text("dead_at IS NOT NULL AND done_at IS NULL")),
    schema="platform",
)

handled_events: Final = Table(
    "handled_events",
    metadata,
    Column("event_id", Id, nullable=False),
    Column("handler", String, nullable=False),
    Column("handled_at", Moment, nullable=False),
    PrimaryKeyConstraint("event_id", "handler"),
    schema="platform",
)

idempotency_keys: Final = Table(
    "idempotency_keys",
    metadata,
    Column("principal", String, nullable=False),
    Column("key", String, nullable=False),
    Column("fingerprint", String, nullable=False),
    Column("status", Integer, nullable=False),
    Column("headers", Json, nullable=False),
    Column("body", EncryptedText(), nullable=False),
    Column("expires_at", Moment, nullable=False),
    PrimaryKeyConstraint("principal", "key"),
    Index("idempotency_keys_expires_at_idx", "expires_at"),
    schema="platform",
)

leases: Final = Table(
    "leases",
    metadata,
    Column("name", String, primary_key=True),
    Column("holder", String, nullable=False),
    Column("expires_at", Moment, nullable=False),
    schema="platform",
)

jobs: Final = Table(
    "jobs",
    metadata,
    Column("name", String, primary_key=True),
    Column("last_started_at", Moment),
    Column("last_finished_at", Moment),
    Column("last_failed_at", Moment),
    Column("last_error", String),
    Column("failures_in_a_row", Integer, nullable=False, server_default=text("0")),
    schema="platform",
)

audit_records: Final = Table(
    "records",
    metadata,
    Column("id", Id, Identity(), primary_key=True),
    Column("transaction_id", Xid8, nullable=False, server_default=text("pg_current_xact_id()")),
    Column("occurred_at", Moment, nullable=False),
    Column("context", String, nullable=False),
    Column("entity_type", String, nullable=False),
    Column("entity_id", Id),
    Column("action", String, nullable=False),
    Column("actor_id", Id),
    Column("actor_role", String),
    Column("on_behalf_of", Id),
    Column("request_id", String),
    Column("ip_address", String),
    Column("changes", Json, nullable=False),
    CheckConstraint("action IN ('insert', 'update', 'delete')", name="action"),
    Index("records_transaction_id_id_idx", "transaction_id", "id"),
    Index("records_entity_type_entity_id_id_idx", "entity_type", "entity_id", "id"),
    Index("records_actor_id_id_idx", "actor_id", "id"),
    Index("records_occurred_at_idx", "occurred_at"),
    schema="audit",
)

audit_chain: Final = Table(
    "chain",
    metadata,
    Column("position", Id, primary_key=True, autoincrement=False),
    Column("record_id", Id, ForeignKey(audit_records.c.id), nullable=False),
    Column("previous_hash", String, nullable=False),
    Column("hash", String, nullable=False),
    UniqueConstraint("record_id"),
    schema="audit",
)

audit_head: Final = Table(
    "head",
    metadata,
    Column("single", Boolean, primary_key=True, server_default=text("true")),
    Column("sealed_below", Xid8, nullable=False),
    Column("position", Id, nullable=False),
    Column("hash", String, nullable=False),
    CheckConstraint("single", name="single"),
    schema="audit",
)
