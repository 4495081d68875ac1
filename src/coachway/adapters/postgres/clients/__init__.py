"""The clients context on PostgreSQL."""

from __future__ import annotations

from functools import cached_property

import coachway.adapters.postgres.clients.mapping  # noqa: F401
from coachway.adapters.postgres.clients.repositories import PostgresClients
from coachway.adapters.postgres.clients.tables import made_of_leads
from coachway.adapters.postgres.conversions import PostgresMadeOfLeads
from coachway.adapters.postgres.session import Repositories


class ClientsRepositories(Repositories):
    """The repositories that this context gives to the unit of work."""

    @cached_property
    def clients(self) -> PostgresClients:
        return PostgresClients(self.session)

    @cached_property
    def clients_of_leads(self) -> PostgresMadeOfLeads:
        return PostgresMadeOfLeads(self.session, made_of_leads)
