"""Asking vendors to bid on a charter, and their looking at it or declining."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from coachway.domain.kernel.actor import Actor, Role
from coachway.domain.kernel.clock import Clock
from coachway.domain.kernel.errors import Checks, Conflict
from coachway.domain.vendors.bidding import require_open
from coachway.domain.vendors.eligibility import require_active
from coachway.domain.vendors.model.bid_request import BidRequest
from coachway.domain.vendors.ports import VendorsUnitOfWork
from coachway.domain.vendors.visibility import require_sees


@dataclass(frozen=True, kw_only=True)
class RequestBids:
    charter_id: int
    vendor_ids: Sequence[int]
    deadline: datetime
    message: str | None = None


@dataclass(frozen=True, kw_only=True)
class ViewRequest:
    request_id: int
    expected_version: int | None = None


@dataclass(frozen=True, kw_only=True)
class DeclineRequest:
    request_id: int
    reason: str | None = None
    expected_version: int | None = None


async def request_bids(
    command: RequestBids, *, actor: Actor, uow: VendorsUnitOfWork, clock: Clock, least_notice: timedelta
) -> list[BidRequest]:
    """Ask each vendor once; all are asked or none. Raises NotFound, Conflict or RuleViolated."""
    now = clock.now()
    wanted = list(dict.fromkeys(command.vendor_ids))
    with Checks() as check:
        check(0 < len(wanted) <= 500, "vendor_ids", "must name 1 to 500 vendors")
    require_open(await uow.charter_book.for_bids(command.charter_id))
    vendors = {vendor.id: vendor for vendor in await uow.vendors.several(wanted)}
    with Checks() as check:
        for position, vendor_id in enumerate(command.vendor_ids):
            check(vendor_id in vendors, f"vendor_ids.{position}", f"there is no vendor {vendor_id}")
    for vendor in vendors.values():
        require_active(vendor)
    for earlier in await uow.bid_requests.of_charter(command.charter_id, wanted):
        if earlier.is_open(now):
            raise Conflict(
                f"Vendor {earlier.vendor_id} has an open request for charter {command.charter_id} already.",
                code="already_requested",
            )
    ids = await uow.bid_requests.next_ids(len(wanted))
    requests = [
        BidRequest.make(
            request_id=request_id,
            charter_id=command.charter_id,
            vendor=vendors[vendor_id],
            message=command.message,
            deadline=command.deadline,
            least_notice=least_notice,
            requested_by=actor.acting_id,
            at=now,
        )
        for request_id, vendor_id in zip(ids, wanted, strict=True)
    ]
    for request in requests:
        uow.bid_requests.add(request)
    await uow.flush()
    return requests


async def view_request(command: ViewRequest, *, actor: Actor, uow: VendorsUnitOfWork, clock: Clock) -> BidRequest:
    """The vendor looks at it; staff looking at it leaves no mark."""
    request = await _request(command.request_id, actor=actor, uow=uow)
    request.expect_version(command.expected_version)
    if actor.role is Role.VENDOR:
        request.view(at=clock.now())
    await uow.flush()
    return request


async def decline_request(command: DeclineRequest, *, actor: Actor, uow: VendorsUnitOfWork, clock: Clock) -> BidRequest:
    """The vendor, or staff for it, will not bid. Raises Conflict."""
    request = await _request(command.request_id, actor=actor, uow=uow)
    request.expect_version(command.expected_version)
    request.decline(reason=command.reason, at=clock.now())
    await uow.flush()
    return request


async def _request(request_id: int, *, actor: Actor, uow: VendorsUnitOfWork) -> BidRequest:
    request = await uow.bid_requests.get(request_id)
    require_sees(actor, request.vendor_id, kind="bid request", identity=request_id)
    return request
