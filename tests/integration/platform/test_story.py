"""Whatever is posted twice under one key happens once: every POST there is, in the course of the whole story."""

from __future__ import annotations

from tests.served import OPERATIONS
from tests.story import Story

# Their bodies or answers hold secrets, so that nothing of them is kept.
HOLD_A_SECRET = {
    "log_in",
    "refresh",
    "change_password",
    "confirm_password",
    "create_api_key",
    "renew_calendar_token",
    "send_quote",
}
# Once it has happened, its own credentials open nothing any more, a replay included.
ENDS_THE_SESSION = {"log_out"}


HONOURED = {each.operation_id for each in OPERATIONS if "Idempotency-Key" in each.parameters}


async def test_every_post_replays_under_its_key(story: Story) -> None:
    posts = {each.operation_id for each in OPERATIONS if each.method == "POST"}
    assert posts - HOLD_A_SECRET == HONOURED
    assert story.told == HONOURED - ENDS_THE_SESSION
