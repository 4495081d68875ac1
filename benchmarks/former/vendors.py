"""Listing vendors the former way: mapped instances, a joined relationship, a response model of every field."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select
from sqlalchemy.orm import joinedload, relationship

from benchmarks.former.database import Base, Database, table
from benchmarks.former.numbers import Number
from benchmarks.former.security import Staff

router = APIRouter()


class VendorStatistics(Base):
    __table__ = table("vendor", "vendor_statistics")


class Vendor(Base):
    __table__ = table("vendor", "vendors")
    statistics = relationship(
        VendorStatistics,
        primaryjoin=lambda: Vendor.id == VendorStatistics.vendor_id,
        foreign_keys=lambda: [VendorStatistics.vendor_id],
        uselist=False,
        viewonly=True,
    )

    @property
    def masked_tax_id(self) -> str | None:
        return _masked(self.tax_id_last_four)

    @property
    def masked_bank_account_number(self) -> str | None:
        return _masked(self.bank_account_last_four)

    @property
    def masked_bank_routing_number(self) -> str | None:
        return _masked(self.bank_routing_last_four)

    @property
    def win_rate_percentage(self) -> Decimal | None:
        submitted = self.statistics.total_bids_submitted
        return round(Decimal(self.statistics.bids_won) * 100 / submitted, 2) if submitted else None

    def __getattr__(self, name: str) -> object:
        """Statistics read like fields of the vendor's own."""
        if name in VendorStatistics.__table__.columns:
            return getattr(self.statistics, name)
        raise AttributeError(name)


class VendorOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    business_name: str
    legal_name: str | None
    vendor_type: str
    description: str | None
    website: str | None
    years_in_business: int | None
    usdot_number: str | None
    mc_number: str | None
    tax_id: str | None = Field(validation_alias="masked_tax_id")
    primary_contact_name: str | None
    primary_email: str
    primary_phone: str | None
    secondary_contact_name: str | None
    secondary_email: str | None
    secondary_phone: str | None
    emergency_contact_name: str | None
    emergency_phone: str | None
    dispatch_phone: str | None
    address_line1: str | None
    address_line2: str | None
    city: str | None
    state: str | None
    zip_code: str | None
    country: str | None
    latitude: Number | None
    longitude: Number | None
    total_vehicles: int
    vehicle_types: list[str]
    max_passenger_capacity: int
    amenities: list[str]
    has_ada_vehicles: bool
    oldest_vehicle_year: int | None
    service_radius_miles: int | None
    service_states: list[str]
    bank_name: str | None
    bank_account_name: str | None
    bank_account_number: str | None = Field(validation_alias="masked_bank_account_number")
    bank_routing_number: str | None = Field(validation_alias="masked_bank_routing_number")
    payment_terms: str | None
    payment_method: str | None
    insurance_provider: str | None
    insurance_policy_number: str | None
    insurance_coverage_amount: Number | None
    insurance_expiration_date: date | None
    average_rating: Number
    total_ratings: int
    completed_trips: int
    on_time_percentage: Number
    total_bids_submitted: int
    bids_won: int
    win_rate_percentage: Number | None
    status: str
    status_reason: str | None
    is_verified: bool
    verification_date: date | None
    verified_by: int | None
    is_preferred: bool
    internal_notes: str | None
    created_by: int | None
    created_at: datetime
    updated_at: datetime
    version: int


def _masked(last_four: str | None) -> str | None:
    return None if last_four is None else f"****{last_four}"


@router.get("/api/v1/vendor/vendors", response_model=list[VendorOut])
def list_vendors(
    db: Database, user: Staff, limit: Annotated[int, Query(ge=1, le=200)] = 50, cursor: int | None = None
) -> list[Vendor]:
    query = select(Vendor).options(joinedload(Vendor.statistics)).order_by(Vendor.id.desc()).limit(limit)
    if cursor is not None:
        query = query.where(Vendor.id < cursor)
    return list(db.scalars(query))
