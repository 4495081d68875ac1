"""Who reacts to what: the events of the platform, and the reactions that hang on them.

A handler's name is kept with every event that it handled: never rename one, or it will handle old events again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Final

from coachway.adapters.postgres.unit_of_work import PostgresUnitOfWork
from coachway.domain.changes.reactions import when_a_charter_was_awarded_show_its_cases_to_the_vendor
from coachway.domain.charters.events import CharterWasAwarded, CharterWasCancelled, CharterWasCreated, CharterWasUpdated
from coachway.domain.charters.reactions import when_a_client_was_updated_take_over_its_name
from coachway.domain.clients.events import ClientsWereMerged, ClientWasUpdated
from coachway.domain.flows.merge_clients import when_clients_were_merged_move_what_came_late
from coachway.domain.identity.events import PasswordLinkWasRequested, SessionWasEnded
from coachway.domain.identity.reactions import when_a_vendor_was_turned_away_close_its_logins
from coachway.domain.kernel.events import Event, known_events
from coachway.domain.notifications.audience import TELLINGS
from coachway.domain.notifications.events import NotificationHasFailed, NotificationWasRead
from coachway.domain.notifications.reactions import (
    when_a_password_link_was_requested_mail_it,
    when_something_happened_write_to_who_should_know,
)
from coachway.domain.portals.reactions import dashboards_outdated_by
from coachway.domain.vendors.events import VendorStatusWasChanged
from coachway.domain.vendors.reactions import when_a_charter_was_cancelled_end_its_bids
from coachway.entrypoints.bootstrap import Platform
from coachway.entrypoints.settings import Settings
from coachway.entrypoints.worker.looking_up import look_up_stops

Reaction = Callable[[Event, int, PostgresUnitOfWork, Platform], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Handler:
    """A reaction; it is given the event, the event's id, a unit of work of its own, and the platform."""

    name: str
    react: Reaction


@dataclass(frozen=True, slots=True)
class Errand:
    """A reaction that waits for a service of others: it is run outside of any transaction, and opens its own.

    It is noted as handled only afterwards, so it may be run again: twice must do no harm.
    """

    name: str
    run: Callable[[Event, Platform], Awaitable[None]]


Handlers = Mapping[str, tuple[Handler | Errand, ...]]


async def _write_notifications(event: Event, event_id: int, work: PostgresUnitOfWork, platform: Platform) -> None:
    await when_something_happened_write_to_who_should_know(
        event,
        event_id,
        uow=work,
        address_book=platform.address_book(work),
        secret_links=platform.secret_links(work.reads),
        templates=platform.templates,
        clock=platform.clock,
    )


async def _mail_password_link(event: Event, event_id: int, work: PostgresUnitOfWork, platform: Platform) -> None:
    assert isinstance(event, PasswordLinkWasRequested)  # noqa: S101 (the table below says so)
    await when_a_password_link_was_requested_mail_it(
        event,
        event_id,
        uow=work,
        secret_links=platform.secret_links(work.reads),
        templates=platform.templates,
        clock=platform.clock,
    )


async def _rename_client_of_charters(
    event: Event,
    event_id: int,
    work: PostgresUnitOfWork,
    platform: Platform,
) -> None:
    assert isinstance(event, ClientWasUpdated)  # noqa: S101 (the table below says so)
    await when_a_client_was_updated_take_over_its_name(
        event, uow=work, clients=platform.clients_for_charters(work.reads)
    )


async def _move_what_came_late(event: Event, event_id: int, work: PostgresUnitOfWork, platform: Platform) -> None:
    assert isinstance(event, ClientsWereMerged)  # noqa: S101 (the table below says so)
    await when_clients_were_merged_move_what_came_late(
        event, contexts=platform.kept_for_clients(work), clock=platform.clock
    )


async def _show_cases_to_vendor(event: Event, event_id: int, work: PostgresUnitOfWork, platform: Platform) -> None:
    assert isinstance(event, CharterWasAwarded)  # noqa: S101 (the table below says so)
    await when_a_charter_was_awarded_show_its_cases_to_the_vendor(event, uow=work)


