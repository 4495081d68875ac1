"""Nobody overwrites what they have not seen: every operation on an object that has a version honours If-Match."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import pytest

from tests.api_client import ApiClient
from tests.bodies import address_of, body_of
from tests.served import OPERATIONS, Served
from tests.story import OVERRIDE, Story

VERSIONED = [each for each in OPERATIONS if "If-Match" in each.parameters]
SHOWN = [each for each in OPERATIONS if each.method == "GET" and "ETag" in each.answer_headers]
# An approval is answered once; whoever is second meets that, not a version.
UPDATES = [each for each in VERSIONED if each.method == "PUT" and each.operation_id != "answer_approval"]
OLD = {"If-Match": '"999999"'}


def somebody(operation: Served, story: Story) -> ApiClient:
    """Who may do it: an admin, unless only whom the object is for may."""
    if operation.operation_id == "mark_notification_read":
        return story.sides["a"].client
    return story.admin


@pytest.mark.parametrize("operation", VERSIONED, ids=lambda each: each.operation_id)
async def test_an_old_version_is_412(operation: Served, story: Story) -> None:
    side, who = story.sides["a"], somebody(operation, story)
    answer = await who.request(
        operation.method, address_of(operation, side), json=body_of(operation, side), headers=OLD
    )
    assert (answer.status_code, answer.json()["code"]) == (412, "version_mismatch"), answer.text


@pytest.mark.parametrize("operation", SHOWN, ids=lambda each: each.operation_id)
async def test_an_object_is_shown_with_its_version_as_its_etag(operation: Served, story: Story) -> None:
    answer = await story.admin.get(address_of(operation, story.sides["a"]))
    assert answer.headers["etag"] == f'"{answer.json()["version"]}"'


def varied(body: Mapping[str, Any], number: int) -> dict[str, Any]:
    """The same fields with other values."""
    return {name: _another(value, number) for name, value in body.items()}


def _another(value: Any, number: int) -> Any:
    if isinstance(value, bool):
        return not value
    return number if isinstance(value, int) else f"{value} {number}"


@pytest.mark.parametrize("operation", UPDATES, ids=lambda each: each.operation_id)
async def test_of_updates_at_once_that_hold_one_version_exactly_one_wins(operation: Served, story: Story) -> None:
    side = story.sides["b"]
    side.ids["bids"] = side.ids["sealed bid"]
    address, body = address_of(operation, side), body_of(operation, side) or {}
    over = OVERRIDE if operation.operation_id == "update_stop" else {}
    before = await story.admin.put(address, {**body, **over})
    assert before.status_code == 200, before.text
    holding = {"If-Match": before.headers["etag"]}
    answers = await asyncio.gather(
        *(story.admin.put(address, {**varied(body, number), **over}, headers=holding) for number in range(3, 8))
    )
    (won,) = [answer for answer in answers if answer.status_code == 200]
    assert [answer.json()["code"] for answer in answers if answer is not won] == ["version_mismatch"] * 4
    assert won.headers["etag"] != before.headers["etag"]
    (field,) = body
    assert won.json()[field] in [varied(body, number)[field] for number in range(3, 8)]
