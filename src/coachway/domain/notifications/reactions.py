"""What notifications do when something happened elsewhere: they write the messages of it."""

from __future__ import annotations

from coachway.domain.charters.events import QuoteWasSent
from coachway.domain.identity.events import PasswordLinkWasRequested
from coachway.domain.kernel.clock import Clock
from coachway.domain.kernel.events import Event
from coachway.domain.notifications.audience import TELLINGS, recipients_of
from coachway.domain.notifications.model import Channel, Notification, Subject
from coachway.domain.notifications.ports import AddressBook, NotificationsUnitOfWork, SecretLinks, Templates


async def when_something_happened_write_to_who_should_know(
    event: Event,
    event_id: int,
    *,
    uow: NotificationsUnitOfWork,
    address_book: AddressBook,
    secret_links: SecretLinks,
    templates: Templates,
    clock: Clock,
) -> None:
    """One notification for each recipient, in the reaction's own transaction; sending them is another matter.

    A quote that was replaced before its turn came is not written about: its link leads nowhere any more.
    """
    facts: dict[str, object] = {"event": event}
    if isinstance(event, QuoteWasSent):
        link = await secret_links.quote(event.charter_id, event.quote_id)
        if link is None:
            return
        facts["link"] = link
    now = clock.now()
    for telling in TELLINGS.get(type(event), ()):
        entity_type, field = telling.about
        recipients = await recipients_of(telling, event, address_book)
        ids = await uow.notifications.next_ids(len(recipients)) if recipients else []
        for notification_id, recipient in zip(ids, recipients, strict=True):
            wording = templates.write(telling.template, facts | {"recipient": recipient})
            uow.notifications.add(
                Notification.compose(
                    notification_id=notification_id,
                    recipient=recipient,
                    channel=Channel.EMAIL,
                    subject=wording.subject,
                    message=wording.message,
                    notification_type=event.name,
                    category=telling.category,
                    about=Subject(entity_type, getattr(event, field)),
                    event_id=event_id,
                    at=now,
                )
            )


async def when_a_password_link_was_requested_mail_it(
    event: PasswordLinkWasRequested,
    event_id: int,
    *,
    uow: NotificationsUnitOfWork,
    secret_links: SecretLinks,
    templates: Templates,
    clock: Clock,
) -> None:
    """The mail that lets somebody choose a password; nothing where the link was used already."""
    letter = await secret_links.password(event.user_id)
    if letter is None:
        return
    wording = templates.write("password_link", {"letter": letter, "recipient": letter.recipient})
    (notification_id,) = await uow.notifications.next_ids(1)
    uow.notifications.add(
        Notification.compose(
            notification_id=notification_id,
            recipient=letter.recipient,
            channel=Channel.EMAIL,
            subject=wording.subject,
            message=wording.message,
            is_confidential=True,
            notification_type=event.name,
            about=Subject("user", event.user_id),
            event_id=event_id,
            at=clock.now(),
        )
    )
