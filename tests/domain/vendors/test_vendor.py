"""A vendor's profile and status."""

from __future__ import annotations

from dataclasses import fields
from decimal import Decimal
from itertools import product
from typing import Any

import pytest

from coachway.domain.kernel.errors import Conflict, RuleViolated
from coachway.domain.vendors.events import VendorStatusWasChanged
from coachway.domain.vendors.model.profile import SecretNumber, masked
from coachway.domain.vendors.model.vendor import TRANSITIONS, Vendor, VendorStatus
from tests.builders.vendors import NOW, PROFILE, TODAY, a_vendor


def change(vendor: Vendor, wanted: VendorStatus) -> None:
    vendor.change_status(wanted, reason="because", by=12, at=NOW, today=TODAY)


def refused(details: dict[str, Any]) -> set[str]:
    """The fields that are named when a vendor is made from these details."""
    with pytest.raises(RuleViolated) as refusal:
        a_vendor(**details)
    return {failure.field for failure in refusal.value.fields}


def test_a_new_vendor_waits_for_approval() -> None:
    vendor = Vendor.create(vendor_id=1, details=PROFILE, region="US", created_by=12, at=NOW)
    assert vendor.status is VendorStatus.PENDING
    assert not vendor.verification.is_verified
    assert vendor.contact.primary_phone == "+15550100000"
    assert [event.name for event in vendor.collect_events()] == ["vendor.created"]


def test_every_bad_field_is_named_at_once() -> None:
    bad = {
        "business_name": "  ",
        "primary_email": "nobody",
        "primary_phone": "12",
        "latitude": Decimal(91),
        "total_vehicles": -1,
        "service_states": ("",),
        "tax_id": "****6789",
    }
    assert refused(bad) == {*bad, "longitude"}


def test_an_update_changes_only_what_was_sent() -> None:
    vendor = a_vendor(vehicle_types=("coach",))
    vendor.update({"city": "Reno", "state": "nv", "service_states": ("nv", "NV", "ca")}, region="US", at=NOW)
    assert (vendor.address.city, vendor.address.state, vendor.address.zip_code) == ("Reno", "NV", "92101")
    assert vendor.service_area.service_states == ("NV", "CA")
    assert vendor.fleet.vehicle_types == ("coach",)


def test_one_coordinate_cannot_be_cleared_alone() -> None:
    vendor = a_vendor(latitude=Decimal("32.7"), longitude=Decimal("-117.1"))
    with pytest.raises(RuleViolated):
        vendor.update({"latitude": None}, region="US", at=NOW)
    vendor.update({"latitude": None, "longitude": None}, region="US", at=NOW)
    assert vendor.position.latitude is None


def test_a_secret_number_is_never_shown_by_its_repr() -> None:
    vendor = a_vendor(tax_id="12-3456789", bank_account_number="000123456")
    assert "3456789" not in repr(vendor.tax_id)
    assert vendor.tax_id == SecretNumber("12-3456789", "6789")
    assert masked("6789") == "****6789"
    assert masked(SecretNumber.of("1234").last_four) == "****"


@pytest.mark.parametrize(("current", "wanted"), list(product(VendorStatus, repeat=2)))
def test_only_the_transitions_of_the_table_happen(current: VendorStatus, wanted: VendorStatus) -> None:
    vendor = a_vendor(status=current)
    if wanted in TRANSITIONS[current]:
        change(vendor, wanted)
        (event,) = vendor.collect_events()
        assert isinstance(event, VendorStatusWasChanged)
        assert (event.from_status, event.to_status, vendor.status) == (current, wanted, wanted)
    else:
        with pytest.raises(Conflict) as refusal:
            change(vendor, wanted)
        assert refusal.value.code == "illegal_transition"
        assert vendor.status is current


def test_banned_is_final_and_reached_from_anywhere() -> None:
    assert TRANSITIONS[VendorStatus.BANNED] == frozenset()
    assert all(
        VendorStatus.BANNED in TRANSITIONS[status] for status in VendorStatus if status is not VendorStatus.BANNED
    )


def test_approval_verifies_and_a_pause_does_not_verify_again() -> None:
    vendor = a_vendor(status=VendorStatus.PENDING)
    change(vendor, VendorStatus.ACTIVE)
    assert (vendor.verification.is_verified, vendor.verification.verification_date) == (True, TODAY)
    first = vendor.verification
    change(vendor, VendorStatus.INACTIVE)
    change(vendor, VendorStatus.ACTIVE)
    assert vendor.verification is first


@pytest.mark.parametrize("status", [VendorStatus.SUSPENDED, VendorStatus.REJECTED, VendorStatus.BANNED])
def test_who_is_suspended_or_worse_may_only_read(status: VendorStatus) -> None:
    with pytest.raises(Conflict, match="may only read"):
        a_vendor(status=status).require_may_write()


def test_the_seats_of_a_fleet_are_vehicles_times_the_largest() -> None:
    assert a_vendor().fleet.seats == 560


def test_every_value_object_field_has_one_name_of_its_own() -> None:
    vendor = a_vendor()
    parts = [getattr(vendor, each.name) for each in fields(vendor)]
    names = [f.name for part in parts if hasattr(part, "__dataclass_fields__") for f in fields(part)]
    flat = [name for name in names if name not in {"value", "last_four"}]
    assert len(flat) == len(set(flat))
