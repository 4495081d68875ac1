"""A real browser before the served platform: `coachway serve` on a loopback port, and the Chromium of this machine."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Any, Final

import asyncpg
import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Page, Request, async_playwright, expect

from coachway.entrypoints.bootstrap import Platform, build_platform
from coachway.entrypoints.settings import load_settings
from tests.api_client import open_api
from tests.browser.site import Site, open_office
from tests.processes import descendants_of, gone, program_of
from tests.servers import Servers
from tests.serving import serving

NAMES: Final = ("chromium", "chromium-browser", "google-chrome")
FLAGS: Final = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
# A busy machine must not fail a page: what is slow is for the benchmarks to say.
expect.set_options(timeout=20_000)
_DATABASE: Final = "coachway_browser"

Opening = Callable[..., Awaitable[Page]]


@pytest.fixture(scope="session")
def chromium() -> str:
    """The browser's program; without one nothing here can be known, which is a failure and no skip."""
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    if found is None:
        pytest.exit(
            f"There is no Chromium: none of {', '.join(NAMES)} is on the PATH. Install it, on Debian and Ubuntu with "
            "`apt-get install chromium`, then run `make test-browser` again.",
            returncode=2,
        )
    return found


@pytest_asyncio.fixture(scope="session")
async def browser(chromium: str) -> AsyncIterator[Browser]:
    """One browser for the run; when it is closed, no process of it may be left."""
    async with async_playwright() as playwright:
        opened = await playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield opened
        # Also those count that have another parent by now, as crash handlers do.
        its_own = [pid for pid in descendants_of(os.getpid()) if _is_of_the_browser(pid)]
        assert len(its_own) >= 2, "the browser and its driver run while the tests do"
        await opened.close()
    for _ in range(100):
        left = [pid for pid in its_own if not gone(pid)]
        if not left:
            return
        await asyncio.sleep(0.1)
    raise AssertionError(f"the browser has left processes behind: {left}")


@pytest_asyncio.fixture(scope="session")
async def site(servers: Servers, template: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Site]:
    """The platform as it is served, and an office that makes what the pages show."""
    administrator = await asyncpg.connect(servers.postgres.dsn)
    await administrator.execute(f"CREATE DATABASE {_DATABASE} TEMPLATE {template}")
    folder = tmp_path_factory.mktemp("site")
    environment = {
        "COACHWAY_DATABASE_URL": servers.postgres.dsn_of(_DATABASE),
        "COACHWAY_REDIS_URL": servers.valkey.url,
        "COACHWAY_JWT_SECRET": "only for tests: thirty-two characters and more",
        "COACHWAY_ENCRYPTION_KEY": "b25seSBmb3IgdGVzdHM6IDMyIGJ5dGVzIGluIGFsbC4=",
        "COACHWAY_DATA_DIR": str(folder),
        "COACHWAY_RATE_LIMIT_ENABLED": "false",
    }
    platform: Platform = build_platform(load_settings(environment))
    with serving(environment, folder / "served.log") as address:
        async with open_api(platform) as api:
            yield Site(address, platform, await open_office(api))
    await platform.close()
    await administrator.execute(f"DROP DATABASE {_DATABASE} WITH (FORCE)")
    await administrator.close()


@pytest.fixture
def complaints() -> list[str]:
    """What the pages of a test complained of."""
    return []


@pytest_asyncio.fixture
async def open_page(browser: Browser, site: Site, complaints: list[str]) -> AsyncIterator[Opening]:
    """Opens an address of the site in a browser with an empty profile, given the options of its context.

    Whatever the page complains of, or fetches from anywhere but the site, fails the test. An answer that says 404 or
    409 by itself is no complaint. The list of complaints may be emptied of those that a test provokes.
    """

    def told(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and "Failed to load resource" not in message.text:
            complaints.append(f"{message.type}: {message.text}")

    def fetched(request: Request) -> None:
        if not request.url.startswith(site.address):
            complaints.append(f"fetched {request.url}")
        elif not request.is_navigation_request():
            complaints.append(f"fetched {request.url} besides the page")

    async with AsyncExitStack() as contexts:

        async def opened(path: str, **options: Any) -> Page:
            context: BrowserContext = await browser.new_context(**options)
            contexts.push_async_callback(context.close)
            page = await context.new_page()
            page.on("console", told)
            page.on("request", fetched)
            page.on("pageerror", lambda error: complaints.append(f"script failed: {error}"))
            page.on("dialog", lambda dialog: complaints.append(f"a script opened a dialog: {dialog.message}"))
            await page.goto(site.address + path)
            return page

        yield opened
    assert complaints == []


def _is_of_the_browser(pid: int) -> bool:
    try:
        return program_of(pid).name.startswith(("chrom", "node"))
    except OSError:
        return False
