"""Fixtures for tests of change cases."""

from __future__ import annotations

import pytest_asyncio

from coachway.entrypoints.bootstrap import Platform
from tests.api_client import ApiClient
from tests.integration.changes.desk import Desk


@pytest_asyncio.fixture
async def desk(api: ApiClient, platform: Platform) -> Desk:
    return await Desk.open(api, platform)
