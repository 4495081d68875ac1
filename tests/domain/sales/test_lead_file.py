"""Files of leads: what can be read is, and what cannot is named by its line, field and reason."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coachway.domain.kernel.errors import RuleViolated, TooLarge
from coachway.domain.kernel.money import Money
from coachway.domain.kernel.spreadsheet import as_cell
from coachway.domain.sales.lead_file import MOST_ROWS, LeadFile, read_lead_file
from coachway.domain.sales.model import LeadSource

HEADER = "first_name,email"


def read(content: str | bytes) -> LeadFile:
    return read_lead_file(content.encode() if isinstance(content, str) else content, region="US")


def lines_of(file: LeadFile) -> tuple[list[int], list[int]]:
    return [row.line for row in file.rows], [row.line for row in file.rejected]


def test_a_row_becomes_what_its_cells_say() -> None:
    (row,) = read(
        "first_name,last_name,email,phone,trip_details,estimated_passengers,estimated_trip_date,pickup_location,"
        "dropoff_location,estimated_value,source\r\n"
        ' Bob ,Wilson,Bob@Example.com,(212) 555-0123,"To the ""big"" city,\r\nand back",44,2026-05-04,'
        '"Boston, MA",Salem,1520.50,Walk_In\r\n'
    ).rows
    assert (row.line, row.source) == (2, LeadSource.WALK_IN)
    assert (row.contact.full_name, row.contact.email, row.contact.phone) == (
        "Bob Wilson",
        "bob@example.com",
        "+12125550123",
    )
    trip = row.trip
    assert trip.trip_details == 'To the "big" city,\r\nand back'
    assert (trip.estimated_passengers, trip.estimated_trip_date) == (44, date(2026, 5, 4))
    assert (trip.pickup_location, trip.dropoff_location) == ("Boston, MA", "Salem")
    assert trip.estimated_value == Money.of("1520.50")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("start", ["", "\ufeff"])
def test_lines_are_counted_as_an_editor_counts_them(end: str, start: str) -> None:
    lines = [HEADER, "A,a@example.com", "", '"B', 'B",b@example.com', "C,nowhere", "D,d@example.com"]
    file = read(start + end.join(lines) + end)
    assert lines_of(file) == ([2, 4, 7], [6])


def test_a_vertical_tab_or_a_unicode_line_separator_ends_no_line() -> None:
    file = read(f"{HEADER}\nA\u2028\x0b\x85B,a@example.com\nC,nowhere")
    assert lines_of(file) == ([2], [3])


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (b"A,", "email: is needed, or a phone number"),
        (b",a@example.com", "first_name: must not be empty"),
        (b"A,nowhere", "email: must be an e-mail address such as name@example.com"),
        (b",nowhere", "first_name: must not be empty; email: must be an e-mail address such as name@example.com"),
        (b"A", "the header names 2 columns, here are 1"),
        (b"A,a@example.com,web", "the header names 2 columns, here are 3"),
        (b"J\xf6rg,a@example.com", "first_name: is not written in UTF-8"),
        (b"A,\xf6@example.com", "email: is not written in UTF-8"),
        (b"A\x00,a@example.com", "first_name: must not contain the null character"),
        (b'A"B",a@example.com', None),
        (b'"A"B,a@example.com', "has a quote that is not closed, or not doubled"),
        (b'"A,a@example.com', "has a quote that is not closed, or not doubled"),
        (b"A" * 201 + b",a@example.com", "first_name: must have at most 200 characters"),
        (b"A" * 140_000 + b",a@example.com", "has a cell of more than 131072 characters"),
        (b",", "first_name: must not be empty; email: is needed, or a phone number"),
    ],
)
def test_a_bad_row_is_named_and_spoils_no_other(row: bytes, message: str | None) -> None:
    file = read(HEADER.encode() + b"\nB,b@example.com\n" + row + b"\nC,c@example.com\nD,d@example.com\n")
    if message is None:
        assert lines_of(file) == ([2, 3, 4, 5], [])
    else:
        assert lines_of(file) == ([2, 4, 5], [3])
        assert [set(each.message.split("; ")) for each in file.rejected] == [set(message.split("; "))]


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("estimated_passengers", ["4.5", "0", "-1", "forty", "1_000", "٤", "9" * 30, "1e3", "NaN"]),
        ("estimated_trip_date", ["2026-02-30", "5/4/2026", "20260504", "tomorrow", "2026-W19-1"]),
        ("estimated_value", ["-1", "NaN", "Infinity", "1,520", "$5", "1e5", "9" * 16, "1_0", "0x10"]),
        ("source", ["fax", "WEB SITE"]),
        ("phone", ["1", "call me", "=1+1"]),
    ],
)
def test_a_value_that_cannot_be_used_is_named(field: str, values: list[str]) -> None:
    rows = "".join(f'Ann,ann@example.com,"{value}"\n' for value in values)
    file = read(f"{HEADER},{field}\n{rows}")
    assert not file.rows
    assert all(each.message.startswith(f"{field}: must be ") or "must not be" in each.message for each in file.rejected)
    assert all(";" not in each.message for each in file.rejected)


def test_formulas_are_text() -> None:
    (row,) = read(f"{HEADER},trip_details\n=1+1,a@example.com,'=HYPERLINK(1)\n").rows
    assert (row.contact.first_name, row.trip.trip_details) == ("=1+1", "=HYPERLINK(1)")


@pytest.mark.parametrize(
    ("header", "fields"),
    [
        ("", ["header"]),
        (",,", ["header"]),
        ('"first_name,email', ["header"]),
        ("first_name,email,colour", ["colour"]),
        ("first_name,email,colour,size", ["colour", "size"]),
        ("first_name,email,email", ["email"]),
        ("first_name,email,", ["header"]),
        ("first_name,last_name", ["email"]),
        ("email,phone", ["first_name"]),
        ("first_name;email", ["first_name;email", "first_name", "email"]),
        ("Ann,ann@example.com", ["ann", "ann@example.com", "first_name", "email"]),
    ],
)
def test_a_header_that_cannot_be_used_refuses_the_file_and_names_each_column(header: str, fields: list[str]) -> None:
    with pytest.raises(RuleViolated) as refused:
        read(f"{header}\nAnn,ann@example.com\n" if header else "")
    assert [each.field for each in refused.value.fields] == fields


def test_another_encoding_is_refused_by_its_header() -> None:
    with pytest.raises(RuleViolated, match="first_name"):
        read(f"{HEADER}\nA,a@example.com\n".encode("utf-16"))


def test_column_names_may_be_written_large_and_with_space_around() -> None:
    assert len(read(" First_Name , EMAIL \nA,a@example.com\n").rows) == 1


def test_columns_that_the_platform_fills_are_passed_over() -> None:
    (row,) = read("id,status,first_name,email,version,created_at\n7,dead,A,a@example.com,x,y\n").rows
    assert row.contact.first_name == "A"


def test_ten_thousand_rows_are_taken_good_or_bad_and_no_more() -> None:
    rows = "A,a@example.com\nB,nowhere\n\n" * (MOST_ROWS // 2)
    file = read(f"{HEADER}\n{rows}")
    assert (len(file.rows), len(file.rejected)) == (MOST_ROWS // 2, MOST_ROWS // 2)
    with pytest.raises(TooLarge) as refused:
        read(f"{HEADER}\n{rows}C,c@example.com\n")
    assert refused.value.code == "too_many_rows"


TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=1, max_size=40)


@given(st.lists(TEXT.map(str.strip).filter(bool), min_size=1, max_size=20), st.sampled_from(["\n", "\r\n"]))
def test_what_a_spreadsheet_writes_is_read_back(names: list[str], end: str) -> None:
    written = io.StringIO(newline="")
    writer = csv.writer(written, lineterminator=end, quoting=csv.QUOTE_ALL)
    writer.writerow(["first_name", "email"])
    writer.writerows([as_cell(name), "a@example.com"] for name in names)
    assert [row.contact.first_name for row in read(written.getvalue()).rows] == names


@given(st.binary(max_size=300))
def test_whatever_the_bytes_each_row_is_read_or_rejected(content: bytes) -> None:
    file = read(HEADER.encode() + b"\n" + content)
    found = sorted([*lines_of(file)[0], *lines_of(file)[1]])
    assert len(set(found)) == len(found)
    assert all(line > 1 for line in found)
