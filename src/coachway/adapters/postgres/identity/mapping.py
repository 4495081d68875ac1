"""How users and sessions lie in their tables."""

from __future__ import annotations

from sqlalchemy.orm import composite

from coachway.adapters.postgres.identity.tables import api_keys, password_links, refresh_tokens, sessions, users
from coachway.adapters.postgres.metadata import mapper_registry
from coachway.domain.identity.model import KeptToken, RefreshToken, Session, User
from coachway.domain.identity.tokens import ApiKey, PasswordLink

mapper_registry.map_imperatively(
    User,
    users,
    version_id_col=users.c.version,
    properties={
        "_calendar_token": users.c.calendar_token,
        "_calendar_token_hash": users.c.calendar_token_hash,
        "calendar_token": composite(KeptToken, "_calendar_token", "_calendar_token_hash"),
    },
)
mapper_registry.map_imperatively(Session, sessions, version_id_col=sessions.c.version)
mapper_registry.map_imperatively(RefreshToken, refresh_tokens)
mapper_registry.map_imperatively(PasswordLink, password_links, version_id_col=password_links.c.version)
mapper_registry.map_imperatively(ApiKey, api_keys, version_id_col=api_keys.c.version)
