"""Conditions on change cases that several reads share."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ColumnElement, and_

from coachway.adapters.postgres.changes.tables import change_cases
from coachway.domain.changes.state_machine import OPEN


def overdue(today: date) -> ColumnElement[bool]:
    """Due before today, and still to be decided or implemented."""
    return and_(change_cases.c.due_date < today, change_cases.c.status.in_(OPEN))
