"""A client opens the link to unsubscribe in a mail."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.browser.conftest import Opening
from tests.browser.site import Site


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
async def test_it_asks_and_one_click_unsubscribes(site: Site, open_page: Opening, scripts: bool) -> None:
    client_id, path = await site.unsubscribing()
    page = await open_page(path, java_script_enabled=scripts)
    await expect(page.get_by_role("heading", level=1)).to_have_text("No more news and offers?")
    assert not await site.opted_out(client_id), "looking at the page changes nothing"
    await page.get_by_role("button", name="Unsubscribe").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("You are unsubscribed")
    assert await site.opted_out(client_id)
    await page.goto(site.address + path)
    await expect(page.get_by_role("heading", level=1)).to_have_text("You are unsubscribed")
    await expect(page.get_by_role("button")).to_have_count(0)


async def test_a_link_that_was_never_sent_says_so(open_page: Opening) -> None:
    page = await open_page("/api/v1/sales/unsubscribe/nobody")
    await expect(page.get_by_role("heading", level=1)).to_be_visible()
    await expect(page.get_by_role("button")).to_have_count(0)
