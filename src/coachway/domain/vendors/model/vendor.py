"""The vendor: a company that drives charters for the broker."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final

from coachway.domain.kernel.aggregate import Aggregate
from coachway.domain.kernel.errors import Conflict
from coachway.domain.kernel.transitions import require_transition
from coachway.domain.vendors.events import VendorStatusWasChanged, VendorWasCreated
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
from coachway.domain.vendors.model.profile_checks import checked_profile


class VendorStatus(StrEnum):
    PENDING = "pending"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    INACTIVE = "inactive"
    REJECTED = "rejected"
    BANNED = "banned"


TRANSITIONS: Final[dict[VendorStatus, frozenset[VendorStatus]]] = {
    VendorStatus.PENDING: frozenset({VendorStatus.ACTIVE, VendorStatus.REJECTED, VendorStatus.BANNED}),
    VendorStatus.ACTIVE: frozenset({VendorStatus.SUSPENDED, VendorStatus.INACTIVE, VendorStatus.BANNED}),
    VendorStatus.SUSPENDED: frozenset({VendorStatus.ACTIVE, VendorStatus.BANNED}),
    VendorStatus.INACTIVE: frozenset({VendorStatus.ACTIVE, VendorStatus.BANNED}),
    VendorStatus.REJECTED: frozenset({VendorStatus.BANNED}),
    VendorStatus.BANNED: frozenset(),
}

# Nobody signs in for a vendor in one of these.
TURNED_AWAY: Final = frozenset({VendorStatus.REJECTED, VendorStatus.BANNED})
# A vendor in one of these may read, and change nothing.
READ_ONLY: Final = TURNED_AWAY | {VendorStatus.SUSPENDED}

_PARTS: Final[dict[str, type[Any]]] = {
    "business": Business,
    "contact": Contact,
    "address": Address,
    "position": Position,
    "fleet": Fleet,
    "service_area": ServiceArea,
    "bank": Bank,
    "terms": Terms,
    "insurance": Insurance,
    "emergency": Emergency,
    "standing": Standing,
}
_PART_OF: Final = {each.name: part for part, kind in _PARTS.items() for each in fields(kind)}
SECRET_NUMBERS: Final = ("tax_id", "bank_account_number", "bank_routing_number")
BROKERS_OWN: Final = frozenset(each.name for each in fields(Standing))
"""Fields that only the broker's staff change."""


@dataclass(eq=False, kw_only=True)
class Vendor(Aggregate):
    """A company that drives charters; its statistics are derived from its bids and ratings, and kept nowhere else."""

    id: int
    business: Business
    contact: Contact
    address: Address = field(default_factory=Address)
    position: Position = field(default_factory=Position)
    fleet: Fleet = field(default_factory=Fleet)
    service_area: ServiceArea = field(default_factory=ServiceArea)
    tax_id: SecretNumber | None = None
    bank: Bank = field(default_factory=Bank)
    bank_account_number: SecretNumber | None = None
    bank_routing_number: SecretNumber | None = None
    terms: Terms = field(default_factory=Terms)
    insurance: Insurance = field(default_factory=Insurance)
    emergency: Emergency = field(default_factory=Emergency)
    standing: Standing = field(default_factory=Standing)
    status: VendorStatus
    status_reason: str | None = None
    verification: Verification = field(default_factory=Verification)
    created_by: int | None
    created_at: datetime
    updated_at: datetime
    version: int = 1

    @classmethod
    def create(
        cls, *, vendor_id: int, details: Mapping[str, object], region: str, created_by: int | None, at: datetime
    ) -> Vendor:
        """A vendor who waits for approval, from flat fields. Raises RuleViolated, naming all bad ones."""
        sorted_out = _by_part(checked_profile(details, region))
        values = sorted_out.pop("", {})
        parts = {part: _PARTS[part](**given) for part, given in sorted_out.items()}
        vendor = cls(
            id=vendor_id,
            status=VendorStatus.PENDING,
            created_by=created_by,
            created_at=at,
            updated_at=at,
            **parts,
            **values,
        )
        vendor.record(VendorWasCreated(vendor_id=vendor.id, vendor_name=vendor.name, vendor_email=vendor.email))
        return vendor

    def update(self, changes: Mapping[str, object], *, region: str, at: datetime) -> None:
        """Change the flat fields that were sent; None clears one. Raises RuleViolated, naming all bad ones."""
        current = {"latitude": self.position.latitude, "longitude": self.position.longitude}
        for part, given in _by_part(checked_profile(changes, region, current=current)).items():
            if part:
                setattr(self, part, replace(getattr(self, part), **given))
            else:
                for name, value in given.items():
                    setattr(self, name, value)
        self.updated_at = at

    def change_status(
        self, wanted: VendorStatus, *, reason: str | None, by: int | None, at: datetime, today: date
    ) -> None:
        """Move to another status; becoming active for the first time verifies. Raises Conflict."""
        require_transition(TRANSITIONS, self.status, wanted)
        before, self.status, self.status_reason, self.updated_at = self.status, wanted, reason, at
        if wanted is VendorStatus.ACTIVE and not self.verification.is_verified:
            self.verification = Verification(is_verified=True, verification_date=today, verified_by=by)
        self.record(
            VendorStatusWasChanged(
                vendor_id=self.id,
                vendor_name=self.name,
                vendor_email=self.email,
                from_status=before.value,
                to_status=wanted.value,
                reason=reason,
            )
        )

    @property
    def name(self) -> str:
        return self.business.business_name

    @property
    def email(self) -> str:
        """Where the vendor is written to, and the login of whoever registered it."""
        return self.contact.primary_email

    @property
    def is_active(self) -> bool:
        return self.status is VendorStatus.ACTIVE

    def require_may_write(self) -> None:
        """What a vendor does for itself needs a standing that allows it. Raises Conflict."""
        if self.status in READ_ONLY:
            raise Conflict(f"The vendor is {self.status.value}, and may only read.", code="vendor_read_only")


def _by_part(values: Mapping[str, object]) -> dict[str, dict[str, Any]]:
    """The flat values grouped by the value object they belong to; the secret numbers stand under no part."""
    grouped: dict[str, dict[str, Any]] = {}
    for name, value in values.items():
        grouped.setdefault(_PART_OF.get(name, ""), {})[name] = value
    return grouped
