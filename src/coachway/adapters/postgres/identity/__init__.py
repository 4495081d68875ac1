"""The identity context on PostgreSQL."""

from __future__ import annotations

from functools import cached_property

import coachway.adapters.postgres.identity.mapping  # noqa: F401
from coachway.adapters.postgres.identity.repositories import (
    PostgresApiKeys,
    PostgresPasswordLinks,
    PostgresSessions,
    PostgresUsers,
)
from coachway.adapters.postgres.session import Repositories


class IdentityRepositories(Repositories):
    """The repositories that this context gives to the unit of work."""

    @cached_property
    def users(self) -> PostgresUsers:
        return PostgresUsers(self.session)

    @cached_property
    def sessions(self) -> PostgresSessions:
        return PostgresSessions(self.session)

    @cached_property
    def password_links(self) -> PostgresPasswordLinks:
        return PostgresPasswordLinks(self.session)

    @cached_property
    def api_keys(self) -> PostgresApiKeys:
        return PostgresApiKeys(self.session)
