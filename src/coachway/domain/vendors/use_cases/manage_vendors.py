"""Creating vendors, changing them, and deciding on their status."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from coachway.domain.kernel.actor import Actor, Role
from coachway.domain.kernel.clock import BusinessCalendar, Clock
from coachway.domain.kernel.errors import Forbidden
from coachway.domain.vendors.model.bid_terms import VendorContact
from coachway.domain.vendors.model.vendor import BROKERS_OWN, Vendor, VendorStatus
from coachway.domain.vendors.ports import VendorsUnitOfWork
from coachway.domain.vendors.visibility import require_sees


@dataclass(frozen=True, kw_only=True)
class CreateVendor:
    details: Mapping[str, object]


@dataclass(frozen=True, kw_only=True)
class UpdateVendor:
    vendor_id: int
    changes: Mapping[str, object]
    expected_version: int | None = None


@dataclass(frozen=True, kw_only=True)
class ChangeVendorStatus:
    vendor_id: int
    new_status: VendorStatus
    reason: str | None = None
    expected_version: int | None = None


async def create_vendor(
    command: CreateVendor, *, actor: Actor, uow: VendorsUnitOfWork, clock: Clock, region: str
) -> Vendor:
    """A vendor who waits for approval. Raises RuleViolated."""
    vendor = Vendor.create(
        vendor_id=await uow.vendors.next_id(),
        details=command.details,
        region=region,
        created_by=actor.acting_id,
        at=clock.now(),
    )
    uow.vendors.add(vendor)
    await uow.flush()
    return vendor


async def update_vendor(
    command: UpdateVendor, *, actor: Actor, uow: VendorsUnitOfWork, clock: Clock, region: str
) -> Vendor:
    """Change what was sent; a vendor changes itself, but not what the broker thinks of it."""
    require_sees(actor, command.vendor_id, kind="vendor", identity=command.vendor_id)
    vendor = await uow.vendors.get(command.vendor_id)
    vendor.expect_version(command.expected_version)
    if actor.role is Role.VENDOR:
        vendor.require_may_write()
        brokers = sorted(BROKERS_OWN & command.changes.keys())
        if brokers:
            raise Forbidden(f"Only the broker's staff change {', '.join(brokers)}.", code="brokers_own")
    vendor.update(command.changes, region=region, at=clock.now())
    await uow.flush()
    return vendor


async def change_vendor_status(
    command: ChangeVendorStatus, *, actor: Actor, uow: VendorsUnitOfWork, clock: Clock, calendar: BusinessCalendar
) -> Vendor:
    """Approve, reject, suspend, … a vendor; who leaves `active` loses its live bids. Raises Conflict."""
    now = clock.now()
    vendor = await uow.vendors.get(command.vendor_id)
    vendor.expect_version(command.expected_version)
    was_active = vendor.is_active
    vendor.change_status(
        command.new_status, reason=command.reason, by=actor.acting_id, at=now, today=calendar.day_of(now)
    )
    if was_active:
        contact = VendorContact(vendor.name, vendor.email)
        for bid in await uow.bids.live_of_vendor(vendor.id):
            if not bid.expire(vendor=contact, at=now):
                reason = f"The vendor is {vendor.status.value}."
                bid.withdraw(reason=reason, vendor=contact, by=actor.acting_id, at=now)
    await uow.flush()
    return vendor
