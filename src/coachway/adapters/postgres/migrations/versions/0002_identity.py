"""Users, sessions and refresh tokens."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from coachway.adapters.postgres.migrations.support import audit

revision = "0002_identity"
down_revision = "0001_platform"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("CREATE SCHEMA identity")
    op.create_table(
        "users",
        sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
        sa.Column("email", sa.String, nullable=False),
        sa.Column("full_name", sa.String, nullable=False),
        sa.Column("role", sa.String, nullable=False),
        sa.Column("status", sa.String, nullable=False),
        sa.Column("client_id", sa.BigInteger),
        sa.Column("vendor_id", sa.BigInteger),
        sa.Column("password_hash", sa.String),
        sa.Column("calendar_token", sa.Text, nullable=False),
        sa.Column("calendar_token_hash", sa.String, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.CheckConstraint("status IN ('active', 'disabled', 'pending')", name="users_status_check"),
        sa.CheckConstraint("email = lower(email)", name="users_email_lower_check"),
        schema="identity",
    )
    op.create_index("users_email_key", "users", ["email"], unique=True, schema="identity")
    op.create_index("users_calendar_token_hash_key", "users", ["calendar_token_hash"], unique=True, schema="identity")
    op.create_index("users_role_id_idx", "users", ["role", "id"], schema="identity")
    op.create_table(
        "sessions",
        sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
        sa.Column(
            "user_id", sa.BigInteger, sa.ForeignKey("identity.users.id", name="sessions_user_id_fkey"), nullable=False
        ),
        sa.Column("user_type", sa.String, nullable=False),
        sa.Column("login_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_activity_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ip_address", sa.String),
        sa.Column("user_agent", sa.String),
        sa.Column("logout_at", sa.DateTime(timezone=True)),
        sa.Column("terminated_reason", sa.String),
        sa.Column("version", sa.Integer, nullable=False),
        schema="identity",
    )
    op.create_index("sessions_user_id_id_idx", "sessions", ["user_id", "id"], schema="identity")
    op.create_table(
        "refresh_tokens",
        sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
        sa.Column(
            "session_id",
            sa.BigInteger,
            sa.ForeignKey("identity.sessions.id", name="refresh_tokens_session_id_fkey"),
            nullable=False,
        ),
        sa.Column("token_hash", sa.String, nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True)),
        schema="identity",
    )
    op.create_index("refresh_tokens_token_hash_key", "refresh_tokens", ["token_hash"], unique=True, schema="identity")
    op.create_index("refresh_tokens_session_id_idx", "refresh_tokens", ["session_id"], schema="identity")
    op.create_table(
        "password_links",
        sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
        sa.Column(
            "user_id",
            sa.BigInteger,
            sa.ForeignKey("identity.users.id", name="password_links_user_id_fkey"),
            nullable=False,
        ),
        sa.Column("purpose", sa.String, nullable=False),
        sa.Column("token_hash", sa.String, nullable=False),
        sa.Column("token", sa.Text),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True)),
        sa.Column("version", sa.Integer, nullable=False),
        schema="identity",
    )
    op.create_index("password_links_token_hash_key", "password_links", ["token_hash"], unique=True, schema="identity")
    op.create_index("password_links_user_id_idx", "password_links", ["user_id"], schema="identity")
    op.create_table(
        "api_keys",
        sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
        sa.Column(
            "user_id", sa.BigInteger, sa.ForeignKey("identity.users.id", name="api_keys_user_id_fkey"), nullable=False
        ),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("key_hash", sa.String, nullable=False),
        sa.Column("scopes", JSONB, nullable=False),
        sa.Column("created_by", sa.BigInteger),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True)),
        sa.Column("revoked_at", sa.DateTime(timezone=True)),
        sa.Column("version", sa.Integer, nullable=False),
        schema="identity",
    )
    op.create_index("api_keys_key_hash_key", "api_keys", ["key_hash"], unique=True, schema="identity")
    op.create_table(
        "login_attempts",
        sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
        sa.Column("email_hash", sa.String, nullable=False),
        sa.Column("ip_address", sa.String),
        sa.Column("attempted_at", sa.DateTime(timezone=True), nullable=False),
        schema="identity",
    )
    for column in ("email_hash", "ip_address"):
        op.create_index(
            f"login_attempts_{column}_attempted_at_idx",
            "login_attempts",
            [column, "attempted_at"],
            schema="identity",
        )
    secrets_of_users = ("password_hash", "calendar_token", "calendar_token_hash")
    audit(op, "identity", "users", entity_type="user", hidden=secrets_of_users)
    audit(op, "identity", "sessions", entity_type="session")
    audit(op, "identity", "refresh_tokens", entity_type="refresh_token", hidden=("token_hash",))
    audit(op, "identity", "password_links", entity_type="password_link", hidden=("token_hash", "token"))
    audit(op, "identity", "api_keys", entity_type="api_key", hidden=("key_hash",))


def downgrade() -> None:
    op.execute("DROP SCHEMA identity CASCADE")
