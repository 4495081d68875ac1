"""Enquiries from a web form, which is open to all the world."""

from __future__ import annotations

import asyncio
import re
from typing import Any

import pytest

from tests.api_client import ApiClient
from tests.integration.sales.office import LEADS, open_office

INTAKE = f"{LEADS}/intake"
ADA: dict[str, Any] = {"first_name": "Ada", "email": "ada@example.com", "estimated_passengers": 40}
REFERENCE = re.compile(r"[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){2}")


async def test_an_enquiry_is_a_lead_from_the_web_with_an_agent(api: ApiClient) -> None:
    office = await open_office(api, {})
    answer = await api.post(INTAKE, ADA)
    assert (answer.status_code, list(answer.json())) == (201, ["reference"])
    assert REFERENCE.fullmatch(answer.json()["reference"])
    assert "etag" not in answer.headers
    (lead,) = (await office.manager.get(LEADS)).json()
    assert (lead["source"], lead["assigned_to_agent_id"], lead["email"]) == ("web", office.ids[0], "ada@example.com")


async def test_the_office_finds_the_lead_by_what_the_sender_names(api: ApiClient) -> None:
    manager = await api.as_("manager")
    references = [(await api.post(INTAKE, ADA | {"first_name": name})).json()["reference"] for name in ("Ada", "Bea")]
    for reference, name in zip(references, ("Ada", "Bea"), strict=True):
        for typed in (reference, reference.lower()):
            found = (await manager.get(f"{LEADS}?q={typed}")).json()
            assert [lead["first_name"] for lead in found] == [name]


async def test_references_do_not_count(api: ApiClient) -> None:
    references = [(await api.post(INTAKE, ADA)).json()["reference"] for _ in range(12)]
    assert len(set(references)) == 12
    assert references not in (sorted(references), sorted(references, reverse=True))


async def test_who_fills_in_the_field_that_people_do_not_see_is_answered_alike_and_dropped(api: ApiClient) -> None:
    manager = await api.as_("manager")
    honest = await api.post(INTAKE, ADA | {"website": ""})
    caught = await api.post(INTAKE, ADA | {"website": "https://spam.example"})
    assert caught.status_code == honest.status_code == 201
    assert caught.json().keys() == honest.json().keys()
    assert caught.headers.keys() == honest.headers.keys()
    assert REFERENCE.fullmatch(caught.json()["reference"])
    assert len((await manager.get(LEADS)).json()) == 1


async def test_a_repeat_under_one_key_is_one_lead(api: ApiClient) -> None:
    manager = await api.as_("manager")
    for enquiry, made in ((ADA, 1), (ADA | {"website": "x"}, 1)):
        key = {"Idempotency-Key": f"form {enquiry.get('website')}"}
        answers = await asyncio.gather(*(api.post(INTAKE, enquiry, headers=key) for _ in range(4)))
        assert {answer.status_code for answer in answers} <= {201, 409}
        again = await api.post(INTAKE, enquiry, headers=key)
        assert again.headers["idempotency-replayed"] == "true"
        assert {answer.json()["reference"] for answer in [*answers, again] if answer.is_success} == {
            again.json()["reference"]
        }
        assert len((await manager.get(LEADS)).json()) == made


async def test_twenty_a_minute_are_taken_from_an_address(api: ApiClient) -> None:
    statuses = [(await api.post(INTAKE, ADA)).status_code for _ in range(21)]
    assert statuses == [201] * 20 + [429]
    refused = await api.post(INTAKE, ADA)
    assert 0 < int(refused.headers["retry-after"]) <= 60
    assert (await (await api.as_("agent")).get(LEADS)).status_code == 200


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"email": "nowhere"}, "email"),
        ({"email": None}, "email"),
        ({"first_name": ""}, "first_name"),
        ({"assigned_to_agent_id": 1}, "assigned_to_agent_id"),
        ({"source": "partner"}, "source"),
        ({"estimated_passengers": 0}, "estimated_passengers"),
    ],
)
async def test_bad_fields_are_named(api: ApiClient, change: dict[str, Any], field: str) -> None:
    refused = await api.post(INTAKE, ADA | change)
    assert (refused.status_code, [each["field"] for each in refused.json()["errors"]]) == (422, [field])
