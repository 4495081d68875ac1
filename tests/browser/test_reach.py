"""Everybody can use the pages: on a phone, with the keyboard alone, with a screen reader, in the dark."""

from __future__ import annotations

from itertools import pairwise
from typing import Any, Final

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from tests.browser.conftest import Opening
from tests.browser.site import Site, path_of

PHONE: Final[dict[str, Any]] = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
SMALLEST_TARGET: Final = 44
LEAST_CONTRAST: Final = 4.5

# The least contrast of any text with what is behind it, by WCAG's formula; opacity is mixed in.
_CONTRAST: Final = """() => {
  const parse = text => { const [r, g, b, a = 1] = text.match(/[\\d.]+/g).map(Number); return [r, g, b, a]; };
  const over = (top, below) => top.slice(0, 3).map((c, i) => c * top[3] + below[i] * (1 - top[3]));
  const dark = matchMedia('(prefers-color-scheme: dark)').matches;
  const behind = node => {
    const chain = []; for (let at = node; at; at = at.parentElement) chain.unshift(at);
    return chain.reduce((below, at) => over(parse(getComputedStyle(at).backgroundColor), below),
      dark ? [18, 18, 18] : [255, 255, 255]);
  };
  const luminance = rgb => rgb.map(c => c / 255).map(c => c <= .03928 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4)
    .reduce((sum, c, i) => sum + c * [.2126, .7152, .0722][i], 0);
  const worst = [99, ''];
  for (const node of document.body.querySelectorAll('*')) {
    const own = [...node.childNodes].some(child => child.nodeType === 3 && child.data.trim());
    if (!own || !node.checkVisibility()) continue;
    let opacity = 1; for (let at = node; at; at = at.parentElement) opacity *= getComputedStyle(at).opacity;
    const below = behind(node), color = parse(getComputedStyle(node).color);
    const [a, b] = [luminance(over([...color.slice(0, 3), color[3] * opacity], below)), luminance(below)];
    const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
    if (ratio < worst[0]) { worst[0] = ratio; worst[1] = node.textContent.trim().slice(0, 60); }
  }
  return worst;
}"""

_NAMELESS: Final = """() => [...document.querySelectorAll('input:not([type=hidden]), button')]
  .filter(it => !it.innerText && !(it.labels && it.labels.length)).length"""
_IDS_GIVEN_TWICE: Final = """() => {
  const ids = [...document.querySelectorAll('[id]')].map(it => it.id);
  return ids.length - new Set(ids).size;
}"""


@pytest_asyncio.fixture(params=["open", "accepted", "replaced", "nowhere", "unsubscribe"])
async def path(request: pytest.FixtureRequest, site: Site) -> str:
    """A page of each kind, with long words in it."""
    if request.param == "nowhere":
        return "/quote/nowhere"
    if request.param == "unsubscribe":
        return (await site.unsubscribing())[1]
    long = "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch"
    client_id = await site.client(first_name=long, last_name="X")
    quoted = await site.quote(
        client_id, vehicle_type=long, stops=[{"location": long, "state": "MA"}, {"location": "B"}]
    )
    if request.param == "accepted":
        await site.agent.post(f"/api/v1/charters/quote/{quoted['quote_secure_token']}/accept")
    if request.param == "replaced":
        await site.agent.post(f"/api/v1/charters/{quoted['id']}/send-quote")
    return path_of(quoted)


async def test_a_phone_shows_it_without_scrolling_sideways(open_page: Opening, path: str) -> None:
    page = await open_page(path, **PHONE)
    assert await page.evaluate("() => document.documentElement.scrollWidth") <= PHONE["viewport"]["width"]
    assert await page.evaluate("() => innerWidth") == PHONE["viewport"]["width"], "it is not shrunk to fit"


async def test_a_finger_hits_every_control_on_a_phone(site: Site, open_page: Opening) -> None:
    page = await open_page(path_of(await site.quote()), **PHONE)
    controls = await page.locator("button, input").all()
    boxes = [await control.bounding_box() for control in controls]
    assert len(boxes) == 3
    for box in boxes:
        assert box
        assert box["height"] >= SMALLEST_TARGET
        assert box["width"] >= SMALLEST_TARGET
    await page.get_by_role("button", name="Accept").tap()
    await expect(page.get_by_role("status")).to_contain_text("You accepted")


async def test_the_keyboard_alone_accepts(site: Site, open_page: Opening) -> None:
    quoted = await site.quote()
    page = await open_page(path_of(quoted))
    await page.keyboard.press("Tab")
    await expect(page.get_by_label("Your name")).to_be_focused()
    await page.keyboard.type("Kim Keys")
    await page.keyboard.press("Tab")
    await expect(page.get_by_role("button", name="Accept")).to_be_focused()
    assert await _outline_of_the_focused(page) >= 2, "one sees where one is"
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("status")).to_contain_text("You accepted")
    assert (await site.charter(quoted["id"]))["acceptance"]["accepted_by_name"] == "Kim Keys"


async def test_the_keyboard_alone_declines(site: Site, open_page: Opening) -> None:
    page = await open_page(path_of(await site.quote()))
    for _ in range(3):
        await page.keyboard.press("Tab")
    await expect(page.get_by_role("button", name="Decline")).to_be_focused()
    await page.keyboard.press("Space")
    await expect(page.get_by_role("status")).to_contain_text("declined")


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_every_word_stands_out_from_what_is_behind_it(open_page: Opening, path: str, scheme: str) -> None:
    page = await open_page(path, color_scheme=scheme)
    ratio, text = await page.evaluate(_CONTRAST)
    assert ratio >= LEAST_CONTRAST, text


async def test_a_screen_reader_is_told_what_everything_is(open_page: Opening, path: str) -> None:
    page = await open_page(path)
    assert await page.locator("html").get_attribute("lang") == "en"
    assert await page.title()
    await expect(page.get_by_role("main")).to_have_count(1)
    await expect(page.get_by_role("heading", level=1)).to_have_count(1)
    levels = await page.evaluate("() => [...document.querySelectorAll('h1,h2,h3,h4')].map(it => +it.tagName[1])")
    assert all(later - earlier <= 1 for earlier, later in pairwise(levels)), "no level of headings is left out"
    assert await page.evaluate(_NAMELESS) == 0
    assert await page.evaluate(_IDS_GIVEN_TWICE) == 0


async def _outline_of_the_focused(page: Page) -> float:
    width: str = await page.evaluate("() => getComputedStyle(document.activeElement).outlineWidth")
    return float(width.removesuffix("px"))
