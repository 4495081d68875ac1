"""Ranks are a permutation ordered by price, then time, then id."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from coachway.domain.kernel.money import Money
from coachway.domain.vendors.ranking import Offer, rank_bids, summarise
from tests.builders.vendors import NOW

prices = st.integers(min_value=1, max_value=500).map(Money.of)
offers = st.lists(
    st.builds(
        Offer,
        bid_id=st.integers(min_value=1, max_value=10_000),
        quoted_price=prices,
        submitted_at=st.integers(min_value=0, max_value=5).map(lambda hours: NOW + timedelta(hours=hours)),
    ),
    unique_by=lambda offer: offer.bid_id,
    max_size=60,
)


@given(offers)
def test_ranks_are_a_permutation_ordered_by_price_then_time_then_id(bids: list[Offer]) -> None:
    ranks = rank_bids(bids)
    assert sorted(rank.rank for rank in ranks.values()) == list(range(1, len(bids) + 1))
    by_rank = sorted(bids, key=lambda bid: ranks[bid.bid_id].rank)
    for better, worse in pairwise(by_rank):
        assert (better.quoted_price, better.submitted_at, better.bid_id) < (
            worse.quoted_price,
            worse.submitted_at,
            worse.bid_id,
        )


@given(offers)
def test_one_bid_is_lowest_and_differences_are_measured_from_it(bids: list[Offer]) -> None:
    ranks = rank_bids(bids)
    assert sum(rank.is_lowest_bid for rank in ranks.values()) == min(1, len(bids))
    for bid in bids:
        lowest = min(other.quoted_price for other in bids)
        assert ranks[bid.bid_id].price_difference_from_lowest == bid.quoted_price - lowest


@given(offers, st.randoms(use_true_random=False))
def test_the_order_in_which_bids_are_looked_at_does_not_matter(bids: list[Offer], lots: object) -> None:
    shuffled = list(bids)
    lots.shuffle(shuffled)  # type: ignore[attr-defined]
    assert rank_bids(shuffled) == rank_bids(bids)


@given(offers)
def test_taking_a_bid_away_moves_only_those_behind_it(bids: list[Offer]) -> None:
    before = rank_bids(bids)
    if not bids:
        return
    gone = bids[0]
    after = rank_bids(bids[1:])
    for bid_id, rank in after.items():
        behind = before[bid_id].rank > before[gone.bid_id].rank
        assert rank.rank == before[bid_id].rank - (1 if behind else 0)


@given(st.lists(prices, min_size=1, max_size=40))
def test_the_summary_lies_between_the_lowest_and_the_highest(given_prices: list[Money]) -> None:
    summary = summarise(given_prices)
    assert summary.count == len(given_prices)
    assert summary.lowest is not None
    assert summary.highest is not None
    assert summary.average is not None
    assert summary.median is not None
    assert summary.lowest <= summary.median <= summary.highest
    assert summary.lowest <= summary.average <= summary.highest
    assert summary.spread == summary.highest - summary.lowest


def test_the_median_of_an_even_number_is_the_mean_of_the_middle_two() -> None:
    assert summarise([Money.of("10"), Money.of("1"), Money.of("4.01"), Money.of("3")]).median == Money.of("3.51")


def test_no_prices_have_no_summary() -> None:
    summary = summarise([])
    assert (summary.count, summary.lowest, summary.median) == (0, None, None)
