"""Clients: who charters coaches."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from coachway.domain.clients.events import ClientsWereMerged, ClientWasCreated, ClientWasUpdated
from coachway.domain.kernel.aggregate import Aggregate
from coachway.domain.kernel.contact import normalise_email, normalise_phone
from coachway.domain.kernel.errors import Checks, Conflict


class ClientType(StrEnum):
    """What kind of customer it is."""

    INDIVIDUAL = "individual"
    CORPORATE = "corporate"
    SCHOOL = "school"
    GOVERNMENT = "government"
    NONPROFIT = "nonprofit"


class PaymentTerms(StrEnum):
    """When a client pays: ahead, or so many days after the trip."""

    PREPAID = "prepaid"
    NET_15 = "net_15"
    NET_30 = "net_30"


# What clients may change of themselves: how they are called and reached.
CONTACT_FIELDS: Final = frozenset(
    {
        "first_name",
        "last_name",
        "company_name",
        "email",
        "phone",
        "address_line1",
        "address_line2",
        "city",
        "state",
        "zip_code",
        "country",
    }
)
# Room for the longest that are met in practice; an e-mail address and a phone number have limits of their own.
LONGEST: Final = {
    "first_name": 200,
    "last_name": 200,
    "company_name": 300,
    "address_line1": 300,
    "address_line2": 300,
    "city": 200,
    "state": 100,
    "zip_code": 20,
    "country": 100,
    "notes": 10_000,
}
_ADDRESS: Final = ("address_line1", "address_line2", "city", "state", "zip_code")
_NEVER_NULL: Final = frozenset({"client_type", "country", "payment_terms", "is_active"})


@dataclass(eq=False, kw_only=True)
class Client(Aggregate):
    """A customer; a person or an organisation, found again by e-mail address or phone."""

    id: int
    client_type: ClientType
    first_name: str | None
    last_name: str | None
    company_name: str | None
    email: str | None
    phone: str | None
    address_line1: str | None
    address_line2: str | None
    city: str | None
    state: str | None
    zip_code: str | None
    country: str
    payment_terms: PaymentTerms
    assigned_agent_id: int | None
    notes: str | None
    is_active: bool
    created_at: datetime
    updated_at: datetime
    merged_into_client_id: int | None = None
    version: int = 1

    @classmethod
    def create(cls, client_id: int, details: Mapping[str, object], *, region: str, at: datetime) -> Client:
        """A new, active client; phone numbers without a country code are read as of `region`. Raises RuleViolated."""
        client = cls(
            id=client_id,
            client_type=ClientType.INDIVIDUAL,
            first_name=None,
            last_name=None,
            company_name=None,
            email=None,
            phone=None,
            address_line1=None,
            address_line2=None,
            city=None,
            state=None,
            zip_code=None,
            country="US",
            payment_terms=PaymentTerms.PREPAID,
            assigned_agent_id=None,
            notes=None,
            is_active=True,
            created_at=at,
            updated_at=at,
        )
        client._take(details, region)
        client.record(
            ClientWasCreated(client_id=client_id, client_name=client.name, assigned_agent_id=client.assigned_agent_id)
        )
        return client

    def update(self, changes: Mapping[str, object], *, region: str, at: datetime) -> None:
        """Change the fields that were sent. Raises RuleViolated, or Conflict when it was merged."""
        self.require_not_merged()
        self._take(changes, region)
        self.updated_at = at
        self.record(ClientWasUpdated(client_id=self.id, fields=sorted(changes)))

    def absorb(self, duplicate: Client, *, at: datetime) -> None:
        """Take over how a duplicate is reached, called and looked after, as far as this one lacks it.

        Whatever belongs together comes together: a person's two names, and the lines of an address.
        """
        taken: list[str] = []
        for together in (("email",), ("phone",), ("company_name",), ("first_name", "last_name"), _ADDRESS):
            if not any(getattr(self, field) for field in together):
                taken += [field for field in together if getattr(duplicate, field)]
        for field in ("assigned_agent_id", "notes"):
            if getattr(self, field) is None and getattr(duplicate, field) is not None:
                taken.append(field)
        for field in taken:
            setattr(self, field, getattr(duplicate, field))
        self.updated_at = at
        self.record(ClientsWereMerged(client_id=self.id, duplicate_client_id=duplicate.id))
        if taken:
            self.record(ClientWasUpdated(client_id=self.id, fields=sorted(taken)))

    def end_in(self, survivor: Client, *, at: datetime) -> None:
        """Stay as a record only: inactive, and naming whom it was merged into. Raises Conflict."""
        self.require_not_merged()
        survivor.require_not_merged()
        self.is_active, self.merged_into_client_id, self.updated_at = False, survivor.id, at

    def require_not_merged(self) -> None:
        """Raises Conflict `client_merged`, naming the client that goes on."""
        if self.merged_into_client_id is not None:
            raise merged_away(self.id, self.merged_into_client_id)

    @property
    def name(self) -> str:
        """What to call them: the company, else the person, else how to reach them."""
        person = " ".join(part for part in (self.first_name, self.last_name) if part)
        return self.company_name or person or self.email or self.phone or f"client {self.id}"

    def _take(self, details: Mapping[str, object], region: str) -> None:
        with Checks() as check:
            for field, value in details.items():
                cleared = (value.strip() or None) if isinstance(value, str) else value
                if check(cleared is not None or field not in _NEVER_NULL, field, "cannot be cleared"):
                    setattr(self, field, _normalised(field, cleared, region, check))
            named = self.first_name or self.last_name or self.company_name
            check(bool(named), "last_name", "is needed, or first_name or company_name")


def merged_away(client_id: int, into: int) -> Conflict:
    """Why nothing is written to, or for, a client who was merged."""
    return Conflict(
        f"Client {client_id} was merged into client {into}: use that one.",
        code="client_merged",
        extra={"client_id": into},
    )


def _normalised(field: str, value: object, region: str, check: Checks) -> object:
    if field in ("email", "phone") and isinstance(value, str):
        try:
            return normalise_email(value) if field == "email" else normalise_phone(value, region)
        except ValueError as error:
            check(False, field, str(error))
    longest = LONGEST.get(field)
    if longest is not None and isinstance(value, str):
        check(len(value) <= longest, field, f"must have at most {longest} characters")
    return value
