"""The charters context on PostgreSQL."""

from __future__ import annotations

from functools import cached_property

import coachway.adapters.postgres.charters.mapping  # noqa: F401
from coachway.adapters.postgres.charters.repositories import PostgresCharters
from coachway.adapters.postgres.charters.tables import made_of_leads
from coachway.adapters.postgres.conversions import PostgresMadeOfLeads
from coachway.adapters.postgres.session import Repositories


class ChartersRepositories(Repositories):
    """The repositories that this context gives to the unit of work."""

    @cached_property
    def charters(self) -> PostgresCharters:
        return PostgresCharters(self.session)

    @cached_property
    def charters_of_leads(self) -> PostgresMadeOfLeads:
        return PostgresMadeOfLeads(self.session, made_of_leads)
