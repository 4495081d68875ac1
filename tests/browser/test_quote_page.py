"""A client opens the link of a quote: what they read, and what their answer does, with scripts and without."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from typing import Final

import pytest
from playwright.async_api import Page, expect

from tests.api_client import open_api
from tests.browser.conftest import Opening
from tests.browser.site import Site, long_ago, path_of
from tests.fakes.clock import SteerableClock

_ADD_A_SCRIPT: Final = """() => {
  const script = document.createElement('script');
  script.textContent = 'window.wasRun = 1';
  document.body.append(script);
}"""
ACCEPT, DECLINE = "Accept and book", "Decline"

with_and_without_scripts = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])


def money(text: str) -> Decimal:
    return Decimal(re.sub(r"[$,\s]", "", text))


async def expect_nothing_to_answer(page: Page) -> None:
    await expect(page.get_by_role("button")).to_have_count(0)
    await expect(page.get_by_role("textbox")).to_have_count(0)


@with_and_without_scripts
async def test_it_tells_the_trip_and_its_stops_in_order(site: Site, open_page: Opening, scripts: bool) -> None:
    page = await open_page(path_of(await site.quote()), java_script_enabled=scripts)
    await expect(page).to_have_title("Your quote for Saturday, May 4, 2030")
    for told in ("For Clara Client", "Saturday, May 4, 2030, 09:00", "One way", "42", "coach", "wifi, restroom"):
        await expect(page.get_by_text(told, exact=True)).to_be_visible()
    stops = page.get_by_role("listitem")
    await expect(stops).to_have_text(
        [
            re.compile("Boston Common.*MA.*leaves.*09:00", re.S),
            re.compile("Hartford, CT.*11:00", re.S),
            re.compile("New York, NY.*14:00", re.S),
        ]
    )
    await expect(page.get_by_text("Times are those of America/New_York")).to_be_visible()


async def test_the_lines_of_the_price_sum_to_the_total(site: Site, open_page: Opening) -> None:
    quoted = await site.quote()
    page = await open_page(path_of(quoted))
    *lines, total = [money(text) for text in await page.locator("td:last-child").all_inner_texts()]
    assert len(lines) == 5
    assert sum(lines) == total == Decimal(str(quoted["total_cost"]))
    deposit = money((await page.get_by_text("Deposit when booking").inner_text()).partition("$")[2])
    assert deposit == Decimal(str(quoted["deposit_amount"]))


@with_and_without_scripts
async def test_accepting_books_the_trip_and_says_so(site: Site, open_page: Opening, scripts: bool) -> None:
    quoted = await site.quote()
    page = await open_page(path_of(quoted), java_script_enabled=scripts)
    await page.get_by_label("Your name").fill("Clara C. Client")
    await page.get_by_role("button", name=ACCEPT).click()
    await expect(page.get_by_role("status")).to_contain_text("You accepted this quote on")
    await expect_nothing_to_answer(page)
    charter = await site.charter(quoted["id"])
    assert charter["status"] == "booked"
    assert charter["acceptance"]["accepted_by_name"] == "Clara C. Client"
    await page.reload()
    await expect(page.get_by_role("status")).to_contain_text("You accepted this quote on")


@with_and_without_scripts
async def test_declining_books_nothing_and_says_so(site: Site, open_page: Opening, scripts: bool) -> None:
    quoted = await site.quote()
    page = await open_page(path_of(quoted), java_script_enabled=scripts)
    await page.get_by_role("button", name=DECLINE).click()
    await expect(page.get_by_role("status")).to_contain_text("declined")
    await expect_nothing_to_answer(page)
    assert (await site.charter(quoted["id"]))["status"] == "quote"


async def test_looking_at_it_changes_nothing(site: Site, open_page: Opening) -> None:
    quoted = await site.quote()
    for _ in range(2):
        await open_page(path_of(quoted))
    assert await site.charter(quoted["id"]) == quoted


@pytest.mark.parametrize("answer", [ACCEPT, DECLINE])
async def test_a_page_that_was_left_open_cannot_answer_twice(site: Site, open_page: Opening, answer: str) -> None:
    quoted = await site.quote()
    first, left_open = await open_page(path_of(quoted)), await open_page(path_of(quoted))
    await first.get_by_role("button", name=ACCEPT).click()
    await expect(first.get_by_role("status")).to_contain_text("You accepted")
    await left_open.get_by_role("button", name=answer).click()
    await expect(left_open.get_by_role("alert")).to_be_visible()
    await expect(left_open.get_by_role("status")).to_contain_text("You accepted")
    await expect_nothing_to_answer(left_open)
    assert (await site.charter(quoted["id"]))["status"] == "booked"


async def test_an_expired_quote_says_so_and_takes_no_answer(site: Site, open_page: Opening) -> None:
    past = replace(site.platform, clock=SteerableClock(long_ago()))
    async with open_api(past) as api:
        quoted = await replace(site, platform=past, agent=await api.as_("agent")).quote()
    page = await open_page(path_of(quoted))
    await expect(page.get_by_role("status")).to_contain_text("expired")
    await expect_nothing_to_answer(page)


async def test_a_link_that_a_newer_quote_replaced_takes_no_answer(site: Site, open_page: Opening) -> None:
    quoted = await site.quote()
    again = await site.agent.post(f"/api/v1/charters/{quoted['id']}/send-quote")
    older = await open_page(path_of(quoted))
    await expect(older.get_by_role("heading", level=1)).to_have_text("There is a newer quote")
    await expect_nothing_to_answer(older)
    newer = await open_page(path_of(again.json()))
    await expect(newer.get_by_role("button", name=ACCEPT)).to_be_visible()


async def test_a_link_that_leads_nowhere_says_what_to_do(open_page: Opening) -> None:
    page = await open_page("/quote/there-is-no-such-token")
    await expect(page.get_by_role("heading", level=1)).to_have_text("There is no quote at this address")
    await expect_nothing_to_answer(page)


async def test_what_people_wrote_is_text_and_never_markup(site: Site, open_page: Opening) -> None:
    evil = "<script>alert(1)</script><b>B</b>"
    quoted = await site.quote(
        await site.client(first_name=evil, last_name="&amp; Söhne"),
        vehicle_type="<i>coach</i>",
        amenities=['"><img src=x onerror=alert(2)>'],
        stops=[{"location": "<img src=x onerror=alert(3)>"}, {"location": "</li></ol><h1>Free</h1>", "state": "<u>"}],
    )
    page = await open_page(path_of(quoted))
    for told in (f"For {evil} &amp; Söhne", "<i>coach</i>", '"><img src=x onerror=alert(2)>'):
        await expect(page.get_by_text(told, exact=True)).to_be_visible()
    await expect(page.get_by_role("listitem").first).to_have_text("<img src=x onerror=alert(3)>")
    assert await page.locator("script, img, i, b, u").count() == 0
    await expect(page.get_by_role("heading", level=1)).to_have_text("Your quote")


async def test_the_browser_is_told_to_run_no_script_at_all(
    site: Site, open_page: Opening, complaints: list[str]
) -> None:
    page = await open_page("/quote/none")
    answer = await page.request.get(site.address + path_of(await site.quote()))
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert "form-action 'self'" in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer", "the address holds the secret"
    assert "no-store" in answer.headers["cache-control"]
    await page.evaluate(_ADD_A_SCRIPT)
    assert await page.evaluate("() => window.wasRun") is None
    (refused,) = complaints
    assert "Content Security Policy" in refused
    complaints.clear()
