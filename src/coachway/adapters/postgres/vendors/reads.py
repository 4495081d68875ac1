"""All reads of the vendors context."""

from __future__ import annotations

from coachway.adapters.postgres.session import Executor
from coachway.adapters.postgres.vendors.bid_reads import BidReads
from coachway.adapters.postgres.vendors.match_reads import MatchReads
from coachway.adapters.postgres.vendors.vendor_reads import VendorReads


class PostgresVendorsReads(VendorReads, MatchReads, BidReads):
    def __init__(self, executor: Executor) -> None:
        self._db = executor
