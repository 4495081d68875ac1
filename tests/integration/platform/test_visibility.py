"""Nobody finds what is not theirs, and nobody is told what is not for them, whichever operation they try.

Made from the OpenAPI schema: an operation on a kind of object that the story does not have fails here.
"""

from __future__ import annotations

import json
import re
from typing import Any

from coachway.domain.kernel.actor import Role
from tests.api_client import ApiClient
from tests.bodies import address_of, body_of
from tests.served import OPERATIONS, Served
from tests.story import Side, Story

ON_OBJECTS = [each for each in OPERATIONS if each.kinds and Role.PUBLIC not in each.roles]
READS = [each for each in OPERATIONS if each.method == "GET" and Role.PUBLIC not in each.roles]
# What each filter of a list is set to when somebody asks for what belongs to the other side.
OF_THE_OTHER = {
    "client_id": "clients",
    "vendor_id": "vendors",
    "charter_id": "charters",
    "user_id": "users",
    "agent_id": "users",
}


def people(side: Side) -> list[tuple[Role, ApiClient]]:
    return [(Role.CLIENT, side.client), (Role.VENDOR, side.vendor)]


async def call(who: ApiClient, operation: Served, side: Side) -> Any:
    return await who.request(operation.method, address_of(operation, side), json=body_of(operation, side))


async def test_another_clients_and_another_vendors_objects_look_like_none(story: Story) -> None:
    wrong = []
    for mine, theirs in (("a", "b"), ("b", "a")):
        for role, who in people(story.sides[mine]):
            for operation in ON_OBJECTS:
                if role in operation.roles:
                    answer = await call(who, operation, story.sides[theirs])
                    if answer.status_code != 404:
                        wrong.append((role, operation.method, operation.path, answer.status_code, answer.text[:200]))
    assert wrong == []


def marks(side: Side) -> list[str]:
    """Words that stand in the side's objects and nowhere else."""
    name = side.name
    return [f"Client {name}", f"Vendor {name}", f"-{name}@example.com", f"note {name}", f"on {name}", f"for {name}"]


# Amounts by name, of which no vendor may be told any, nor a client any of the second kind.
WHAT_THE_CLIENT_PAYS = {"base_cost", "mileage_cost", "total_cost", "deposit_amount", "current_price", "proposed_price"}
WHAT_THE_VENDOR_GETS = {"vendor_cost", "quoted_price"}


def named_values(answer: Any) -> list[tuple[str, Any]]:
    """Every field anywhere in an answer that is not null."""
    if isinstance(answer, list):
        return [found for each in answer for found in named_values(each)]
    if not isinstance(answer, dict):
        return []
    own = [(name, value) for name, value in answer.items() if value is not None]
    return own + [found for value in answer.values() for found in named_values(value)]


async def amounts(story: Story, names: set[str]) -> set[str]:
    """All such amounts that staff see anywhere, as they stand on the wire."""
    found = set()
    for operation in (each for each in READS if Role.ADMIN in each.roles):
        for side in story.sides.values():
            answer = await story.admin.get(address_of(operation, side))
            if answer.headers["content-type"] == "application/json":
                told = named_values(json.loads(answer.content, parse_float=str))
                found |= {value for name, value in told if name in names and isinstance(value, str)}
    return found - {"0.00"}


async def heard(story: Story, role: Role) -> list[tuple[str, str]]:
    """Every answer that a client or a vendor of the story gets, or got in its course, with where it came from."""
    answers = []
    for side in story.sides.values():
        (who,) = (person for each, person in people(side) if each is role)
        answers += [(path, told) for bearer, path, told in story.heard if bearer is who]
        for operation in (each for each in READS if role in each.roles):
            address = address_of(operation, side)
            answers.append((address, (await who.get(address)).text))
    return answers


async def test_no_vendor_is_told_what_a_client_pays(story: Story) -> None:
    paid = await amounts(story, WHAT_THE_CLIENT_PAYS)
    assert len(paid) > 5
    told = await heard(story, Role.VENDOR)
    assert len(told) > 20
    secret = [*paid, "office note", "broker note"]
    wrong = [(path, each) for path, answer in told for each in secret if re.search(rf"(?<![\d.]){each}\b", answer)]
    assert wrong == []


async def test_no_client_is_told_what_a_vendor_gets_or_what_the_office_notes(story: Story) -> None:
    got = await amounts(story, WHAT_THE_VENDOR_GETS)
    assert len(got) > 5
    secret = [*got, "office note", "broker note", "review note", "bid note"]
    told = await heard(story, Role.CLIENT)
    assert len(told) > 20
    wrong = [(path, each) for path, answer in told for each in secret if re.search(rf"(?<![\d.]){each}\b", answer)]
    assert wrong == []


async def test_no_list_search_count_or_dashboard_shows_the_other_side(story: Story) -> None:
    a, b = story.sides["a"], story.sides["b"]
    wrong = []
    for role, who in people(b):
        for operation in (each for each in READS if role in each.roles and not each.kinds):
            names = operation.parameters
            filters = [f"{name}={a.ids[kind]}" for name, kind in OF_THE_OTHER.items() if name in names]
            filters += ["q=Client%20a", "q=note%20a"] if "q" in names else []
            for chosen in ["", *filters]:
                answer = await who.get(f"{operation.path}?count=true&{chosen}")
                told = [mark for mark in marks(a) if mark in answer.text]
                found = chosen and answer.status_code == 200 and answer.headers.get("x-total-count", "0") != "0"
                # Both vendors were asked for a's open charter, so each finds its own request and bid by it.
                if told or (found and "charter_id" not in chosen) or answer.status_code not in (200, 403, 404, 422):
                    wrong.append((role, operation.path, chosen, answer.status_code, told, answer.text[:300]))
    assert wrong == []
