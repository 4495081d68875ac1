"""The documentation of the API reads without the internet, on any screen."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.browser.conftest import Opening
from tests.browser.test_reach import PHONE
from tests.served import OPERATIONS


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
async def test_every_operation_is_there_and_opens(open_page: Opening, scripts: bool) -> None:
    page = await open_page("/docs", java_script_enabled=scripts)
    await expect(page.get_by_role("heading", level=1)).to_be_visible()
    await expect(page.locator("details")).to_have_count(len(OPERATIONS))
    operation = page.locator("#send_quote")
    await expect(operation.get_by_text("Answers 200")).to_be_hidden()
    await operation.locator("summary").click()
    await expect(operation.get_by_text("Answers 200")).to_be_visible()


async def test_its_links_lead_to_what_is_there(open_page: Opening) -> None:
    page = await open_page("/docs")
    dangling = """() => [...document.querySelectorAll('a[href^="#"]')]
        .filter(it => !document.getElementById(decodeURIComponent(it.hash.slice(1)))).map(it => it.hash)"""
    assert await page.evaluate(dangling) == []


async def test_a_phone_shows_it_without_scrolling_sideways(open_page: Opening) -> None:
    page = await open_page("/docs", **PHONE)
    assert await page.evaluate("() => document.documentElement.scrollWidth") <= PHONE["viewport"]["width"]
