"""The business told from end to end over HTTP: one of everything, for each of two clients and their vendors.

Every POST is sent twice under one Idempotency-Key, and the second must replay the first. What the story has posted to
is remembered, so that a test can ask whether it left any operation out.
"""

from __future__ import annotations

from tests.api_client import ApiClient
from tests.story.after import change, leave_open, write
from tests.story.bidding import award, compete
from tests.story.selling import a_side, sell
from tests.story.told import AGENTS_PASSWORD, AUTH, OVERRIDE, PRICING, SECRET_NUMBERS, Side, Story

__all__ = ["AGENTS_PASSWORD", "AUTH", "OVERRIDE", "SECRET_NUMBERS", "Side", "Story", "tell"]


async def tell(api: ApiClient) -> Story:
    """The whole story, with sides `a` and `b`."""
    story = Story(api, await api.as_("admin"), await api.as_("manager"), await api.as_("agent"))
    for rule in (
        {"name": "base", "rule_type": "base_rate", "base_rate": "350.17"},
        {"name": "mileage", "rule_type": "mileage_rate", "per_mile_rate": "2.53"},
    ):
        await story.made(story.manager, f"{PRICING}/pricing-rules", rule)
    for name in ("a", "b"):
        side = await a_side(story, name)
        story.sides[name] = side
        await sell(story, side)
        await award(story, side)
        await change(story, side)
        await write(story, side)
        await leave_open(story, side)
    await compete(story)
    return story
