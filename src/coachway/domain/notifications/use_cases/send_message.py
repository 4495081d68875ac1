"""Messages that staff write themselves, and what their recipients do with them."""

from __future__ import annotations

from dataclasses import dataclass

from coachway.domain.kernel.actor import Actor
from coachway.domain.kernel.clock import Clock
from coachway.domain.kernel.contact import normalise_email
from coachway.domain.kernel.errors import Checks, Conflict, Forbidden, NotFound
from coachway.domain.notifications.model import Category, Channel, Notification, Recipient, RecipientType
from coachway.domain.notifications.ports import AddressBook, Consents, NotificationsUnitOfWork
from coachway.domain.notifications.visibility import is_for, may_see

LONGEST_SUBJECT = 200
LONGEST_MESSAGE = 20_000


@dataclass(frozen=True, kw_only=True)
class SendMessage:
    recipient_user_id: int | None = None
    recipient_email: str | None = None
    channel: Channel
    subject: str
    message: str
    category: Category = Category.TRANSACTIONAL


@dataclass(frozen=True, kw_only=True)
class MarkRead:
    notification_id: int
    expected_version: int | None = None


@dataclass(frozen=True, kw_only=True)
class RetryNotification:
    notification_id: int
    expected_version: int | None = None


async def send_message(
    command: SendMessage,
    *,
    actor: Actor,
    uow: NotificationsUnitOfWork,
    address_book: AddressBook,
    consents: Consents,
    clock: Clock,
) -> Notification:
    """Queue a message to a user or to a bare address. Raises RuleViolated, or Conflict for marketing nobody wants."""
    recipient = await _recipient(command, address_book)
    subject = " ".join(command.subject.split())
    with Checks() as check:
        names_one = (command.recipient_user_id is None) != (command.recipient_email is None)
        check(names_one, "recipient_user_id", "is needed, or recipient_email, and not both")
        if command.recipient_user_id is not None:
            check(recipient is not None, "recipient_user_id", "is not an active user")
        if command.recipient_email is not None:
            check(recipient is not None, "recipient_email", "must be an e-mail address such as name@example.com")
            check(command.channel is Channel.EMAIL, "channel", "must be email for a bare address")
        check(command.channel is not Channel.SMS, "channel", "sms needs a provider, and none is set up")
        check(0 < len(subject) <= LONGEST_SUBJECT, "subject", f"must have 1 to {LONGEST_SUBJECT} characters")
        check(
            len(command.message.strip()) > 0 and len(command.message) <= LONGEST_MESSAGE,
            "message",
            f"must have 1 to {LONGEST_MESSAGE} characters",
        )
    assert recipient is not None  # noqa: S101 (one of the checks above would have failed)
    if command.category is Category.MARKETING:
        await _require_consent(recipient, consents)
    (notification_id,) = await uow.notifications.next_ids(1)
    notification = Notification.compose(
        notification_id=notification_id,
        recipient=recipient,
        channel=command.channel,
        subject=subject,
        message=command.message,
        category=command.category,
        created_by=actor.acting_id,
        at=clock.now(),
    )
    uow.notifications.add(notification)
    await uow.flush()
    return notification


async def mark_read(command: MarkRead, *, actor: Actor, uow: NotificationsUnitOfWork, clock: Clock) -> Notification:
    """Note that its recipient has seen it. Raises NotFound, or Forbidden to staff whom it is not for."""
    notification = await _seen_by(actor, command.notification_id, uow)
    if not is_for(actor, notification.recipient):
        raise Forbidden("Only its recipient can mark a notification as read.", code="not_the_recipient")
    notification.expect_version(command.expected_version)
    notification.mark_read(actor, at=clock.now())
    await uow.flush()
    return notification


async def retry_notification(
    command: RetryNotification, *, actor: Actor, uow: NotificationsUnitOfWork, clock: Clock
) -> Notification:
    """Send it now, with all attempts before it again. Raises NotFound, Conflict."""
    notification = await _seen_by(actor, command.notification_id, uow)
    notification.expect_version(command.expected_version)
    notification.retry(at=clock.now())
    await uow.flush()
    return notification


async def _require_consent(recipient: Recipient, consents: Consents) -> None:
    """Marketing goes to clients only, for nobody else could end it. Raises RuleViolated, Conflict."""
    consent = await consents.of(recipient)
    with Checks() as check:
        check(consent is not None, "category", "marketing goes to clients only")
    if consent is None or not Category.MARKETING.may_reach(allows_marketing=consent.allows_marketing):
        raise Conflict("This client has opted out of marketing.", code="opted_out")


async def _recipient(command: SendMessage, address_book: AddressBook) -> Recipient | None:
    if command.recipient_user_id is not None:
        return await address_book.user(command.recipient_user_id)
    try:
        address = normalise_email(command.recipient_email or "")
    except ValueError:
        return None
    return Recipient(RecipientType.ADDRESS, None, address, address)


async def _seen_by(actor: Actor, notification_id: int, uow: NotificationsUnitOfWork) -> Notification:
    notification = await uow.notifications.get(notification_id)
    if not may_see(actor, notification.recipient):
        raise NotFound.of("notification", notification_id)
    return notification
