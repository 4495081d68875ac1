"""How vendors, papers, requests and bids lie in their tables."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from sqlalchemy import Column, Table
from sqlalchemy.orm import composite

from coachway.adapters.postgres.metadata import mapper_registry
from coachway.adapters.postgres.vendors.tables import bid_requests, bid_revisions, bids, compliance, vendors
from coachway.domain.vendors.model.bid import Bid, BidRevision, Decision
from coachway.domain.vendors.model.bid_request import BidRequest
from coachway.domain.vendors.model.bid_terms import BidTerms, OfferedDriver, OfferedVehicle, Price
from coachway.domain.vendors.model.compliance import ComplianceDocument, StoredFile
from coachway.domain.vendors.model.profile import (
    Address,
    Bank,
    Business,
    Contact,
    Emergency,
    Fleet,
    Insurance,
    Position,
    SecretNumber,
    ServiceArea,
    Standing,
    Terms,
    Verification,
)
from coachway.domain.vendors.model.vendor import Vendor
from coachway.domain.vendors.ranking import Rank


def _value(name: str, kind: type[Any], table: Table) -> dict[str, Any]:
    """The properties that keep a value object in columns named like its fields; it is there even when all are null."""
    hidden = {f"_{each.name}": table.c[each.name] for each in fields(kind)}
    return {**hidden, name: composite(kind, *hidden, return_none_on=None)}


def _optional(name: str, kind: type[Any], *columns: Column[Any]) -> dict[str, Any]:
    """The properties that keep a value object in these columns; it is missing where the first is null."""
    hidden = {f"_{column.name}": column for column in columns}
    return {**hidden, name: composite(kind, *hidden, return_none_on=lambda first, *_: first is None)}


mapper_registry.map_imperatively(
    Vendor,
    vendors,
    version_id_col=vendors.c.version,
    properties={
        **_value("business", Business, vendors),
        **_value("contact", Contact, vendors),
        **_value("address", Address, vendors),
        **_value("position", Position, vendors),
        **_value("fleet", Fleet, vendors),
        **_value("service_area", ServiceArea, vendors),
        **_value("bank", Bank, vendors),
        **_value("terms", Terms, vendors),
        **_value("insurance", Insurance, vendors),
        **_value("emergency", Emergency, vendors),
        **_value("standing", Standing, vendors),
        **_value("verification", Verification, vendors),
        **_optional("tax_id", SecretNumber, vendors.c.tax_id, vendors.c.tax_id_last_four),
        **_optional(
            "bank_account_number", SecretNumber, vendors.c.bank_account_number, vendors.c.bank_account_last_four
        ),
        **_optional(
            "bank_routing_number", SecretNumber, vendors.c.bank_routing_number, vendors.c.bank_routing_last_four
        ),
    },
)
mapper_registry.map_imperatively(
    ComplianceDocument,
    compliance,
    version_id_col=compliance.c.version,
    properties=_value("file", StoredFile, compliance),
)
mapper_registry.map_imperatively(BidRequest, bid_requests, version_id_col=bid_requests.c.version)


def _offer(table: Table) -> dict[str, Any]:
    return {
        **_value("price", Price, table),
        **_value("vehicle", OfferedVehicle, table),
        **_value("driver", OfferedDriver, table),
        **_value("terms", BidTerms, table),
    }


mapper_registry.map_imperatively(
    Bid,
    bids,
    version_id_col=bids.c.version,
    properties={
        **_offer(bids),
        **_value("decision", Decision, bids),
        **_optional("final_rank", Rank, bids.c.rank, bids.c.is_lowest_bid, bids.c.price_difference_from_lowest),
    },
)
mapper_registry.map_imperatively(BidRevision, bid_revisions, properties=_offer(bid_revisions))
