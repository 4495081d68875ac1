"""Implementing a change: what the charter takes over, at which price, and when nothing is."""

from __future__ import annotations

from decimal import Decimal

import pytest

from coachway.domain.changes.events import ChangeWasImplemented
from coachway.domain.changes.model.values import ChangeType, ProposedChange
from coachway.domain.changes.state_machine import ChangeStatus
from coachway.domain.flows.implement_change import preview_change
from coachway.domain.flows.reprice import Repricing
from coachway.domain.kernel.errors import Conflict, RuleViolated
from coachway.domain.kernel.money import Money
from tests.builders.changes import AGENT, MANAGER, VENDOR
from tests.builders.charters import DRIVING
from tests.builders.pricing import MILEAGE, SETTINGS
from tests.domain.flows.office import PASSENGERS, Office
from tests.fakes.charters import FakeDistances
from tests.fakes.clock import MONDAY_MORNING
from tests.fakes.quoting import FixedRuleBook


@pytest.fixture
def office() -> Office:
    return Office()


async def test_the_charter_takes_over_fields_and_the_proposed_price_in_one_revision(office: Office) -> None:
    before = office.charter.revision_number
    case = await office.implement(await office.approved(PASSENGERS, proposed=800))
    assert office.charter.trip.passengers == 48
    assert office.charter.price.total_cost == Money.of(800)
    assert office.charter.revision_number == before + 1
    assert case.new_history[-1].field_changes == {
        "passengers": {"before": 40, "after": 48},
        "total_cost": {"before": "726.50", "after": "800.00"},
    }
    (event,) = case.collect_events()
    assert isinstance(event, ChangeWasImplemented)
    assert (event.charter_revision, event.vendor_id) == (before + 1, 3)


async def test_a_price_that_is_touched_and_not_named_is_calculated_anew(office: Office) -> None:
    longer = ProposedChange("distance_miles", "120", "200")
    await office.implement(await office.approved(longer, proposed=None, affects_pricing=True))
    price = office.charter.price
    # 350 base, 200 miles at 2.50, and a cent of fuel surcharge a mile.
    assert (price.base_cost, price.mileage_cost) == (Money.of(350), Money.of(500))
    assert (price.additional_fees, price.total_cost) == (Money.of(2), Money.of(852))


async def test_a_price_that_is_not_touched_stays(office: Office) -> None:
    await office.implement(await office.approved(PASSENGERS, proposed=None, affects_pricing=False))
    assert office.charter.price.total_cost == Money.of("726.50")


async def test_without_a_base_rule_nothing_is_applied(office: Office) -> None:
    office.repricing = Repricing(settings=SETTINGS, rule_book=FixedRuleBook(MILEAGE), distances=FakeDistances())
    before = office.charter.state()
    case = await office.approved(PASSENGERS, proposed=None, affects_pricing=True)
    with pytest.raises(RuleViolated) as refused:
        await office.implement(case)
    assert refused.value.code == "no_base_rate"
    assert office.charter.state() == before
    assert case.status is ChangeStatus.APPROVED


async def test_one_stale_field_among_many_keeps_all_of_them_out(office: Office) -> None:
    before = office.charter.state()
    case = await office.approved(PASSENGERS, ProposedChange("trip_date", "2026-04-02", "2026-04-03"))
    with pytest.raises(Conflict) as refused:
        await office.implement(case)
    assert refused.value.code == "stale_change"
    assert refused.value.extra == {"stale": ["trip_date"]}
    assert office.charter.state() == before


async def test_a_deposit_falls_with_a_total_below_it(office: Office) -> None:
    await office.implement(await office.approved(PASSENGERS, proposed=100))
    assert (office.charter.price.total_cost, office.charter.price.deposit_amount) == (Money.of(100), Money.of(100))


async def test_a_cancellation_cancels_wherever_the_charter_stands(office: Office) -> None:
    cancelled = ProposedChange("status", "booked", "cancelled")
    case = await office.approved(
        cancelled, change_type=ChangeType.CANCELLATION, proposed=None, reason="The fair is off"
    )
    office.charter.confirm(deposit_is_paid=True, by=AGENT, at=MONDAY_MORNING)
    await office.implement(case)
    assert (office.charter.status.value, office.charter.cancellation_reason) == ("cancelled", "The fair is off")
    assert case.status is ChangeStatus.IMPLEMENTED


async def test_a_charter_that_was_cancelled_meanwhile_takes_nothing(office: Office) -> None:
    case = await office.approved(PASSENGERS)
    office.charter.cancel("The fair is off", by=AGENT, at=MONDAY_MORNING)
    with pytest.raises(Conflict) as refused:
        await office.implement(case)
    assert refused.value.code == "charter_not_booked"


async def test_the_preview_is_what_implementing_does_and_changes_nothing(office: Office) -> None:
    case = await office.approved(ProposedChange("distance_miles", "120", "200"), proposed=None)
    before = office.charter.state()
    preview = await preview_change(case.id, actor=MANAGER, uow=office.uow, repricing=office.repricing, driving=DRIVING)
    assert office.charter.state() == before
    assert (preview.price.before, preview.price.after) == (Money.of("726.50"), Money.of(852))
    assert preview.price.difference == Money.of("125.50")
    foreseen = {each.field: (each.before, each.after) for each in preview.changes}
    assert foreseen["distance_miles"] == (Decimal(120), Decimal(200))
    await office.implement(case)
    assert set(case.new_history[-1].field_changes or {}) == set(foreseen)


async def test_a_vendor_s_preview_has_no_prices(office: Office) -> None:
    case = await office.approved(PASSENGERS, proposed=800)
    case.vendor_id = VENDOR.vendor_id
    preview = await preview_change(case.id, actor=VENDOR, uow=office.uow, repricing=office.repricing, driving=DRIVING)
    assert [each.field for each in preview.changes] == ["passengers"]
    assert preview.price.after is None
