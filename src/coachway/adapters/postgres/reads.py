"""All reads over one connection: each context's own, by the context's name."""

from __future__ import annotations

from functools import cached_property

from coachway.adapters.postgres.audit.reads import PostgresAuditReads
from coachway.adapters.postgres.changes.reads import PostgresChangesReads
from coachway.adapters.postgres.charters.figures import PostgresCharterFigures
from coachway.adapters.postgres.charters.reads import PostgresChartersReads
from coachway.adapters.postgres.clients.reads import PostgresClientsReads
from coachway.adapters.postgres.identity.reads import PostgresIdentityReads
from coachway.adapters.postgres.notifications.reads import PostgresNotificationReads
from coachway.adapters.postgres.portals.office import PostgresOfficeFigures
from coachway.adapters.postgres.pricing.reads import PostgresPricingReads
from coachway.adapters.postgres.sales.reads import PostgresSalesReads
from coachway.adapters.postgres.session import Executor
from coachway.adapters.postgres.vendors.reads import PostgresVendorsReads


class Reads:
    """The read ports of every context, made on first use."""

    def __init__(self, executor: Executor) -> None:
        self._executor = executor

    @cached_property
    def identity(self) -> PostgresIdentityReads:
        return PostgresIdentityReads(self._executor)

    @cached_property
    def clients(self) -> PostgresClientsReads:
        return PostgresClientsReads(self._executor)

    @cached_property
    def sales(self) -> PostgresSalesReads:
        return PostgresSalesReads(self._executor)

    @cached_property
    def charters(self) -> PostgresChartersReads:
        return PostgresChartersReads(self._executor)

    @cached_property
    def pricing(self) -> PostgresPricingReads:
        return PostgresPricingReads(self._executor)

    @cached_property
    def notifications(self) -> PostgresNotificationReads:
        return PostgresNotificationReads(self._executor)

    @cached_property
    def vendors(self) -> PostgresVendorsReads:
        return PostgresVendorsReads(self._executor)

    @cached_property
    def changes(self) -> PostgresChangesReads:
        return PostgresChangesReads(self._executor)

    @cached_property
    def audit(self) -> PostgresAuditReads:
        return PostgresAuditReads(self._executor)

    @cached_property
    def charter_figures(self) -> PostgresCharterFigures:
        return PostgresCharterFigures(self._executor)

    @cached_property
    def office_figures(self) -> PostgresOfficeFigures:
        return PostgresOfficeFigures(self._executor)
