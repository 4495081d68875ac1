"""The changes context on PostgreSQL."""

from __future__ import annotations

from functools import cached_property

import coachway.adapters.postgres.changes.mapping  # noqa: F401
from coachway.adapters.postgres.changes.repositories import PostgresChangeCases
from coachway.adapters.postgres.session import Repositories


class ChangesRepositories(Repositories):
    """The repositories that this context gives to the unit of work."""

    @cached_property
    def change_cases(self) -> PostgresChangeCases:
        return PostgresChangeCases(self.session)
