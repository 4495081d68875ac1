"""What of an audit record is sealed, as it is read back from the database."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import String, cast

from coachway.adapters.postgres.platform_tables import audit_records
from coachway.domain.changes.audit_chain import RecordContent

# `changes` is sealed as the text that PostgreSQL writes, so that no number passes through a float on the way.
CONTENT: Final = tuple(
    cast(audit_records.c.changes, String).label("changes") if name == "changes" else audit_records.c[name]
    for name in RecordContent.__dataclass_fields__
)


def content_of(row: Any) -> RecordContent:
    """The content of a row that selects CONTENT."""
    return RecordContent(**{name: row[name] for name in RecordContent.__dataclass_fields__})
