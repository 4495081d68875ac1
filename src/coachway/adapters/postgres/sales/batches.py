"""Leads by the thousand: each step one statement, which is given all of them as one JSON document."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

import msgspec
from sqlalchemy import bindparam, text
from sqlalchemy.ext.asyncio import AsyncSession

from coachway.adapters.postgres.sales.alike import OPEN_ALIKE
from coachway.adapters.postgres.types import Moment
from coachway.domain.kernel.money import Money
from coachway.domain.sales.model import Contact, LeadStatus
from coachway.domain.sales.open_leads import FiledLead, OpenLead

_COLUMNS: Final = (
    "id, first_name, last_name, email, phone, trip_details, estimated_passengers, estimated_trip_date, "
    "pickup_location, dropoff_location, estimated_value, source, existing_client_id, "
    "assigned_to_agent_id, duplicate_lead_ids"
)
# Nothing that anybody sent is written into these statements: only names of columns and statuses of ours.
_ADD: Final = text(
    f"INSERT INTO sales.leads ({_COLUMNS}, status, assigned_at, created_at, updated_at, version) "  # noqa: S608
    f"SELECT {_COLUMNS}, '{LeadStatus.NEW.value}', "
    "CASE WHEN assigned_to_agent_id IS NOT NULL THEN :at END, :at, :at, 1 "
    "FROM jsonb_populate_recordset(NULL::sales.leads, CAST(CAST(:leads AS text) AS jsonb)) ORDER BY id"
).bindparams(bindparam("at", type_=Moment))
_OPEN_LIKE: Final = text(
    "SELECT id, first_name, last_name, email, phone, assigned_to_agent_id, duplicate_lead_ids FROM sales.leads "  # noqa: S608
    f"WHERE {OPEN_ALIKE} ORDER BY id FOR UPDATE"
)
_NOTE: Final = text(
    "UPDATE sales.leads l SET duplicate_lead_ids = noted.duplicate_lead_ids, updated_at = :at, version = l.version + 1 "
    "FROM jsonb_to_recordset(CAST(CAST(:noted AS text) AS jsonb)) AS noted (id bigint, duplicate_lead_ids bigint[]) "
    "WHERE l.id = noted.id"
).bindparams(bindparam("at", type_=Moment))


class PostgresLeadBatches:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def open_like_any(self, people: Sequence[Contact]) -> Sequence[OpenLead]:
        wanted = {
            "emails": sorted({person.email for person in people if person.email}),
            "phones": sorted({person.phone for person in people if person.phone}),
        }
        rows = (await self._session.execute(_OPEN_LIKE, wanted)).all()
        return [
            OpenLead(lead_id, Contact(first, last, email, phone), agent_id, set(duplicates))
            for lead_id, first, last, email, phone, agent_id, duplicates in rows
        ]

    async def add_all(self, new: Sequence[FiledLead], *, at: datetime) -> None:
        await self._session.execute(_ADD, {"leads": _as_json([_row(lead) for lead in new]), "at": at})

    async def note_duplicates(self, noted: Sequence[OpenLead], *, at: datetime) -> None:
        if noted:
            rows = [{"id": lead.id, "duplicate_lead_ids": sorted(lead.duplicate_lead_ids)} for lead in noted]
            await self._session.execute(_NOTE, {"noted": _as_json(rows), "at": at})


def _row(lead: FiledLead) -> dict[str, Any]:
    contact, trip = lead.contact, lead.trip
    return {
        "id": lead.id,
        "first_name": contact.first_name,
        "last_name": contact.last_name,
        "email": contact.email,
        "phone": contact.phone,
        "trip_details": trip.trip_details,
        "estimated_passengers": trip.estimated_passengers,
        "estimated_trip_date": trip.estimated_trip_date,
        "pickup_location": trip.pickup_location,
        "dropoff_location": trip.dropoff_location,
        "estimated_value": trip.estimated_value,
        "source": lead.source,
        "existing_client_id": lead.existing_client_id,
        "assigned_to_agent_id": lead.assigned_to_agent_id,
        "duplicate_lead_ids": sorted(lead.duplicate_lead_ids),
    }


def _as_json(rows: Sequence[dict[str, Any]]) -> str:
    return msgspec.json.encode(rows, enc_hook=_plain).decode()


def _plain(value: Any) -> Any:
    if isinstance(value, Money):
        return value.amount
    raise NotImplementedError(f"a lead cannot hold a {type(value).__name__}")
