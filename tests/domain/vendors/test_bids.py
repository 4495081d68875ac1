"""Bids: what they must hold to, and how they live and end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from coachway.domain.kernel.errors import CoachwayError, Conflict, RuleViolated
from coachway.domain.kernel.money import Money
from coachway.domain.vendors.bidding import require_not_closed, require_open
from coachway.domain.vendors.model.bid import LIVE, TRANSITIONS, BidStatus
from coachway.domain.vendors.model.bid_request import BidRequest
from coachway.domain.vendors.ranking import Rank
from tests.builders.vendors import CONTACT, NOW, a_draft, a_submitted_bid, a_vendor, an_open_charter

HOUR = timedelta(hours=1)
FIRST = Rank(rank=1, is_lowest_bid=True, price_difference_from_lowest=Money.zero())


def fields_of(refusal: pytest.ExceptionInfo[RuleViolated]) -> set[str]:
    return {failure.field for failure in refusal.value.fields}


def test_a_bid_starts_as_a_draft_that_nobody_ranks() -> None:
    bid = a_draft()
    assert (bid.status, bid.submitted_at, bid.revision_number, bid.final_rank) == (BidStatus.DRAFT, None, 0, None)
    with pytest.raises(Conflict):
        bid.offer()


@given(st.lists(st.integers(min_value=0, max_value=10**7), min_size=1, max_size=4), st.integers(-1, 1))
def test_price_parts_must_sum_to_the_cent(cents: list[int], off: int) -> None:
    names = ("base_price", "mileage_charge", "fuel_surcharge", "additional_fees")
    parts: dict[str, Any] = {name: Money.of(f"{part}e-2") for name, part in zip(names, cents, strict=False)}
    quoted = Money.of(f"{sum(cents) + off}e-2")
    if off == 0 and quoted > Money.zero():
        assert a_draft(price=str(quoted), **parts).price.parts == parts
    else:
        with pytest.raises(RuleViolated) as refusal:
            a_draft(price=str(quoted), **parts)
        assert "quoted_price" in fields_of(refusal)


def test_the_vehicles_must_seat_the_passengers() -> None:
    with pytest.raises(RuleViolated) as refusal:
        a_draft(charter=an_open_charter(passengers=57))
    assert fields_of(refusal) == {"passenger_capacity"}
    assert a_draft(charter=an_open_charter(passengers=112, vehicle_count=2)).vehicle.passenger_capacity == 56


def test_a_submitted_bid_stands_for_its_lifetime_and_is_its_own_first_revision() -> None:
    bid = a_draft()
    revision = bid.submit(charter=an_open_charter(), vendor=CONTACT, lifetime=72 * HOUR, by=31, at=NOW)
    assert (bid.status, bid.submitted_at, bid.valid_until) == (BidStatus.SUBMITTED, NOW, NOW + 72 * HOUR)
    assert (revision.revision_number, revision.price) == (1, bid.price)
    assert [event.name for event in bid.collect_events()] == ["bid.submitted"]


def test_a_validity_of_its_own_is_kept_unless_it_has_passed() -> None:
    bid = a_draft(valid_until=NOW + HOUR)
    bid.submit(charter=an_open_charter(), vendor=CONTACT, lifetime=72 * HOUR, by=31, at=NOW)
    assert bid.valid_until == NOW + HOUR
    late = a_draft(valid_until=NOW + HOUR)
    with pytest.raises(Conflict) as refusal:
        late.submit(charter=an_open_charter(), vendor=CONTACT, lifetime=72 * HOUR, by=31, at=NOW + HOUR)
    assert refusal.value.code == "bid_expired"


def test_a_charter_that_grew_meanwhile_is_not_submitted_to() -> None:
    with pytest.raises(Conflict) as refusal:
        a_draft().submit(charter=an_open_charter(passengers=57), vendor=CONTACT, lifetime=72 * HOUR, by=31, at=NOW)
    assert refusal.value.code == "capacity_too_small"


def test_a_changed_draft_makes_no_revision_and_a_changed_submitted_bid_does() -> None:
    charter = an_open_charter()
    draft = a_draft()
    change = {"quoted_price": Money.of("1100")}
    assert draft.change(change, charter=charter, vendor=CONTACT, region="US", by=31, at=NOW) is None
    bid = a_submitted_bid()
    revision = bid.change(change, charter=charter, vendor=CONTACT, region="US", by=31, at=NOW + HOUR)
    assert revision is not None
    assert (revision.revision_number, revision.price.quoted_price) == (2, Money.of("1100"))
    assert bid.submitted_at == NOW
    assert [event.name for event in bid.collect_events()] == ["bid.revised"]


@pytest.mark.parametrize("ends", ["under_review", "withdrawn", "expired"])
def test_only_drafts_and_submitted_bids_change(ends: str) -> None:
    bid, at = a_submitted_bid(), NOW
    if ends == "under_review":
        bid.take_under_review(at=NOW)
    elif ends == "withdrawn":
        bid.withdraw(reason=None, vendor=CONTACT, by=31, at=NOW)
    else:
        at = NOW + 72 * HOUR
    with pytest.raises(Conflict) as refusal:
        bid.change({"notes": "x"}, charter=an_open_charter(), vendor=CONTACT, region="US", by=31, at=at)
    assert refusal.value.code == "bid_not_editable"


def test_a_bid_expires_at_that_moment_job_or_no_job() -> None:
    bid = a_submitted_bid()
    end = NOW + 72 * HOUR
    assert bid.is_live(end - timedelta(microseconds=1))
    assert bid.status_at(end) is BidStatus.EXPIRED
    with pytest.raises(Conflict) as refusal:
        bid.accept(reason=None, rank=FIRST, charter=an_open_charter(), vendor=CONTACT, by=12, at=end)
    assert refusal.value.code == "bid_expired"
    assert not bid.expire(vendor=CONTACT, at=NOW)
    assert bid.expire(vendor=CONTACT, at=end)
    assert not bid.expire(vendor=CONTACT, at=end)
    assert [event.name for event in bid.collect_events()] == ["bid.expired"]


def test_a_second_accept_is_refused() -> None:
    bid = a_submitted_bid()
    bid.accept(reason="best", rank=FIRST, charter=an_open_charter(), vendor=CONTACT, by=12, at=NOW)
    assert (bid.status, bid.decision.decision_reason, bid.final_rank) == (BidStatus.ACCEPTED, "best", FIRST)
    with pytest.raises(Conflict, match="Cannot move from 'accepted'"):
        bid.accept(reason=None, rank=FIRST, charter=an_open_charter(), vendor=CONTACT, by=12, at=NOW)


def test_withdrawing_a_draft_tells_nobody() -> None:
    bid = a_draft()
    bid.withdraw(reason=None, vendor=CONTACT, by=31, at=NOW)
    assert bid.collect_events() == []


@pytest.mark.parametrize(
    ("status", "vendor_id", "is_open"),
    [("booked", None, True), ("quote", None, False), ("booked", 3, False), ("cancelled", None, False)],
)
def test_only_booked_charters_without_a_vendor_take_bids(status: str, vendor_id: int | None, is_open: bool) -> None:
    charter = an_open_charter(status=status, vendor_id=vendor_id)
    if is_open:
        require_open(charter)
    else:
        with pytest.raises(Conflict) as refusal:
            require_open(charter)
        assert refusal.value.code == "charter_not_open"


def test_bidding_closes_at_the_latest_deadline_and_never_without_one() -> None:
    require_not_closed(an_open_charter(), None, NOW)
    require_not_closed(an_open_charter(), NOW + HOUR, NOW)
    with pytest.raises(Conflict) as refusal:
        require_not_closed(an_open_charter(), NOW, NOW)
    assert refusal.value.code == "bidding_closed"


def a_request(deadline_in: timedelta = 3 * HOUR) -> BidRequest:
    return BidRequest.make(
        request_id=1,
        charter_id=1,
        vendor=a_vendor(),
        message=None,
        deadline=NOW + deadline_in,
        least_notice=2 * HOUR,
        requested_by=12,
        at=NOW,
    )


def test_a_request_leaves_two_hours() -> None:
    assert a_request(2 * HOUR).is_open(NOW)
    with pytest.raises(RuleViolated, match="deadline"):
        a_request(2 * HOUR - timedelta(seconds=1))


def test_a_declined_request_can_still_be_answered_with_a_bid() -> None:
    request = a_request()
    request.decline(reason="busy", at=NOW)
    assert (request.is_accepted, request.viewed_at) == (False, NOW)
    request.answer_with(4, at=NOW + HOUR)
    assert (request.is_accepted, request.bid_id, request.decline_reason, request.viewed_at) == (True, 4, None, NOW)
    with pytest.raises(Conflict) as refusal:
        request.decline(reason=None, at=NOW + HOUR)
    assert refusal.value.code == "request_answered"


class BidLife(RuleBasedStateMachine):
    """Whatever is tried on a bid, it never leaves the table of transitions."""

    def __init__(self) -> None:
        super().__init__()
        self.bid = a_draft()
        self.now = NOW
        self.last = self.bid.status

    @rule(hours=st.integers(0, 80))
    def time_passes(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    @rule(act=st.sampled_from(["submit", "review", "accept", "reject", "withdraw", "expire", "change"]))
    def something_is_tried(self, act: str) -> None:
        bid, charter, at = self.bid, an_open_charter(), self.now
        acts: dict[str, Callable[[], object]] = {
            "submit": lambda: bid.submit(charter=charter, vendor=CONTACT, lifetime=72 * HOUR, by=1, at=at),
            "review": lambda: bid.take_under_review(at=at),
            "accept": lambda: bid.accept(reason=None, rank=FIRST, charter=charter, vendor=CONTACT, by=1, at=at),
            "reject": lambda: bid.reject(reason=None, vendor=CONTACT, by=1, at=at),
            "withdraw": lambda: bid.withdraw(reason=None, vendor=CONTACT, by=1, at=at),
            "expire": lambda: bid.expire(vendor=CONTACT, at=at),
            "change": lambda: bid.change({"notes": act}, charter=charter, vendor=CONTACT, region="US", by=1, at=at),
        }
        try:
            acts[act]()
        except CoachwayError:
            assert bid.status is self.last
        if bid.status is not self.last:
            assert bid.status in TRANSITIONS[self.last]
        self.last = bid.status

    @invariant()
    def live_bids_have_been_submitted(self) -> None:
        assert self.bid.status not in LIVE or self.bid.submitted_at is not None


TestBidLife = BidLife.TestCase
