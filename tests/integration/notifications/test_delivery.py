"""Notifications on real PostgreSQL, delivered into files and to a real mail server."""

from __future__ import annotations

import asyncio
import email
import email.policy
from collections.abc import AsyncIterator
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from aiosmtpd.smtp import SMTP

from coachway.adapters.smtp.couriers import FileCourier, SmtpCourier
from coachway.domain.kernel.actor import SYSTEM
from coachway.domain.notifications.model import RETRIES, DeliveryStatus, Recipient, RecipientType
from coachway.domain.notifications.ports import DeliveryRefused, Letter
from coachway.domain.notifications.use_cases.deliver import ATTEMPT_ENDS_WITHIN, begin_due_attempts
from coachway.domain.notifications.views import NotificationView
from coachway.entrypoints.bootstrap import Platform
from coachway.entrypoints.worker.notifying import NotificationDelivery
from tests.background import drain
from tests.builders.notifications import DANA, a_notification
from tests.fakes.clock import MONDAY_MORNING, SteerableClock
from tests.fakes.notifications import CollectingCourier

SENDER = "CoachWay <no-reply@coachway.example>"
LETTER = Letter(12, DANA, "Über den Fluß", "Hello,\n\nhttps://x.example/quote/abc?x=1&y=2\n<b>&</b>\n", MONDAY_MORNING)


async def queue(platform: Platform) -> int:
    async with platform.unit_of_work(SYSTEM) as work:
        (notification_id,) = await work.notifications.next_ids(1)
        work.notifications.add(a_notification(notification_id))
        await work.commit()
    return notification_id


async def read(platform: Platform, notification_id: int) -> NotificationView:
    async with platform.reading() as reads:
        return await reads.notifications.notification(notification_id, actor=SYSTEM)


def with_courier(platform: Platform, courier: Any) -> Platform:
    object.__setattr__(platform, "courier", courier)
    return platform


async def test_without_a_mail_server_a_mail_is_a_file_of_its_own(platform: Platform) -> None:
    notification_id = await queue(platform)
    await drain(platform)
    sent = await read(platform, notification_id)
    assert (sent.status, sent.attempts, sent.last_error) == (DeliveryStatus.SENT, 1, None)
    (file,) = (platform.settings.data_dir / "mail").iterdir()
    assert file.name == f"notification-{notification_id}.eml"
    mail = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
    assert mail["To"] == "Dana Agent <dana@example.com>"
    assert "https://coachway.example/x?a=1&b=2" in mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]


async def test_a_failure_is_kept_and_tried_again(platform: Platform, clock: SteerableClock) -> None:
    courier = CollectingCourier()
    with_courier(platform, courier)
    courier.error = ConnectionRefusedError("no server")
    notification_id = await queue(platform)
    await drain(platform)
    failed = await read(platform, notification_id)
    assert (failed.status, failed.last_error) == (DeliveryStatus.QUEUED, "ConnectionRefusedError: no server")
    assert await drain(platform) == 0
    courier.error = None
    clock.advance(seconds=RETRIES.first.total_seconds())
    await drain(platform)
    assert (await read(platform, notification_id)).status is DeliveryStatus.SENT
    assert [letter.notification_id for letter in courier.delivered] == [notification_id]


async def test_a_refused_mail_is_given_up_at_once(platform: Platform) -> None:
    courier = CollectingCourier()
    with_courier(platform, courier)
    courier.error = DeliveryRefused("unknown mailbox")
    notification_id = await queue(platform)
    await drain(platform)
    assert (await read(platform, notification_id)).status is DeliveryStatus.FAILED


async def test_an_attempt_that_was_lost_is_made_again_and_the_lost_one_says_nothing_any_more(
    platform: Platform, clock: SteerableClock
) -> None:
    courier = CollectingCourier()
    with_courier(platform, courier)
    notification_id = await queue(platform)
    async with platform.unit_of_work(SYSTEM) as work:
        (lost,) = await begin_due_attempts(uow=work, clock=clock)
        await work.commit()
    assert await drain(platform) == 0, "somebody is at it"
    clock.advance(seconds=ATTEMPT_ENDS_WITHIN.total_seconds())
    await drain(platform)
    assert (await read(platform, notification_id)).attempts == 2
    await NotificationDelivery(platform).deliver(lost)
    assert len(courier.delivered) == 1


