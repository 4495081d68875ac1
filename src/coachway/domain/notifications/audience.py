"""Who hears of what: for each event, the messages that it makes and whom they go to (contract, section 10)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from coachway.domain.changes.events import (
    ChangeWasApproved,
    ChangeWasCreated,
    ChangeWasImplemented,
    ChangeWasRejected,
)
from coachway.domain.charters.events import (
    CharterWasCancelled,
    CharterWasConfirmed,
    QuoteWasAccepted,
    QuoteWasDeclined,
    QuoteWasSent,
)
from coachway.domain.kernel.events import Event
from coachway.domain.notifications.model import Category, Recipient
from coachway.domain.notifications.ports import AddressBook
from coachway.domain.sales.events import LeadResponseIsOverdue, LeadsWereAssigned, LeadWasAssigned
from coachway.domain.vendors.events import (
    BidHasExpired,
    BidWasAccepted,
    BidWasRejected,
    BidWasRequested,
    BidWasSubmitted,
    ComplianceWasReviewed,
    VendorStatusWasChanged,
)

Audience = Callable[[Any, AddressBook], Awaitable[Sequence[Recipient | None]]]


@dataclass(frozen=True, slots=True)
class Telling:
    """One message of an event; `about` names the entity type, and the event's field that holds its id."""

    template: str
    to: tuple[Audience, ...]
    about: tuple[str, str]
    category: Category = Category.TRANSACTIONAL


def user_in(field: str) -> Audience:
    """The user whose id the event carries in that field."""

    async def audience(event: Any, book: AddressBook) -> Sequence[Recipient | None]:
        user_id = getattr(event, field)
        return [] if user_id is None else [await book.user(user_id)]

    return audience


async def the_client(event: Any, book: AddressBook) -> Sequence[Recipient | None]:
    return [await book.client(event.client_id)]


async def the_vendor(event: Any, book: AddressBook) -> Sequence[Recipient | None]:
    return [] if event.vendor_id is None else [await book.vendor(event.vendor_id)]


async def the_vendor_where_affected(event: Any, book: AddressBook) -> Sequence[Recipient | None]:
    return await the_vendor(event, book) if event.affects_vendor else []


async def the_managers(event: Any, book: AddressBook) -> Sequence[Recipient | None]:
    return await book.managers()


async def its_agent(event: Any, book: AddressBook) -> Sequence[Recipient | None]:
    """The agent in charge; the managers where nobody is, since somebody must hear of it."""
    agent = None if event.agent_id is None else await book.user(event.agent_id)
    return [agent] if agent else await book.managers()


_LEAD: Final = ("lead", "lead_id")
_CHARTER: Final = ("charter", "charter_id")
_BID: Final = ("bid", "bid_id")
_CASE: Final = ("change_case", "case_id")
_ASKED_AND_AFFECTED: Final = (user_in("requested_by"), the_client, the_vendor_where_affected)

TELLINGS: Final[Mapping[type[Event], tuple[Telling, ...]]] = {
    LeadWasAssigned: (Telling("lead_assigned", (user_in("agent_id"),), _LEAD),),
    # An import is one mail, whatever it brings.
    LeadsWereAssigned: (Telling("leads_imported", (user_in("agent_id"),), ("user", "agent_id")),),
    LeadResponseIsOverdue: (Telling("lead_response_overdue", (user_in("agent_id"), the_managers), _LEAD),),
    QuoteWasSent: (Telling("quote_sent", (the_client,), _CHARTER, Category.OFFER),),
    QuoteWasAccepted: (Telling("quote_accepted", (its_agent,), _CHARTER),),
    QuoteWasDeclined: (Telling("quote_declined", (its_agent,), _CHARTER),),
    CharterWasConfirmed: (Telling("charter_confirmed", (its_agent, the_client, the_vendor), _CHARTER),),
    CharterWasCancelled: (Telling("charter_cancelled", (its_agent, the_client, the_vendor), _CHARTER),),
    BidWasRequested: (Telling("bid_requested", (the_vendor,), _CHARTER),),
    BidWasSubmitted: (Telling("bid_submitted", (its_agent,), _BID),),
    BidWasAccepted: (Telling("bid_accepted", (the_vendor,), _BID),),
    BidWasRejected: (Telling("bid_rejected", (the_vendor,), _BID),),
    BidHasExpired: (Telling("bid_expired", (the_vendor,), _BID),),
    ComplianceWasReviewed: (Telling("compliance_reviewed", (the_vendor,), ("compliance_document", "document_id")),),
    VendorStatusWasChanged: (Telling("vendor_status_changed", (the_vendor,), ("vendor", "vendor_id")),),
    ChangeWasCreated: (Telling("change_created", (the_managers, the_vendor_where_affected), _CASE),),
    ChangeWasApproved: (Telling("change_approved", _ASKED_AND_AFFECTED, _CASE),),
    ChangeWasRejected: (Telling("change_rejected", _ASKED_AND_AFFECTED, _CASE),),
    ChangeWasImplemented: (Telling("change_implemented", _ASKED_AND_AFFECTED, _CASE),),
}


async def recipients_of(telling: Telling, event: Event, book: AddressBook) -> list[Recipient]:
    """Everybody who is to hear it and can be reached, each mailbox once: the first role that somebody has counts."""
    by_mailbox: dict[str, Recipient] = {}
    for audience in telling.to:
        for recipient in await audience(event, book):
            if recipient is not None and recipient.email:
                by_mailbox.setdefault(recipient.email.lower(), recipient)
    return list(by_mailbox.values())
