"""Trying changes out: the charter as it would be, beside the one that stays as it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from itertools import count

from coachway.domain.charters.driver_hours import DrivingPolicy
from coachway.domain.charters.model import editing
from coachway.domain.charters.model.fields import read_changes
from coachway.domain.charters.model.record import CharterRecord
from coachway.domain.charters.model.stops import Stop
from coachway.domain.kernel.errors import Checks


def tried_out(charter: CharterRecord, changes: Mapping[str, object], *, driving: DrivingPolicy) -> CharterRecord:
    """A copy of the charter with these plain JSON values by field name; new stops have ids below zero.

    Raises RuleViolated for a field that cannot be changed or a bad value.
    """
    copy = CharterRecord(**{each.name: getattr(charter, each.name) for each in fields(CharterRecord)})
    copy.stops = [Stop(**{each.name: getattr(stop, each.name) for each in fields(Stop)}) for stop in charter.stops]
    values = read_changes(changes)
    with Checks() as check:
        editing.assign(copy, values, check, count(-1, -1))
        editing.settle(copy, driving, check)
    return copy
