"""A file of leads: comma-separated values whose first line names fields of a lead.

A row that cannot be read is reported with its line and reason, and stops no other. Columns that only the platform
fills (`id`, `status`, …) are passed over, so that what was exported can be imported again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, Final

from coachway.domain.kernel.errors import Checks, RuleViolated, TooLarge
from coachway.domain.kernel.money import Money
from coachway.domain.kernel.spreadsheet import from_cell
from coachway.domain.sales.csv_rows import BrokenRow, numbered_rows
from coachway.domain.sales.model import Contact, LeadSource, TripWish, read_enquiry
from coachway.domain.sales.views import LeadView

MOST_ROWS: Final = 10_000

READ: Final = (*(field.name for kind in (Contact, TripWish) for field in fields(kind)), "source")
"""The columns that a file may fill."""

_PASSED_OVER: Final = frozenset(field.name for field in fields(LeadView)) - frozenset(READ)
_UNDECODED: Final = re.compile("[\udc80-\udcff]")
_BOM: Final = "\ufeff"


@dataclass(frozen=True, slots=True)
class LeadRow:
    """One row that can become a lead."""

    line: int
    contact: Contact
    trip: TripWish
    source: LeadSource


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """One row that cannot: `line` counts the file's lines with the header as 1, `message` names each bad field."""

    line: int
    message: str


@dataclass(frozen=True, slots=True)
class LeadFile:
    rows: tuple[LeadRow, ...]
    rejected: tuple[RejectedRow, ...]


def read_lead_file(content: bytes, *, region: str) -> LeadFile:
    """Every row, read or rejected. Raises RuleViolated for a header that cannot be used, and TooLarge."""
    # What is not UTF-8 is kept as what it was, so that only the rows that hold it are lost.
    rows = numbered_rows(content.decode("utf-8", "surrogateescape").removeprefix(_BOM))
    columns = _header(next(rows, None))
    good: list[LeadRow] = []
    bad: list[RejectedRow] = []
    for line, cells in rows:
        if len(good) + len(bad) == MOST_ROWS:
            raise TooLarge(f"The file has more than {MOST_ROWS} rows: split it.", code="too_many_rows")
        try:
            good.append(_lead(line, columns, cells, region=region))
        except RuleViolated as refusal:
            found = "; ".join(
                f"{each.field}: {each.message}" if each.field else each.message for each in refusal.fields
            )
            bad.append(RejectedRow(line, found))
    return LeadFile(tuple(good), tuple(bad))


def _header(first: tuple[int, Sequence[str] | BrokenRow] | None) -> list[str]:
    """The fields that the columns hold, in order."""
    cells = first[1] if first else []
    with Checks() as check:
        if isinstance(cells, BrokenRow) or not any(cells):
            check(False, "header", "must name fields of a lead")
            return []
        names = [cell.strip().lower() for cell in cells]
        for name in dict.fromkeys(names):
            shown = _UNDECODED.sub("\ufffd", name)[:100] or "header"
            known = name in READ or name in _PASSED_OVER
            hint = "has a column without a name" if not name else f"is not a field of a lead: {', '.join(READ)}"
            check(known, shown, hint)
            check(not name or names.count(name) == 1, shown, "stands there more than once")
        check("first_name" in names, "first_name", "is needed in the header")
        check("email" in names or "phone" in names, "email", "is needed in the header, or phone")
    return names


def _lead(line: int, columns: Sequence[str], cells: Sequence[str] | BrokenRow, *, region: str) -> LeadRow:
    """Raises RuleViolated, naming every bad field."""
    values: dict[str, Any] = {}
    with Checks() as check:
        if isinstance(cells, BrokenRow):
            check(False, "", cells.reason)
            return _NOTHING
        if not check(len(cells) == len(columns), "", f"the header names {len(columns)} columns, here are {len(cells)}"):
            return _NOTHING
        for name, cell in zip(columns, cells, strict=True):
            if name in _READERS and (value := _value(name, cell, check)) is not None:
                values[name] = value
        source = values.pop("source", LeadSource.WEB)
        try:
            contact, trip = read_enquiry(values, region=region)
        except RuleViolated as refusal:
            told = {failure.field for failure in check.failed}
            # Who wrote an address that cannot be read is not told besides that one is missing.
            told |= {"email", "phone"} if told & {"email", "phone"} else set()
            check.failed += [failure for failure in refusal.fields if failure.field not in told]
            return _NOTHING
    return LeadRow(line, contact, trip, source)


def _value(name: str, cell: str, check: Checks) -> Any:
    """What the cell says, None where it is empty or where `check` has been told why it cannot be used."""
    text = from_cell(cell).strip()
    if not text:
        return None
    usable = check(not _UNDECODED.search(text), name, "is not written in UTF-8")
    if not usable or not check("\x00" not in text, name, "must not contain the null character"):
        return None
    try:
        return _READERS[name](text)
    except ValueError:
        check(False, name, _EXPECTED[name])
        return None


def _integer(text: str) -> int:
    if not re.fullmatch(r"[+-]?\d{1,9}", text, re.ASCII):
        raise ValueError(text)
    return int(text)


def _day(text: str) -> date:
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII):
        raise ValueError(text)
    return date.fromisoformat(text)


def _money(text: str) -> Money:
    if not re.fullmatch(r"[+-]?\d{1,15}(\.\d{1,10})?", text, re.ASCII):
        raise ValueError(text)
    return Money.of(text)


_EXPECTED: Final = {
    "estimated_passengers": "must be a whole number such as 44",
    "estimated_trip_date": "must be a date such as 2026-05-04",
    "estimated_value": "must be an amount of money such as 1520.50",
    "source": "must be one of " + ", ".join(LeadSource),
}
_READERS: Final[Mapping[str, Callable[[str], Any]]] = {
    **dict.fromkeys(READ, str),
    "estimated_passengers": _integer,
    "estimated_trip_date": _day,
    "estimated_value": _money,
    "source": lambda text: LeadSource(text.lower()),
}
# Never kept: leaving the checks raises what they have found.
_NOTHING: Final = LeadRow(0, Contact(""), TripWish(), LeadSource.WEB)
