"""Which message an event makes, and for whom."""

from __future__ import annotations

from datetime import date
from typing import Any

from coachway.domain.changes.events import ChangeWasCreated, ChangeWasRejected
from coachway.domain.charters.events import QuoteWasAccepted, QuoteWasSent
from coachway.domain.kernel.events import Event
from coachway.domain.kernel.money import Money
from coachway.domain.notifications.model import Notification, Recipient, RecipientType
from coachway.domain.notifications.reactions import when_something_happened_write_to_who_should_know
from coachway.domain.vendors.events import BidWasAccepted
from tests.builders.notifications import CLIENT, DANA, VENDOR
from tests.fakes.clock import MONDAY_MORNING, SteerableClock
from tests.fakes.notifications import FakeAddressBook, FakeNotificationsUnitOfWork, FakeSecretLinks, PlainTemplates

BOSS = Recipient(RecipientType.USER, 1, "The Boss", "boss@example.com")
BOOK = FakeAddressBook({7: DANA, 1: BOSS}, {7: CLIENT}, {9: VENDOR}, [BOSS])
TRIP: dict[str, Any] = {"charter_id": 3, "client_id": 7, "vendor_id": None, "trip_date": date(2026, 4, 1)}
TOTAL = Money.of("1250.00")


def a_change(kind: type[Event], **given: object) -> Event:
    facts = {
        "case_id": 5,
        "case_number": "CHG-2026-0005",
        "charter_id": 3,
        "client_id": 7,
        "vendor_id": 9,
        "affects_vendor": True,
        "change_type": "passenger_count_change",
        "priority": "medium",
        "title": "Eight more passengers",
        "status": "pending",
        "requires_approval": True,
        "requested_by": 7,
        "requested_by_name": "Dana Agent",
        "price_difference": None,
        "by": 7,
        "by_name": "Dana Agent",
        "notes": None,
    }
    return kind(**(facts | given))


async def written(
    event: Event, *, book: FakeAddressBook = BOOK, links: FakeSecretLinks | None = None
) -> list[Notification]:
    uow = FakeNotificationsUnitOfWork()
    await when_something_happened_write_to_who_should_know(
        event,
        11,
        uow=uow,
        address_book=book,
        secret_links=links or FakeSecretLinks(),
        templates=PlainTemplates(),
        clock=SteerableClock(),
    )
    return list(uow.notifications.by_id.values())


def names(notifications: list[Notification]) -> list[str]:
    return [notification.recipient.name for notification in notifications]


async def test_the_client_hears_of_a_quote_with_its_secret_link() -> None:
    event = QuoteWasSent(**TRIP, agent_id=7, quote_id=4, total=TOTAL, valid_until=MONDAY_MORNING)
    (message,) = await written(event, links=FakeSecretLinks(quotes={(3, 4): "https://x.example/quote/abc"}))
    assert message.recipient == CLIENT
    assert "https://x.example/quote/abc" in message.message
    assert (message.about.entity_type, message.about.entity_id) == ("charter", 3)
    assert (message.event_id, message.notification_type) == (11, "quote.sent")


async def test_a_quote_that_was_replaced_meanwhile_is_not_written_about() -> None:
    event = QuoteWasSent(**TRIP, agent_id=7, quote_id=4, total=TOTAL, valid_until=MONDAY_MORNING)
    assert await written(event, links=FakeSecretLinks(quotes={(3, 5): "the newer one"})) == []


async def test_the_agent_hears_of_an_acceptance_and_the_managers_where_there_is_none() -> None:
    accepted = QuoteWasAccepted(**TRIP, agent_id=7, quote_id=4, total=TOTAL, accepted_by_name=None)
    assert names(await written(accepted)) == ["Dana Agent"]
    nobody = QuoteWasAccepted(**TRIP, agent_id=None, quote_id=4, total=TOTAL, accepted_by_name=None)
    assert names(await written(nobody)) == ["The Boss"]


async def test_a_winner_hears_of_the_award() -> None:
    event = BidWasAccepted(
        bid_id=1,
        charter_id=3,
        vendor_id=9,
        vendor_name="V",
        vendor_email="v@x.example",
        quoted_price=TOTAL,
        reason=None,
    )
    assert names(await written(event)) == ["Vendor 9"]


async def test_managers_and_the_affected_vendor_hear_of_a_new_change() -> None:
    assert names(await written(a_change(ChangeWasCreated))) == ["The Boss", "Vendor 9"]
    assert names(await written(a_change(ChangeWasCreated, affects_vendor=False))) == ["The Boss"]


async def test_who_asked_the_client_and_the_vendor_hear_of_a_decision() -> None:
    assert names(await written(a_change(ChangeWasRejected))) == ["Dana Agent", "Client 7", "Vendor 9"]


async def test_a_mailbox_with_two_roles_hears_once() -> None:
    same = Recipient(RecipientType.CLIENT, 7, "The same", "DANA@example.com")
    book = FakeAddressBook({7: DANA}, {7: same}, {}, [])
    assert names(await written(a_change(ChangeWasRejected), book=book)) == ["Dana Agent"]


async def test_who_cannot_be_reached_is_left_out() -> None:
    assert await written(a_change(ChangeWasCreated), book=FakeAddressBook()) == []
