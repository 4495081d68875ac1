"""Money is a number in JSON, with exactly two decimals out; a number or a text in; never through a float."""

from __future__ import annotations

import copy
import pickle
from dataclasses import dataclass

import pytest

from coachway.adapters.postgres.outbox import decode_event, encode_event
from coachway.domain.kernel.errors import RuleViolated
from coachway.domain.kernel.events import Event
from coachway.domain.kernel.money import Money
from coachway.entrypoints.api.wire import Body, from_json, to_json


class Priced(Body):
    price: Money
    fee: Money | None = None


@dataclass(frozen=True, kw_only=True)
class PriceWasSet(Event, name="test.price_set"):
    price: Money
    fee: Money | None


def test_money_goes_out_as_a_number_with_two_decimals() -> None:
    assert to_json({"price": Money.of("12.5"), "fees": [Money.of(3)]}) == b'{"price":12.50,"fees":[3.00]}'


@pytest.mark.parametrize("raw", ["12", "12.00", '"12.00"', "1.2e1"])
def test_money_comes_in_as_a_number_or_text(raw: str) -> None:
    body = from_json(b'{"price":%s,"fee":null}' % raw.encode(), Priced)
    assert (body.price, body.fee) == (Money.of(12), None)


@pytest.mark.parametrize("raw", ["true", "null", '"much"', '{"amount":1}', "1e20"])
def test_anything_else_is_no_money(raw: str) -> None:
    with pytest.raises(RuleViolated) as refusal:
        from_json(b'{"price":%s}' % raw.encode(), Priced)
    assert [failure.field for failure in refusal.value.fields] == ["price"]


def test_an_event_keeps_money_as_text_and_gives_it_back() -> None:
    event = PriceWasSet(price=Money.of("0.10"), fee=None)
    assert encode_event(event) == {"price": "0.10", "fee": None}
    assert decode_event("test.price_set", encode_event(event)) == event


def test_money_cannot_be_changed_and_can_be_copied() -> None:
    money = Money.of("0.10")
    with pytest.raises(AttributeError):
        money.amount = money.amount
    with pytest.raises(AttributeError):
        del money.amount
    assert copy.deepcopy(money) == pickle.loads(pickle.dumps(money)) == money
