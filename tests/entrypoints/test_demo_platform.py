"""The demo's view of the API: whole lists, errors as sentences, patience, and keys that make repeats harmless."""

from __future__ import annotations

import io
from collections.abc import Callable
from decimal import Decimal

import httpx2
import pytest
from rich.console import Console

from coachway.entrypoints.demo.narrator import Narrator
from coachway.entrypoints.demo.platform import DemoStopped, Platform, Refused

Answer = Callable[[httpx2.Request], httpx2.Response]


def platform(answer: Answer) -> Platform:
    return Platform(httpx2.Client(base_url="http://coachway.test", transport=httpx2.MockTransport(answer)), "token")


def test_a_list_is_read_to_its_last_page() -> None:
    def answer(request: httpx2.Request) -> httpx2.Response:
        if "cursor" in request.url.params:
            return httpx2.Response(200, json=[{"id": 1}])
        following = '<http://coachway.test/api/v1/sales/leads?cursor=x&limit=200>; rel="next"'
        return httpx2.Response(200, json=[{"id": 3}, {"id": 2}], headers={"Link": following})

    assert [lead["id"] for lead in platform(answer).every("/api/v1/sales/leads")] == [3, 2, 1]


def test_money_is_read_and_written_exactly() -> None:
    def answer(request: httpx2.Request) -> httpx2.Response:
        assert b"0.10" in request.content
        return httpx2.Response(201, content=b'{"total": 726.50}')

    assert platform(answer).post("/quotes", {"rate": Decimal("0.10")})["total"] == Decimal("726.50")


def test_an_error_reads_as_one_sentence_that_names_the_fields() -> None:
    problem = {
        "detail": "Some values are not acceptable: email.",
        "code": "invalid",
        "errors": [{"field": "email", "message": "must be an address"}],
    }
    with pytest.raises(Refused, match=r"POST /leads .* 422: Some values .*\(email must be an address\)") as refused:
        platform(lambda _: httpx2.Response(422, json=problem)).post("/leads", {})
    assert (refused.value.status, refused.value.code) == (422, "invalid")


def test_the_same_request_carries_the_same_key_and_another_body_another() -> None:
    keys: list[str] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        keys.append(request.headers["Idempotency-Key"])
        return httpx2.Response(201, json={})

    for name in ("a", "a", "b"):
        platform(answer).post("/leads", {"first_name": name})
    assert keys[0] == keys[1] != keys[2]


def test_it_waits_when_asked_to_and_tries_again() -> None:
    answers = iter((httpx2.Response(429, headers={"Retry-After": "0"}), httpx2.Response(200, json={"ok": 1})))
    assert platform(lambda _: next(answers)).get("/health") == {"ok": 1}


def test_a_platform_that_is_not_there_is_said_in_a_sentence() -> None:
    def answer(request: httpx2.Request) -> httpx2.Response:
        raise httpx2.ConnectError("refused", request=request)

    with pytest.raises(DemoStopped, match="does not answer"):
        platform(answer).post("/leads", {})


def test_without_a_terminal_the_story_is_plain_lines() -> None:
    page = io.StringIO()
    narrator = Narrator(Console(file=page))
    narrator.chapter("Enquiries [come] in")
    with narrator.progress("Leads", 120) as advance:
        for _ in range(120):
            advance()
    narrator.table(("agent", "leads"), [("Ann Lee", 75), ("[b]Dev[/b] Kapoor", 5)], right=("leads",))
    lines = [line.strip() for line in page.getvalue().splitlines() if line.strip()]
    assert lines[:4] == ["1. Enquiries [come] in", "Leads: 50 of 120", "Leads: 100 of 120", "Leads: 120 of 120"]
    assert [line.split() for line in lines[4:]] == [
        ["agent", "leads"],
        ["Ann", "Lee", "75"],
        ["[b]Dev[/b]", "Kapoor", "5"],
    ]
    assert page.getvalue().isascii()
