"""The sales context on PostgreSQL."""

from __future__ import annotations

from functools import cached_property

import coachway.adapters.postgres.sales.mapping  # noqa: F401
from coachway.adapters.postgres.sales.batches import PostgresLeadBatches
from coachway.adapters.postgres.sales.email_preferences import PostgresEmailPreferences
from coachway.adapters.postgres.sales.repositories import PostgresAssignmentRules, PostgresLeads
from coachway.adapters.postgres.sales.rosters import PostgresRosters
from coachway.adapters.postgres.session import Repositories


class SalesRepositories(Repositories):
    """The repositories that this context gives to the unit of work."""

    @cached_property
    def leads(self) -> PostgresLeads:
        return PostgresLeads(self.session)

    @cached_property
    def lead_batches(self) -> PostgresLeadBatches:
        return PostgresLeadBatches(self.session)

    @cached_property
    def assignment_rules(self) -> PostgresAssignmentRules:
        return PostgresAssignmentRules(self.session)

    @cached_property
    def email_preferences(self) -> PostgresEmailPreferences:
        return PostgresEmailPreferences(self.session)

    @cached_property
    def rosters(self) -> PostgresRosters:
        return PostgresRosters(self.session)
