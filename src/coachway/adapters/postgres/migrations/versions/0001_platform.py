"""Outbox, handled events, idempotent answers, leases, jobs, and the audit with its triggers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from coachway.adapters.postgres.migrations.support import append_only

revision = "0001_platform"
down_revision = None
branch_labels = None
depends_on = None

# The context's name in audit records is its schema's, but for two schemas that keep the report's names.
_CONTEXT = (
    "CASE TG_TABLE_SCHEMA WHEN 'vendor' THEN 'vendors' WHEN 'change_mgmt' THEN 'changes' ELSE TG_TABLE_SCHEMA END"
)

# Arguments of the note functions: entity type, key column, then the hidden columns.
_NOTE = """
CREATE FUNCTION audit.note_{action}() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    who jsonb := coalesce(nullif(current_setting('coachway.context', true), ''), '{{}}')::jsonb;
    hidden text[] := TG_ARGV[2:];
BEGIN
    INSERT INTO audit.records (occurred_at, context, entity_type, entity_id, action, actor_id, actor_role,
                               on_behalf_of, request_id, ip_address, changes)
    SELECT coalesce((who->>'at')::timestamptz, clock_timestamp()), {context}, TG_ARGV[0],
           (noted.key)::bigint, '{action}', (who->>'id')::bigint, who->>'role', (who->>'on_behalf_of')::bigint,
           who->>'request_id', who->>'ip_address', noted.changes
    FROM ({noted}) AS noted;
    RETURN NULL;
