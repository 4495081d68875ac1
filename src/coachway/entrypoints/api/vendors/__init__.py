"""Vendors, their papers, requests for bids and bids: `/api/v1/vendor`."""

from __future__ import annotations

from typing import Any

from coachway.entrypoints.api.health import context_health
from coachway.entrypoints.api.vendors.bid_requests import BidRequestController
from coachway.entrypoints.api.vendors.bids import BidController, compare_bids
from coachway.entrypoints.api.vendors.compliance import ComplianceController
from coachway.entrypoints.api.vendors.vendors import VendorController

HANDLERS: list[Any] = [
    context_health("vendors", "/api/v1/vendor", "vendors_health"),
    VendorController,
    ComplianceController,
    BidRequestController,
    BidController,
    compare_bids,
]
