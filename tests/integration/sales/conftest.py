"""Several processes of the API on one database."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest_asyncio

from coachway.entrypoints.bootstrap import build_platform
from coachway.entrypoints.settings import Settings
from tests.api_client import ApiClient, open_api
from tests.fakes.clock import SteerableClock


@pytest_asyncio.fixture
async def others(settings: Settings, clock: SteerableClock) -> AsyncIterator[list[ApiClient]]:
    """Three more processes of the API: the leads of one share transactions, so that several run only with several."""
    async with AsyncExitStack() as closing:
        processes = []
        for _ in range(3):
            platform = build_platform(settings, clock=clock)
            closing.push_async_callback(platform.close)
            processes.append(await closing.enter_async_context(open_api(platform)))
        yield processes
