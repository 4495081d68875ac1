"""What others see of clients."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from coachway.domain.clients.model import ClientType, PaymentTerms


@dataclass(frozen=True, slots=True)
class ClientView:
    """A client; `notes` are the office's own and null to anybody else.

    One that was merged names the client who goes on, and nothing is written to it any more.
    """

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
    merged_into_client_id: int | None
    created_at: datetime
    updated_at: datetime
    version: int


@dataclass(frozen=True, slots=True)
class ClientContact:
    """How to call and reach a client."""

    client_id: int
    name: str
    email: str | None
    phone: str | None
    assigned_agent_id: int | None
