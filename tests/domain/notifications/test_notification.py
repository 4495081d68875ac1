"""The life of a notification."""

from __future__ import annotations

from datetime import timedelta

import pytest

from coachway.domain.kernel.actor import Actor, Role
from coachway.domain.kernel.errors import Conflict
from coachway.domain.notifications.events import NotificationHasFailed, NotificationWasRead, NotificationWasSent
from coachway.domain.notifications.model import RETRIES, Channel, DeliveryStatus
from tests.builders.notifications import a_notification, being_sent
from tests.fakes.clock import MONDAY_MORNING

READER = Actor(role=Role.CLIENT, user_id=1, client_id=7)
LATER = MONDAY_MORNING + timedelta(hours=1)


def test_a_mail_waits_to_be_sent_and_a_message_in_the_app_is_there_at_once() -> None:
    mail, in_app = a_notification(), a_notification(channel=Channel.IN_APP)
    assert (mail.status, mail.next_attempt_at) == (DeliveryStatus.QUEUED, MONDAY_MORNING)
    assert (in_app.status, in_app.next_attempt_at) == (DeliveryStatus.SENT, None)


def test_what_the_channel_took_is_sent() -> None:
    mail = being_sent()
    mail.note_sent(at=LATER)
    assert (mail.status, mail.sent_at, mail.next_attempt_at) == (DeliveryStatus.SENT, LATER, None)
    assert [type(event) for event in mail.collect_events()] == [NotificationWasSent]


def test_a_failed_attempt_is_repeated_after_a_pause_and_its_error_is_kept() -> None:
    mail = being_sent(attempt=3)
    mail.note_failure("no route to host", for_good=False, at=LATER)
    assert mail.status is DeliveryStatus.QUEUED
    assert mail.next_attempt_at == LATER + RETRIES.pause_after(3)
    assert mail.last_error == "no route to host"
    assert mail.collect_events() == []


@pytest.mark.parametrize(("attempt", "for_good"), [(1, True), (RETRIES.attempts, False)])
def test_what_will_never_work_or_was_tried_enough_is_given_up(attempt: int, for_good: bool) -> None:
    mail = being_sent(attempt=attempt)
    mail.note_failure("unknown mailbox", for_good=for_good, at=LATER)
    assert (mail.status, mail.next_attempt_at) == (DeliveryStatus.FAILED, None)
    assert [type(event) for event in mail.collect_events()] == [NotificationHasFailed]


def test_a_retry_gives_it_all_its_attempts_again() -> None:
    mail = being_sent(attempt=RETRIES.attempts)
    mail.note_failure("down", for_good=False, at=LATER)
    mail.retry(at=LATER)
    assert (mail.status, mail.attempts, mail.next_attempt_at) == (DeliveryStatus.QUEUED, 0, LATER)


def test_what_was_sent_or_is_under_way_cannot_be_retried() -> None:
    sent = being_sent()
    sent.note_sent(at=LATER)
    for notification, code in ((sent, "already_sent"), (being_sent(), "being_sent")):
        with pytest.raises(Conflict) as refusal:
            notification.retry(at=LATER)
        assert refusal.value.code == code


def test_the_first_reading_counts() -> None:
    mail = a_notification()
    mail.mark_read(READER, at=MONDAY_MORNING)
    mail.mark_read(READER, at=LATER)
    (event,) = mail.collect_events()
    assert isinstance(event, NotificationWasRead)
    assert event.client_id == 7
    assert mail.read_at == MONDAY_MORNING
