"""Money is exact, rounds in one way, and loses no cent when it is split."""

from __future__ import annotations

import pickle
from dataclasses import is_dataclass
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coachway.domain.kernel.money import Money

amounts = st.decimals(min_value=-1_000_000, max_value=1_000_000, places=2).map(Money)


@pytest.mark.parametrize(
    ("exact", "rounded"), [("2.345", "2.35"), ("-2.345", "-2.35"), ("2.344", "2.34"), ("0.005", "0.01")]
)
def test_a_half_cent_goes_away_from_zero(exact: str, rounded: str) -> None:
    assert Money.of(exact) == Money.of(rounded)


@pytest.mark.parametrize("bad", ["NaN", "Infinity", "1e12", "a lot"])
def test_what_is_no_amount_is_refused(bad: str) -> None:
    with pytest.raises(ValueError):
        Money.of(bad)


def test_a_float_is_refused() -> None:
    with pytest.raises(TypeError):
        Money.of(0.1)  # type: ignore[arg-type]


@given(amounts, amounts)
def test_what_is_added_can_be_taken_off_again(one: Money, other: Money) -> None:
    assert (one + other) - other == one


@given(amounts, st.lists(st.integers(0, 100), min_size=1, max_size=20).filter(any))
def test_parts_sum_to_the_whole_and_stray_less_than_a_cent(whole: Money, weights: list[int]) -> None:
    parts = whole.split(weights)
    assert Money.total(parts) == whole
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part.amount - whole.amount * weight / sum(weights)) < Decimal("0.01") + Decimal("1e-12")


def test_money_is_one_number_to_those_who_take_values_apart() -> None:
    assert not is_dataclass(Money)
    assert pickle.loads(pickle.dumps(Money.of("1.10"))) == Money.of("1.10")


def test_money_never_changes() -> None:
    with pytest.raises(AttributeError):
        Money.of(1).amount = Decimal(2)
