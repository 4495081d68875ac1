"""What migrations share: tables under audit, tables that only grow, and checks on enums."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Protocol


class Executes(Protocol):
    """Alembic's `op`, as far as it is needed here."""

    def execute(self, sqltext: str) -> None: ...


def audit(
    op: Executes, schema: str, table: str, *, entity_type: str, hidden: Iterable[str] = (), key: str = "id"
) -> None:
    """Record every insert, update and delete of the table; the values of hidden columns never reach the record."""
    arguments = ", ".join(f"'{word}'" for word in (entity_type, key, *hidden))
    transitions = {
        "insert": "NEW TABLE AS new_rows",
        "update": "OLD TABLE AS old_rows NEW TABLE AS new_rows",
        "delete": "OLD TABLE AS old_rows",
    }
    for action, tables in transitions.items():
        op.execute(
            f"CREATE TRIGGER audit_{action} AFTER {action.upper()} ON {schema}.{table} REFERENCING {tables} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION audit.note_{action}({arguments})"
        )


def append_only(op: Executes, schema: str, table: str) -> None:
    """Let the database itself refuse to change, delete or truncate what the table holds."""
    op.execute(
        f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {schema}.{table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION platform.refuse_change()"
    )


def one_of(column: str, kind: type[StrEnum]) -> str:
    """A CHECK's condition that a text column holds one of the enum's values (or null)."""
    values = ", ".join(f"'{member.value}'" for member in kind)
    return f"{column} IN ({values})"
