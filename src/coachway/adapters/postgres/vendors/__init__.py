"""The vendors context on PostgreSQL."""

from __future__ import annotations

from functools import cached_property

import coachway.adapters.postgres.vendors.mapping  # noqa: F401
from coachway.adapters.postgres.session import Repositories
from coachway.adapters.postgres.vendors.repositories import (
    PostgresBidRequests,
    PostgresBids,
    PostgresCharterBook,
    PostgresCompliance,
    PostgresVendors,
)


class VendorsRepositories(Repositories):
    """The repositories that this context gives to the unit of work."""

    @cached_property
    def vendors(self) -> PostgresVendors:
        return PostgresVendors(self.session)

    @cached_property
    def compliance(self) -> PostgresCompliance:
        return PostgresCompliance(self.session)

    @cached_property
    def bid_requests(self) -> PostgresBidRequests:
        return PostgresBidRequests(self.session)

    @cached_property
    def bids(self) -> PostgresBids:
        return PostgresBids(self.session)

    @cached_property
    def charter_book(self) -> PostgresCharterBook:
        return PostgresCharterBook(self.session)
