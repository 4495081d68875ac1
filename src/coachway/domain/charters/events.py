"""What happens to charters and to the quotes sent for them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from coachway.domain.kernel.events import Event
from coachway.domain.kernel.money import Money


@dataclass(frozen=True, kw_only=True)
class AboutCharter:
    """What every event of a charter says: whose it is, and when it runs."""

    charter_id: int
    client_id: int
    agent_id: int | None
    vendor_id: int | None
    trip_date: date


@dataclass(frozen=True, kw_only=True)
class CharterWasCreated(AboutCharter, Event, name="charter.created"):
    """A new charter, in `quote`."""


@dataclass(frozen=True, kw_only=True)
class CharterWasUpdated(AboutCharter, Event, name="charter.updated"):
    """`fields` names what changed."""

    fields: list[str]


@dataclass(frozen=True, kw_only=True)
class StopsWereLocated(AboutCharter, Event, name="charter.stops_located"):
    """The coordinates of these stops were looked up; the charter is at the revision that it was at."""

    stop_ids: list[int]


@dataclass(frozen=True, kw_only=True)
class QuoteWasSent(AboutCharter, Event, name="quote.sent"):
    """A quote waits for its client. Its secret link is read from the charter by whoever writes the mail."""

    quote_id: int
    total: Money
    valid_until: datetime


@dataclass(frozen=True, kw_only=True)
class QuoteWasAccepted(AboutCharter, Event, name="quote.accepted"):
    quote_id: int
    total: Money
    accepted_by_name: str | None


@dataclass(frozen=True, kw_only=True)
class QuoteWasDeclined(AboutCharter, Event, name="quote.declined"):
    quote_id: int


@dataclass(frozen=True, kw_only=True)
class CharterWasBooked(AboutCharter, Event, name="charter.booked"):
    """From now on it is open for bids."""

    passengers: int
    vehicle_type: str
    total: Money


@dataclass(frozen=True, kw_only=True)
class CharterWasAwarded(AboutCharter, Event, name="charter.awarded"):
    vendor_cost: Money


@dataclass(frozen=True, kw_only=True)
class CharterWasConfirmed(AboutCharter, Event, name="charter.confirmed"):
    """It will run."""


@dataclass(frozen=True, kw_only=True)
class CharterWasStarted(AboutCharter, Event, name="charter.started"):
    """The trip is under way."""


@dataclass(frozen=True, kw_only=True)
class CharterWasCompleted(AboutCharter, Event, name="charter.completed"):
    """The trip is over."""


@dataclass(frozen=True, kw_only=True)
class CharterWasCancelled(AboutCharter, Event, name="charter.cancelled"):
    reason: str
