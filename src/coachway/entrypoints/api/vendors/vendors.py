"""Vendors: `/api/v1/vendor/vendors`."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from litestar import Controller, get, patch, post, put
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from coachway.domain.kernel.errors import Checks
from coachway.domain.vendors.matching import TripToMatch
from coachway.domain.vendors.model.profile import VendorType
from coachway.domain.vendors.model.vendor import VendorStatus
from coachway.domain.vendors.ports import VendorFilter
from coachway.domain.vendors.use_cases.manage_vendors import (
    ChangeVendorStatus,
    CreateVendor,
    UpdateVendor,
    change_vendor_status,
    create_vendor,
    update_vendor,
)
from coachway.domain.vendors.views import (
    ComplianceStatusView,
    MatchingVendor,
    StatusChanged,
    VendorStatisticsView,
    VendorView,
)
from coachway.entrypoints.api.operation import Operation
from coachway.entrypoints.api.paging import Paging
from coachway.entrypoints.api.vendors.bodies import NewVendor, VendorChanges


class VendorController(Controller):
    path = "/api/v1/vendor/vendors"
    tags = ["vendors"]

    @post(operation_id="create_vendor")
    async def create_vendor(self, data: JSONBody[NewVendor], operation: Operation) -> VendorView:
        """Create a vendor, who waits for approval."""
        async with operation.transaction() as work:
            vendor = await create_vendor(
                CreateVendor(details=data.sent()),
                actor=operation.actor,
                uow=work,
                clock=operation.clock,
                region=operation.settings.region,
            )
            return work.answer(await work.reads.vendors.vendor(vendor.id, actor=operation.actor))

    @get(operation_id="list_vendors")
    async def list_vendors(
        self,
        *,
        operation: Operation,
        paging: Paging,
        status: FromQuery[VendorStatus | None] = None,
        vendor_type: FromQuery[VendorType | None] = None,
        type_: Annotated[VendorType | None, QueryParameter(name="type", description="Short for vendor_type.")] = None,
        is_verified: FromQuery[bool | None] = None,
        verified: Annotated[bool | None, QueryParameter(description="Short for is_verified.")] = None,
        is_preferred: FromQuery[bool | None] = None,
        preferred: Annotated[bool | None, QueryParameter(description="Short for is_preferred.")] = None,
        min_rating: Annotated[Decimal | None, QueryParameter(description="Least average rating.")] = None,
        own_state: Annotated[
            str | None, QueryParameter(name="state", description="The state of the vendor's own address.")
        ] = None,
    ) -> list[VendorView]:
        """Vendors with their statistics, newest first; a vendor sees itself."""
        with Checks() as check:
            inside = min_rating is None or (min_rating.is_finite() and 0 <= min_rating <= 5)
            check(inside, "min_rating", "must be from 0 to 5")
        wanted = VendorFilter(
            status=status,
            vendor_type=vendor_type or type_,
            is_verified=is_verified if is_verified is not None else verified,
            is_preferred=is_preferred if is_preferred is not None else preferred,
            min_rating=min_rating,
            state=own_state.upper() if own_state and len(own_state) <= 3 else own_state,
        )
        async with operation.reading() as reads:
            return operation.page(await reads.vendors.vendors(wanted, paging, actor=operation.actor))

    @get("/matching", operation_id="match_vendors")
    async def match_vendors(
        self,
        *,
        operation: Operation,
        charter_id: Annotated[int | None, QueryParameter(description="The trip; or say it by what follows.")] = None,
        passengers: Annotated[int | None, QueryParameter(ge=1, le=100_000)] = None,
        pickup_state: Annotated[
            str | None, QueryParameter(name="state", description="The state of the first pickup.")
        ] = None,
        latitude: Annotated[Decimal | None, QueryParameter(description="Of the first pickup, in degrees.")] = None,
        longitude: Annotated[Decimal | None, QueryParameter(description="Of the first pickup, in degrees.")] = None,
        limit: Annotated[int, QueryParameter(ge=1, le=200, description="How many vendors at most.")] = 50,
    ) -> list[MatchingVendor]:
        """Eligible vendors who could drive a trip: seats, state and reach fit; nearest first, then better rated."""
        async with operation.reading() as reads:
            if charter_id is not None:
                trip = await reads.vendors.trip_of(charter_id)
            else:
                trip = _trip(passengers, pickup_state, latitude, longitude)
            today = operation.calendar.day_of(operation.clock.now())
            return await reads.vendors.matching(trip, today=today, limit=limit)

    @get("/{vendor_id:int}", operation_id="get_vendor")
    async def get_vendor(self, vendor_id: FromPath[int], operation: Operation) -> VendorView:
        """One vendor; tax and bank numbers are whole for admins and for that vendor, else masked to the last four."""
        async with operation.reading() as reads:
            return await reads.vendors.vendor(vendor_id, actor=operation.actor)

    @put("/{vendor_id:int}", operation_id="update_vendor")
    async def update_vendor(
        self, vendor_id: FromPath[int], data: JSONBody[VendorChanges], operation: Operation
    ) -> VendorView:
        """Change what was sent; a vendor changes itself, but not what the broker thinks of it."""
        command = UpdateVendor(vendor_id=vendor_id, changes=data.sent(), expected_version=operation.expected_version)
        async with operation.transaction() as work:
            await update_vendor(
                command, actor=operation.actor, uow=work, clock=operation.clock, region=operation.settings.region
            )
            return await work.reads.vendors.vendor(vendor_id, actor=operation.actor)

    @patch("/{vendor_id:int}/status", operation_id="set_vendor_status")
    async def set_vendor_status(
        self,
        vendor_id: FromPath[int],
        new_status: FromQuery[VendorStatus],
        operation: Operation,
        reason: Annotated[str | None, QueryParameter(description="Why; the vendor is told.")] = None,
    ) -> StatusChanged:
        """Approve, reject, suspend, pause or ban a vendor; who leaves `active` loses its live bids."""
        command = ChangeVendorStatus(
            vendor_id=vendor_id, new_status=new_status, reason=reason, expected_version=operation.expected_version
        )
        async with operation.transaction() as work:
            await change_vendor_status(
                command, actor=operation.actor, uow=work, clock=operation.clock, calendar=operation.calendar
            )
            return StatusChanged("Status updated", vendor_id, new_status)

    @get("/{vendor_id:int}/statistics", operation_id="get_vendor_statistics")
    async def get_statistics(self, vendor_id: FromPath[int], operation: Operation) -> VendorStatisticsView:
        """How a vendor has done: bids, trips, ratings."""
        async with operation.reading() as reads:
            return await reads.vendors.statistics(vendor_id, actor=operation.actor)

    @get("/{vendor_id:int}/compliance/status", operation_id="get_compliance_status")
    async def get_compliance_status(self, vendor_id: FromPath[int], operation: Operation) -> ComplianceStatusView:
        """Where a vendor stands with its papers, and what is missing before it may bid."""
        today = operation.calendar.day_of(operation.clock.now())
        async with operation.reading() as reads:
            return await reads.vendors.compliance_status(vendor_id, actor=operation.actor, today=today)


def _trip(
    passengers: int | None, state: str | None, latitude: Decimal | None, longitude: Decimal | None
) -> TripToMatch:
    """The trip that the query describes. Raises RuleViolated."""
    with Checks() as check:
        check(passengers is not None, "passengers", "is needed without charter_id")
        check((latitude is None) == (longitude is None), "longitude", "latitude and longitude go together")
        for name, degrees, most in (("latitude", latitude, 90), ("longitude", longitude, 180)):
            inside = degrees is None or (degrees.is_finite() and abs(degrees) <= most)
            check(inside, name, f"must be from -{most} to {most}")
    place = None if latitude is None or longitude is None else (latitude, longitude)
    return TripToMatch(passengers or 0, state, place)
