"""Text in the cells of a table that people open with a spreadsheet.

A spreadsheet runs a cell that begins with one of = + - @, a tab or a line's end as a formula, and a formula can send
what stands beside it elsewhere. Such a cell is written with an apostrophe before it, which a spreadsheet takes for the
mark of plain text; a mere number such as -12.50 or +12125550123 does no harm, and stays as it is.
"""

from __future__ import annotations

import re
from typing import Final

# Text that has apostrophes before a formula already gets one more, so that reading takes off just what writing put on.
_FORMULA: Final = re.compile(r"'*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
_NUMBER: Final = re.compile(r"[+-]?\d+(\.\d+)?", re.ASCII)


def as_cell(text: str) -> str:
    """The text as it may stand in a cell."""
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.fullmatch(text) else text


def from_cell(cell: str) -> str:
    """The text that a cell holds: what `as_cell` made of it is undone."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell
