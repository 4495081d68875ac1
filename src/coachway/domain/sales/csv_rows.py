"""The rows of comma-separated values (RFC 4180), each with the line it begins on; a broken row spoils no other."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

LONGEST_CELL: Final = csv.field_size_limit()

_LINE: Final = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")


@dataclass(frozen=True, slots=True)
class BrokenRow:
    """What stands there instead of a row, and why it cannot be read."""

    reason: str


def numbered_rows(text: str) -> Iterator[tuple[int, list[str] | BrokenRow]]:
    """Each row that is not an empty line, with its first line counted from 1.

    Lines end with LF, CRLF or CR. Where quotes are broken, reading goes on with the next line: a quote that is never
    closed would otherwise swallow the rest of the file.
    """
    lines = _LINE.findall(text)
    begun = 0
    while begun < len(lines):
        start = begun
        reader = csv.reader((lines[number] for number in range(start, len(lines))), strict=True)
        try:
            for cells in reader:
                if cells:
                    yield begun + 1, cells
                begun = start + reader.line_num
            return
        except csv.Error as error:
            yield begun + 1, BrokenRow(_reason(str(error)))
            begun += 1


def _reason(told: str) -> str:
    if "field limit" in told:
        return f"has a cell of more than {LONGEST_CELL} characters"
    return "has a quote that is not closed, or not doubled"
