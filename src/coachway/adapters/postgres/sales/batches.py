"""Leads by the thousand: each step one statement, which is given all of them as one JSON document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime
from operator import attrgetter
from typing import Any, Final

import msgspec
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from coachway.adapters.postgres.sales.tables import leads
from coachway.domain.kernel.money import Money
from coachway.domain.sales.model import IN_WORK, Contact, Lead, TripWish
from coachway.domain.sales.open_leads import OpenLead

_COLUMNS: Final = ", ".join(column.name for column in leads.c)
_PARTS: Final = {
    field.name: f"{part}.{field.name}"
    for part, kind in (("contact", Contact), ("trip", TripWish))
    for field in fields(kind)
}
_VALUES: Final = {column.name: attrgetter(_PARTS.get(column.name, column.name)) for column in leads.c}
# Nothing that anybody sent is written into these statements: only names of columns and statuses of ours.
_ADD: Final = text(
    f"INSERT INTO sales.leads ({_COLUMNS}) SELECT {_COLUMNS} "  # noqa: S608
    "FROM jsonb_populate_recordset(NULL::sales.leads, CAST(CAST(:leads AS text) AS jsonb)) ORDER BY id"
)
_OPEN: Final = ", ".join(f"'{status.value}'" for status in sorted(IN_WORK))
# Each key is looked up in its index; a lead that is found by both is still one lead, and locked in the order of ids.
_OPEN_LIKE: Final = text(
    "SELECT id, first_name, last_name, email, phone, assigned_to_agent_id, duplicate_lead_ids FROM sales.leads "  # noqa: S608
    "WHERE id IN ("
    " SELECT l.id FROM unnest(CAST(:emails AS text[])) AS wanted JOIN sales.leads l ON l.email = wanted"
    " UNION"
    " SELECT l.id FROM unnest(CAST(:phones AS text[])) AS wanted JOIN sales.leads l ON l.phone = wanted"
    f") AND status IN ({_OPEN}) ORDER BY id FOR UPDATE"
)
_NOTE: Final = text(
    "UPDATE sales.leads l SET duplicate_lead_ids = noted.duplicate_lead_ids, updated_at = :at, version = l.version + 1 "
    "FROM jsonb_to_recordset(CAST(CAST(:noted AS text) AS jsonb)) AS noted (id bigint, duplicate_lead_ids bigint[]) "
    "WHERE l.id = noted.id"
)


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

    async def add_all(self, new: Sequence[Lead]) -> None:
        rows = [{name: value(lead) for name, value in _VALUES.items()} for lead in new]
        await self._session.execute(_ADD, {"leads": _as_json(rows)})

    async def note_duplicates(self, noted: Sequence[OpenLead], *, at: datetime) -> None:
        if noted:
            rows = [{"id": lead.id, "duplicate_lead_ids": sorted(lead.duplicate_lead_ids)} for lead in noted]
            await self._session.execute(_NOTE, {"noted": _as_json(rows), "at": at})


def _as_json(rows: Sequence[dict[str, Any]]) -> str:
    return msgspec.json.encode(rows, enc_hook=_plain).decode()


def _plain(value: Any) -> Any:
    if isinstance(value, Money):
        return value.amount
    raise NotImplementedError(f"a lead cannot hold a {type(value).__name__}")
