"""What becomes of a quote, and what no longer may."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coachway.domain.kernel.errors import Conflict, RuleViolated
from coachway.domain.pricing.events import QuoteExpired, QuoteWasCalculated
from coachway.domain.pricing.model import Quote, QuoteStatus
from coachway.domain.pricing.model.quote import TRANSITIONS
from tests.builders.pricing import NOW, a_quote, a_request

LATER = NOW + timedelta(hours=1)
TOO_LATE = NOW + timedelta(days=14)
MOVES: dict[QuoteStatus, Callable[[Quote], None]] = {
    QuoteStatus.SENT: lambda quote: quote.send(at=LATER),
    QuoteStatus.ACCEPTED: lambda quote: quote.accept(at=LATER),
    QuoteStatus.DECLINED: lambda quote: quote.decline(at=LATER),
    QuoteStatus.EXPIRED: lambda quote: quote.expire(at=LATER),
}


def sent() -> Quote:
    quote = a_quote()
    quote.send(at=LATER)
    return quote


def test_a_draft_is_valid_for_two_weeks_and_asks_a_quarter_as_deposit() -> None:
    quote = a_quote()
    assert (quote.status, quote.valid_until) == (QuoteStatus.DRAFT, TOO_LATE)
    assert (str(quote.total), str(quote.deposit_amount)) == ("601.00", "150.25")
    assert [type(event) for event in quote.collect_events()] == [QuoteWasCalculated]


def test_a_sent_quote_is_accepted_once() -> None:
    quote = sent()
    quote.accept(at=LATER)
    with pytest.raises(Conflict) as refused:
        quote.accept(at=LATER)
    assert refused.value.code == "already_accepted"


def test_a_declined_quote_cannot_be_accepted() -> None:
    quote = sent()
    quote.decline(at=LATER)
    with pytest.raises(Conflict) as refused:
        quote.accept(at=LATER)
    assert refused.value.code == "quote_declined"


@pytest.mark.parametrize("answer", [Quote.accept, Quote.decline, Quote.send])
def test_nothing_becomes_of_a_quote_whose_time_is_over(answer: Callable[..., None]) -> None:
    with pytest.raises(Conflict) as refused:
        answer(sent(), at=TOO_LATE)
    assert refused.value.code == "quote_expired"


def test_a_quote_that_was_not_sent_cannot_be_accepted() -> None:
    with pytest.raises(Conflict) as refused:
        a_quote().accept(at=LATER)
    assert refused.value.code == "illegal_transition"


def test_expiring_tells_it_once_and_leaves_what_is_settled() -> None:
    quote = a_quote()
    quote.collect_events()
    quote.expire(at=TOO_LATE)
    quote.expire(at=TOO_LATE)
    assert [type(event) for event in quote.collect_events()] == [QuoteExpired]
    accepted = sent()
    accepted.accept(at=LATER)
    accepted.expire(at=TOO_LATE)
    assert accepted.status is QuoteStatus.ACCEPTED


@given(st.lists(st.sampled_from(sorted(MOVES))))
def test_no_path_leaves_the_table_of_transitions(moves: list[QuoteStatus]) -> None:
    quote = a_quote()
    calculation = quote.calculation
    for wanted in moves:
        before = quote.status
        try:
            MOVES[wanted](quote)
        except Conflict:
            assert quote.status is before
        assert quote.status is before or quote.status in TRANSITIONS[before]
    assert quote.calculation is calculation


def test_every_bad_field_of_a_trip_is_named_at_once() -> None:
    trip = a_request(
        client_id=0,
        vehicle_type=" ",
        passengers=0,
        vehicle_count=0,
        distance_miles=Decimal(-1),
        deadhead_miles=Decimal("0.001"),
        trip_hours=Decimal("NaN"),
        extra_stops=-1,
        overnight_nights=-1,
        origin="x" * 501,
    )
    with pytest.raises(RuleViolated) as refused:
        trip.checked()
    assert {each.field for each in refused.value.fields} == {
        "client_id",
        "vehicle_type",
        "passengers",
        "vehicle_count",
        "distance_miles",
        "deadhead_miles",
        "trip_hours",
        "extra_stops",
        "overnight_nights",
        "origin",
    }
