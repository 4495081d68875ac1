"""The scene that tests of vendors and bids play in."""

from __future__ import annotations

import pytest_asyncio

from tests.api_client import ApiClient
from tests.integration.vendors.scene import Scene


@pytest_asyncio.fixture
async def scene(api: ApiClient) -> Scene:
    return await Scene.open(api)
