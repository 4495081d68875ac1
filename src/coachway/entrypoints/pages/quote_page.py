"""The quote as a page for its client: plain HTML that needs no script and works on a phone."""

from __future__ import annotations

from datetime import date, datetime

from coachway.domain.charters.model import OfferStatus
from coachway.domain.flows.show_quote import QuoteOffer
from coachway.domain.kernel.clock import BusinessCalendar
from coachway.domain.kernel.money import Money
from coachway.entrypoints.pages.docs_page import templates


def render_quote(offer: QuoteOffer, token: str, calendar: BusinessCalendar, *, problem: str | None = None) -> str:
    """The page of a quote; times of day are those of the business."""

    def moment(value: datetime) -> str:
        local = calendar.local(value)
        return f"{day(local.date())}, {local:%H:%M}"

    return (
        templates()
        .get_template("quote.html")
        .render(
            offer=offer,
            token=token,
            problem=problem,
            is_open=offer.status is OfferStatus.SENT,
            zone=calendar.zone.key,
            money=lambda amount: money(amount, offer.currency),
            day=day,
            moment=moment,
        )
    )


def render_no_quote() -> str:
    """The page for a link that leads nowhere."""
    return render_notice(
        "There is no quote at this address",
        "The link may be incomplete. Please look for our latest mail, or ask us for a new one.",
    )


def render_notice(heading: str, text: str) -> str:
    """A page that says one thing."""
    return templates().get_template("notice.html").render(heading=heading, text=text)


def money(amount: Money, currency: str) -> str:
    """`$1,114.50`, or with the currency's code where it is not the dollar."""
    sign = "-" if amount.amount < 0 else ""
    figure = f"{abs(amount.amount):,.2f}"
    return f"{sign}${figure}" if currency == "USD" else f"{sign}{figure} {currency}"


def day(value: date) -> str:
    """`Saturday, March 7, 2026`."""
    return f"{value:%A, %B} {value.day}, {value.year}"