END $$
"""

_WHOLE = """
SELECT entry.document->>TG_ARGV[1] AS key, jsonb_strip_nulls(entry.document - hidden) AS changes
FROM (SELECT to_jsonb({rows}) AS document FROM {rows}) AS entry
"""

_DIFFERENCE = """
SELECT entry.key, entry.changes FROM (
    SELECT after.document->>TG_ARGV[1] AS key, (
        SELECT jsonb_object_agg(now.key, CASE WHEN now.key = ANY (hidden)
            THEN '{"before": "[hidden]", "after": "[hidden]"}'::jsonb
            ELSE jsonb_build_object('before', was.value, 'after', now.value) END)
        FROM jsonb_each(before.document) AS was JOIN jsonb_each(after.document) AS now USING (key)
        WHERE was.value IS DISTINCT FROM now.value
    ) AS changes
    FROM (SELECT to_jsonb(old_rows) AS document FROM old_rows) AS before
    JOIN (SELECT to_jsonb(new_rows) AS document FROM new_rows) AS after
      ON before.document->TG_ARGV[1] = after.document->TG_ARGV[1]
) AS entry WHERE entry.changes IS NOT NULL
"""


def upgrade() -> None:
    op.execute("CREATE SCHEMA IF NOT EXISTS platform")
    op.execute("CREATE SCHEMA audit")
    op.create_table(
        "outbox",
        sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("payload", JSONB, nullable=False),
        sa.Column("actor", JSONB, nullable=False),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_attempt_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False, server_default=sa.text("0")),
        sa.Column("last_error", sa.String),
        sa.Column("done_at", sa.DateTime(timezone=True)),
        sa.Column("dead_at", sa.DateTime(timezone=True)),
        schema="platform",
    )
    op.create_index(
        "outbox_due_idx",
        "outbox",
        ["next_attempt_at", "id"],
        schema="platform",
        postgresql_where=sa.text("done_at IS NULL AND dead_at IS NULL"),
    )
    op.create_index(
        "outbox_dead_idx",
        "outbox",
        ["id"],
        schema="platform",
        postgresql_where=sa.text("dead_at IS NOT NULL AND done_at IS NULL"),
    )
    op.create_table(
        "handled_events",
        sa.Column("event_id", sa.BigInteger, nullable=False),
        sa.Column("handler", sa.String, nullable=False),
        sa.Column("handled_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("event_id", "handler", name="handled_events_pkey"),
        schema="platform",
    )
    op.create_table(
        "idempotency_keys",
        sa.Column("principal", sa.String, nullable=False),
        sa.Column("key", sa.String, nullable=False),
        sa.Column("fingerprint", sa.String, nullable=False),
        sa.Column("status", sa.Integer, nullable=False),
        sa.Column("headers", JSONB, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("principal", "key", name="idempotency_keys_pkey"),
        schema="platform",
    )
    op.create_index("idempotency_keys_expires_at_idx", "idempotency_keys", ["expires_at"], schema="platform")
    op.create_table(
        "leases",
        sa.Column("name", sa.String, primary_key=True),
        sa.Column("holder", sa.String, nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        schema="platform",
    )
    op.create_table(
        "jobs",
        sa.Column("name", sa.String, primary_key=True),
        sa.Column("last_started_at", sa.DateTime(timezone=True)),
        sa.Column("last_finished_at", sa.DateTime(timezone=True)),
        sa.Column("last_failed_at", sa.DateTime(timezone=True)),
        sa.Column("last_error", sa.String),
        sa.Column("failures_in_a_row", sa.Integer, nullable=False, server_default=sa.text("0")),
        schema="platform",
    )
    op.execute(
        "CREATE FUNCTION platform.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "RAISE EXCEPTION '%.% only grows: % is refused', TG_TABLE_SCHEMA, TG_TABLE_NAME, TG_OP; END $$"
    )
    _create_audit()


def _create_audit() -> None:
    op.execute(
        """
        CREATE TABLE audit.records (
            id bigint GENERATED BY DEFAULT AS IDENTITY CONSTRAINT records_pkey PRIMARY KEY,
            transaction_id xid8 NOT NULL DEFAULT pg_current_xact_id(),
            occurred_at timestamptz NOT NULL,
            context varchar NOT NULL,
            entity_type varchar NOT NULL,
            entity_id bigint,
            action varchar NOT NULL CONSTRAINT records_action_check CHECK (action IN ('insert', 'update', 'delete')),
            actor_id bigint,
            actor_role varchar,
            on_behalf_of bigint,
            request_id varchar,
            ip_address varchar,
            changes jsonb NOT NULL
        )
        """
    )
    op.create_index("records_transaction_id_id_idx", "records", ["transaction_id", "id"], schema="audit")
    op.create_index(
        "records_entity_type_entity_id_id_idx", "records", ["entity_type", "entity_id", "id"], schema="audit"
    )
    op.create_index("records_actor_id_id_idx", "records", ["actor_id", "id"], schema="audit")
    op.create_index("records_occurred_at_idx", "records", ["occurred_at"], schema="audit")
    op.create_table(
        "chain",
        sa.Column("position", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column(
            "record_id",
            sa.BigInteger,
            sa.ForeignKey("audit.records.id", name="chain_record_id_fkey"),
            nullable=False,
        ),
        sa.Column("previous_hash", sa.String, nullable=False),
        sa.Column("hash", sa.String, nullable=False),
        sa.UniqueConstraint("record_id", name="chain_record_id_key"),
        schema="audit",
    )
    op.execute(
        """
        CREATE TABLE audit.head (
            single boolean NOT NULL DEFAULT true CONSTRAINT head_pkey PRIMARY KEY
                CONSTRAINT head_single_check CHECK (single),
            sealed_below xid8 NOT NULL,
            position bigint NOT NULL,
            hash varchar NOT NULL
        )
        """
    )
    op.execute(f"INSERT INTO audit.head (sealed_below, position, hash) VALUES ('0', 0, '{'0' * 64}')")
    for action, noted in (
        ("insert", _WHOLE.format(rows="new_rows")),
        ("update", _DIFFERENCE),
        ("delete", _WHOLE.format(rows="old_rows")),
    ):
        op.execute(_NOTE.format(action=action, context=_CONTEXT, noted=noted))
    append_only(op, "audit", "records")
    append_only(op, "audit", "chain")


def downgrade() -> None:
    op.execute("DROP SCHEMA audit CASCADE")
    for table in ("outbox", "handled_events", "idempotency_keys", "leases", "jobs"):
        op.drop_table(table, schema="platform")
    op.execute("DROP FUNCTION platform.refuse_change()")