async def _end_bids_of_charter(event: Event, event_id: int, work: PostgresUnitOfWork, platform: Platform) -> None:
    assert isinstance(event, CharterWasCancelled)  # noqa: S101 (the table below says so)
    await when_a_charter_was_cancelled_end_its_bids(event, uow=work, clock=platform.clock)


async def _close_vendor_logins(event: Event, event_id: int, work: PostgresUnitOfWork, platform: Platform) -> None:
    assert isinstance(event, VendorStatusWasChanged)  # noqa: S101 (the table below says so)
    await when_a_vendor_was_turned_away_close_its_logins(event, uow=work, clock=platform.clock)


async def _stop_access_tokens(event: Event, event_id: int, work: PostgresUnitOfWork, platform: Platform) -> None:
    """The request that ended the session has tried already; this makes sure."""
    assert isinstance(event, SessionWasEnded)  # noqa: S101 (the table below says so)
    await platform.gatekeeper.mark_ended([event.session_id])


async def _outdate_dashboards(event: Event, event_id: int, work: PostgresUnitOfWork, platform: Platform) -> None:
    await platform.dashboards.outdate(dashboards_outdated_by(event))


async def _look_up_stops(event: Event, platform: Platform) -> None:
    assert isinstance(event, CharterWasCreated | CharterWasUpdated)  # noqa: S101 (the table below says so)
    if isinstance(event, CharterWasCreated) or "stops" in event.fields:
        await look_up_stops(event.charter_id, platform)


WRITE_NOTIFICATIONS: Final = Handler("notifications.write", _write_notifications)
MAIL_PASSWORD_LINK: Final = Handler("notifications.mail_password_link", _mail_password_link)
SHOW_CASES_TO_VENDOR: Final = Handler("changes.show_cases_to_vendor", _show_cases_to_vendor)
END_BIDS_OF_CHARTER: Final = Handler("vendors.end_bids_of_charter", _end_bids_of_charter)
CLOSE_VENDOR_LOGINS: Final = Handler("identity.close_vendor_logins", _close_vendor_logins)
STOP_ACCESS_TOKENS: Final = Handler("identity.stop_access_tokens", _stop_access_tokens)
OUTDATE_DASHBOARDS: Final = Handler("portals.outdate_dashboards", _outdate_dashboards)

# The first words of the events that change what some dashboard shows.
_SHOWN: Final = frozenset({"bid", "change", "charter", "compliance", "lead", "quote", "user", "vendor"})

RENAME_CLIENT_OF_CHARTERS: Final = Handler("charters.rename_client", _rename_client_of_charters)


MOVE_WHAT_CAME_LATE: Final = Handler("clients.move_what_came_late", _move_what_came_late)


LOOK_UP_STOPS: Final = Errand("charters.look_up_stops", _look_up_stops)


def all_handlers(settings: Settings) -> Handlers:
    """The reactions by the name of the event that they hear."""
    table: dict[str, list[Handler | Errand]] = defaultdict(list)
    for event in TELLINGS:
        if settings.change_notification_enabled or not event.name.startswith("change."):
            table[event.name].append(WRITE_NOTIFICATIONS)
    table[CharterWasCreated.name].append(LOOK_UP_STOPS)
    table[CharterWasUpdated.name].append(LOOK_UP_STOPS)
    table[CharterWasAwarded.name].append(SHOW_CASES_TO_VENDOR)
    table[ClientWasUpdated.name].append(RENAME_CLIENT_OF_CHARTERS)
    table[ClientsWereMerged.name].append(MOVE_WHAT_CAME_LATE)
    table[CharterWasCancelled.name].append(END_BIDS_OF_CHARTER)
    table[VendorStatusWasChanged.name].append(CLOSE_VENDOR_LOGINS)
    table[PasswordLinkWasRequested.name].append(MAIL_PASSWORD_LINK)
    table[SessionWasEnded.name].append(STOP_ACCESS_TOKENS)
    for name in known_events():
        if name.partition(".")[0] in _SHOWN:
            table[name].append(OUTDATE_DASHBOARDS)
    for event in (NotificationWasRead, NotificationHasFailed, ClientsWereMerged):
        table[event.name].append(OUTDATE_DASHBOARDS)
    return {name: tuple(handlers) for name, handlers in table.items()}
