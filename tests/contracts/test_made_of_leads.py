"""What a context made of a lead is found again, in memory as in the database."""

from __future__ import annotations

import pytest

from coachway.domain.kernel.actor import SYSTEM
from coachway.entrypoints.bootstrap import Platform
from tests.fakes.conversions import InMemoryMadeOfLeads


async def test_in_memory_it_is_found_by_its_lead() -> None:
    made = InMemoryMadeOfLeads()
    await made.note(7, 70)
    assert (await made.of(7), await made.of(8)) == (70, None)


@pytest.mark.parametrize("context", ["clients", "charters"])
async def test_in_the_database_it_is_found_by_its_lead_once_it_is_committed(platform: Platform, context: str) -> None:
    for committed in (False, True):
        async with platform.unit_of_work(SYSTEM) as work:
            made = getattr(work, f"{context}_of_leads")
            assert await made.of(7) is None
            await made.note(7, 70)
            assert (await made.of(7), await made.of(8)) == (70, None)
            if committed:
                await work.commit()
    async with platform.unit_of_work(SYSTEM) as work:
        assert await getattr(work, f"{context}_of_leads").of(7) == 70
