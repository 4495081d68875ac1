"""What is written into a cell can be read back, and is no formula."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coachway.domain.kernel.spreadsheet import as_cell, from_cell

STARTS = st.sampled_from(["", "'", "''", "=", "+", "-", "@", "\t", "\r", "\n", "'=", "＝", "1", "-1"])
TEXTS = st.tuples(STARTS, st.text()).map("".join)


@given(TEXTS)
def test_what_was_written_is_read_back(text: str) -> None:
    assert from_cell(as_cell(text)) == text


@given(TEXTS)
def test_no_cell_begins_as_a_formula_does_unless_it_is_a_number(text: str) -> None:
    cell = as_cell(text)
    assert not cell.startswith(("=", "@", "\t", "\r", "\n")) or not cell
    if cell.startswith(("+", "-")):
        float(cell)


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ('=HYPERLINK("http://x.example";"click")', '\'=HYPERLINK("http://x.example";"click")'),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("+1+cmd|' /C calc'!A0", "'+1+cmd|' /C calc'!A0"),
        ("+12125550123", "+12125550123"),
        ("-12.50", "-12.50"),
        ("- by the sea", "'- by the sea"),
        ("'t Hooft", "'t Hooft"),
        ("Ann", "Ann"),
    ],
)
def test_cells(text: str, cell: str) -> None:
    assert as_cell(text) == cell
