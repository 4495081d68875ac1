"""A dashboard is served with what could be had, and says what could not."""

from __future__ import annotations

import pytest

from coachway.domain.kernel.errors import NotFound, Unavailable
from coachway.domain.portals.parts import collect


async def seven() -> int:
    return 7


async def nothing_there() -> int:
    raise NotFound.of("client", 1)


async def away() -> int:
    raise Unavailable("away")


async def broken() -> int:
    raise ZeroDivisionError


async def slow() -> int:
    raise TimeoutError


async def test_what_fails_or_times_out_is_left_out_by_name() -> None:
    failed: list[str] = []
    parts = await collect(
        {"good": seven, "away": away, "broken": broken, "slow": slow, "better": seven},
        on_failure=lambda name, _: failed.append(name),
    )
    assert parts.values == {"good": 7, "better": 7}
    assert parts.degraded == ("away", "broken", "slow") == tuple(failed)
    assert parts.take("good", lambda value: value + 1) == 8
    assert parts.take("slow") is None


async def test_what_is_not_there_at_all_is_no_degraded_part() -> None:
    with pytest.raises(NotFound):
        await collect({"client": nothing_there}, on_failure=lambda *_: None)
