"""Searching text the way people type it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement


def contains(column: ColumnElement[Any], part: str) -> ColumnElement[bool]:
    """Whether the column holds this part, in any case; wildcards in it are taken as they are."""
    return column.icontains(part, autoescape=True)