class Mailbox:
    """A mail server's handler that keeps what it is sent, and refuses some."""

    def __init__(self) -> None:
        self.mails: list[email.message.Message] = []

    async def handle_RCPT(self, server: SMTP, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802
        if address.startswith("unknown"):
            return "550 no such mailbox"
        if address.startswith("busy"):
            return "450 try later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Any, envelope: Any) -> str:  # noqa: N802
        self.mails.append(email.message_from_bytes(envelope.content, policy=email.policy.default))
        return "250 OK"


@pytest_asyncio.fixture
async def mailbox() -> AsyncIterator[tuple[Mailbox, SmtpCourier]]:
    handler = Mailbox()
    loop = asyncio.get_running_loop()
    async with await loop.create_server(lambda: SMTP(handler, hostname="mail.example"), "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        yield handler, SmtpCourier(f"smtp://127.0.0.1:{port}", sender=SENDER)


async def test_a_mail_server_is_given_both_text_and_html(mailbox: tuple[Mailbox, SmtpCourier]) -> None:
    server, courier = mailbox
    await courier.deliver(LETTER)
    (mail,) = server.mails
    assert isinstance(mail, email.message.EmailMessage)
    assert mail["Subject"] == "Über den Fluß"
    assert mail["Message-ID"] == "<notification-12@coachway.example>"
    plain, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert plain is not None and html is not None  # noqa: PT018
    assert "<b>&</b>" in plain.get_content()
    assert "&lt;b&gt;&amp;&lt;/b&gt;" in html.get_content()
    assert 'href="https://x.example/quote/abc?x=1&amp;y=2"' in html.get_content()


@pytest.mark.parametrize(
    ("address", "for_good"), [("unknown@example.com", True), ("busy@example.com", False), (None, True)]
)
async def test_a_server_can_refuse_for_now_or_for_good(
    mailbox: tuple[Mailbox, SmtpCourier], address: str | None, for_good: bool
) -> None:
    _, courier = mailbox
    letter = Letter(1, Recipient(RecipientType.ADDRESS, None, "X", address), "s", "m", MONDAY_MORNING)
    with pytest.raises(Exception, match=r".") as refusal:
        await courier.deliver(letter)
    assert isinstance(refusal.value, DeliveryRefused) is for_good


async def test_a_server_that_is_not_there_is_worth_another_try() -> None:
    with pytest.raises(Exception, match=r".") as failure:
        await SmtpCourier("smtp://127.0.0.1:1", sender=SENDER).deliver(LETTER)
    assert not isinstance(failure.value, DeliveryRefused)


@pytest.mark.parametrize("url", ["http://mail.example", "smtp://", "mail.example:25"])
def test_an_address_that_is_no_mail_server_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="smtp"):
        SmtpCourier(url, sender=SENDER)


async def test_a_line_break_in_a_name_smuggles_no_header_in_and_keeps_no_mail_from_going(tmp_path: Path) -> None:
    recipient = Recipient(RecipientType.USER, 1, "Eve\r\nBcc: all@example.com", "eve@example.com")
    letter = Letter(1, recipient, "A new lead:\r\nBcc: all@example.com\x00\u202e", "m", MONDAY_MORNING)
    await FileCourier(tmp_path, sender=SENDER).deliver(letter)
    mail = message_from_bytes((tmp_path / "notification-1.eml").read_bytes(), policy=default)
    assert mail["Bcc"] is None
    assert mail["To"].addresses[0].addr_spec == "eve@example.com"
    assert mail["To"].addresses[0].display_name == "Eve Bcc: all@example.com"
    assert mail["Subject"] == "A new lead: Bcc: all@example.com"


async def test_a_file_written_twice_is_one_file(tmp_path: Path) -> None:
    courier = FileCourier(tmp_path / "mail", sender=SENDER)
    await asyncio.gather(courier.deliver(LETTER), courier.deliver(LETTER))
    await courier.deliver(LETTER)
    assert [file.name for file in (tmp_path / "mail").iterdir()] == ["notification-12.eml"]
