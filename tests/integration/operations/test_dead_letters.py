"""What the background gave up on is listed, and goes back to work when asked to."""

from __future__ import annotations

import asyncio

import asyncpg
from click.testing import CliRunner, Result

from coachway.domain.kernel.actor import SYSTEM
from coachway.domain.notifications.model import Channel, DeliveryStatus, Notification, Recipient, RecipientType
from coachway.entrypoints.bootstrap import Platform
from coachway.entrypoints.cli.main import main
from coachway.entrypoints.dead_letters import find_dead_letters, requeue_events, requeue_notifications
from coachway.entrypoints.settings import Settings

DEAD = """
INSERT INTO platform.outbox (name, payload, actor, occurred_at, next_attempt_at, attempts, dead_at, last_error)
SELECT 'lead.assigned', '{}', '{}', now(), now(), 20, now(), 'mail: ' || n FROM generate_series(1, $1) AS n
RETURNING id
"""


async def bury_events(database: str, count: int) -> list[int]:
    connection = await asyncpg.connect(database)
    try:
        return [row["id"] for row in await connection.fetch(DEAD, count)]
    finally:
        await connection.close()


async def fail_notifications(platform: Platform, count: int) -> list[int]:
    at = platform.clock.now()
    async with platform.unit_of_work(SYSTEM) as work:
        ids = await work.notifications.next_ids(count)
        for each in ids:
            letter = Notification.compose(
                notification_id=each,
                recipient=Recipient(RecipientType.ADDRESS, None, "Mia", "mia@example.com"),
                channel=Channel.EMAIL,
                subject="Quote",
                message="Here it is.",
                at=at,
            )
            letter.note_failure("no such mailbox", for_good=True, at=at)
            work.notifications.add(letter)
        await work.commit()
    return ids


async def test_dead_events_become_due_with_all_attempts_before_them(platform: Platform, database: str) -> None:
    first, second, third = await bury_events(database, 3)
    assert await requeue_events(platform, [second, 999_999]) == [second]
    assert [event.id for event in (await find_dead_letters(platform)).events] == [third, first]
    assert await requeue_events(platform, None) == [first, third]
    connection = await asyncpg.connect(database)
    rows = await connection.fetch("SELECT attempts, dead_at FROM platform.outbox WHERE name = 'lead.assigned'")
    await connection.close()
    assert {tuple(row) for row in rows} == {(0, None)}


async def test_failed_notifications_are_sent_again(platform: Platform) -> None:
    first, second = await fail_notifications(platform, 2)
    assert await requeue_notifications(platform, [first, 999_999]) == [first]
    assert [letter.id for letter in (await find_dead_letters(platform)).notifications] == [second]
    assert await requeue_notifications(platform, None) == [second]
    async with platform.reading() as reads:
        letter = await reads.notifications.notification(first, actor=SYSTEM)
    assert (letter.status, letter.attempts) == (DeliveryStatus.QUEUED, 0)


def run(settings: Settings, *arguments: str, given: str = "") -> Result:
    """The command in a process's own environment, which is all that it knows of the platform."""
    names = ("database_url", "redis_url", "jwt_secret", "encryption_key", "data_dir")
    environment = {f"COACHWAY_{name.upper()}": str(getattr(settings, name)) for name in names}
    return CliRunner().invoke(main, arguments, env=environment, input=given)


async def test_the_commands_list_requeue_and_verify(settings: Settings, platform: Platform, database: str) -> None:
    (event_id,) = await bury_events(database, 1)
    (letter_id,) = await fail_notifications(platform, 1)
    listed = (await asyncio.to_thread(run, settings, "jobs", "list")).output
    assert f"event:{event_id}  lead.assigned" in listed
    assert f"notification:{letter_id}  message to mia@example.com" in listed
    again = await asyncio.to_thread(run, settings, "jobs", "requeue", f"event:{event_id}", f"notification:{letter_id}")
    assert again.output == f"Requeued: event:{event_id}, notification:{letter_id}\n"
    assert (await asyncio.to_thread(run, settings, "jobs", "requeue", f"event:{event_id}")).exit_code == 2
    assert "nothing" in (await asyncio.to_thread(run, settings, "jobs", "list")).output
    assert (await asyncio.to_thread(run, settings, "audit", "verify")).output.startswith("The chain holds: ")


async def test_a_user_is_created_from_the_command_line(settings: Settings) -> None:
    created = await asyncio.to_thread(
        run, settings, "users", "create", "mia@example.com", "--role", "manager", given="a long enough password\n"
    )
    assert created.output.endswith("mia@example.com, manager\n")
    again = await asyncio.to_thread(run, settings, "users", "create", "mia@example.com", "--role", "agent", "--invite")
    assert again.exit_code == 2
    assert "e-mail address already" in again.stderr
