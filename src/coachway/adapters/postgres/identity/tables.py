"""The tables of the identity schema."""

from __future__ import annotations

from typing import Final

from sqlalchemy import CheckConstraint, Column, ForeignKey, Identity, Index, Integer, String, Table

from coachway.adapters.postgres.metadata import metadata
from coachway.adapters.postgres.migrations.support import one_of
from coachway.adapters.postgres.types import EncryptedText, EnumText, Id, Json, Moment
from coachway.domain.identity.model import UserStatus
from coachway.domain.identity.tokens import LinkPurpose
from coachway.domain.kernel.actor import Role

users: Final = Table(
    "users",
    metadata,
    Column("id", Id, Identity(), primary_key=True),
    Column("email", String, nullable=False),
    Column("full_name", String, nullable=False),
    Column("role", EnumText(Role), nullable=False),
    Column("status", EnumText(UserStatus), nullable=False),
    Column("client_id", Id),
    Column("vendor_id", Id),
    Column("password_hash", String),
    Column("calendar_token", EncryptedText(), nullable=False),
    Column("calendar_token_hash", String, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("updated_at", Moment, nullable=False),
    Column("version", Integer, nullable=False),
    CheckConstraint(one_of("status", UserStatus), name="status"),
    CheckConstraint("email = lower(email)", name="email_lower"),
    Index("users_email_key", "email", unique=True),
    Index("users_calendar_token_hash_key", "calendar_token_hash", unique=True),
    Index("users_role_id_idx", "role", "id"),
    schema="identity",
)

sessions: Final = Table(
    "sessions",
    metadata,
    Column("id", Id, Identity(), primary_key=True),
    Column("user_id", Id, ForeignKey(users.c.id), nullable=False),
    Column("user_type", EnumText(Role), nullable=False),
    Column("login_at", Moment, nullable=False),
    Column("last_activity_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("ip_address", String),
    Column("user_agent", String),
    Column("logout_at", Moment),
    Column("terminated_reason", String),
    Column("version", Integer, nullable=False),
    Index("sessions_user_id_id_idx", "user_id", "id"),
    schema="identity",
)

refresh_tokens: Final = Table(
    "refresh_tokens",
    metadata,
    Column("id", Id, Identity(), primary_key=True),
    Column("session_id", Id, ForeignKey(sessions.c.id), nullable=False),
    Column("token_hash", String, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("used_at", Moment),
    Index("refresh_tokens_token_hash_key", "token_hash", unique=True),
    Index("refresh_tokens_session_id_idx", "session_id"),
    schema="identity",
)

password_links: Final = Table(
    "password_links",
    metadata,
    Column("id", Id, Identity(), primary_key=True),
    Column("user_id", Id, ForeignKey(users.c.id), nullable=False),
    Column("purpose", EnumText(LinkPurpose), nullable=False),
    Column("token_hash", String, nullable=False),
    Column("token", EncryptedText()),
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("used_at", Moment),
    Column("version", Integer, nullable=False),
    Index("password_links_token_hash_key", "token_hash", unique=True),
    Index("password_links_user_id_idx", "user_id"),
    schema="identity",
)

api_keys: Final = Table(
    "api_keys",
    metadata,
    Column("id", Id, Identity(), primary_key=True),
    Column("user_id", Id, ForeignKey(users.c.id), nullable=False),
    Column("name", String, nullable=False),
    Column("key_hash", String, nullable=False),
    Column("scopes", Json, nullable=False),
    Column("created_by", Id),
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment),
    Column("revoked_at", Moment),
    Column("version", Integer, nullable=False),
    Index("api_keys_key_hash_key", "key_hash", unique=True),
    schema="identity",
)

# Each try to sign in is noted before its password is checked, and taken back when it was right: so no number of tries
# at the same time gets more of them in than the limit.
login_attempts: Final = Table(
    "login_attempts",
    metadata,
    Column("id", Id, Identity(), primary_key=True),
    Column("email_hash", String, nullable=False),
    Column("ip_address", String),
    Column("attempted_at", Moment, nullable=False),
    Index("login_attempts_email_hash_attempted_at_idx", "email_hash", "attempted_at"),
    Index("login_attempts_ip_address_attempted_at_idx", "ip_address", "attempted_at"),
    schema="identity",
)
