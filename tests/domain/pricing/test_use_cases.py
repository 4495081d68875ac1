"""Rules and quotes, from command to what is kept."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from coachway.domain.kernel.errors import Forbidden, RuleViolated, VersionMismatch
from coachway.domain.pricing.model import PricingRule, Quote, QuoteStatus, RuleScope, RuleType
from coachway.domain.pricing.ports import CharterFacts
from coachway.domain.pricing.use_cases.calculate_quote import (
    CalculateQuote,
    calculate_quote,
    price_trip,
    recalculate_quote,
)
from coachway.domain.pricing.use_cases.expire_quotes import expire_quotes
from coachway.domain.pricing.use_cases.manage_rules import (
    CreateRule,
    UpdateRule,
    create_rule,
    deactivate_rule,
    update_rule,
)
from tests.builders.pricing import AGENT, BASE, MANAGER, MILEAGE, NOW, SETTINGS, a_request
from tests.fakes.clock import SteerableClock
from tests.fakes.pricing import FakePricingUnitOfWork, InMemoryClientLookup
from tests.fakes.quoting import FixedRuleBook

CLIENTS = InMemoryClientLookup()


async def calculated(uow: FakePricingUnitOfWork, clock: SteerableClock, **command: Any) -> Quote:
    wanted = CalculateQuote(**({"request": a_request()} | command))
    book = FixedRuleBook(BASE, MILEAGE)
    return await calculate_quote(
        wanted, actor=AGENT, uow=uow, clock=clock, settings=SETTINGS, rule_book=book, clients=CLIENTS
    )


async def created(uow: FakePricingUnitOfWork, clock: SteerableClock, **values: Any) -> PricingRule:
    command = CreateRule(values={"name": "base"} | (values or BASE))
    return await create_rule(command, actor=MANAGER, uow=uow, clock=clock, clients=CLIENTS)


async def updated(uow: FakePricingUnitOfWork, clock: SteerableClock, command: UpdateRule) -> PricingRule:
    return await update_rule(command, actor=MANAGER, uow=uow, clock=clock, clients=CLIENTS)


@pytest.fixture
def uow() -> FakePricingUnitOfWork:
    return FakePricingUnitOfWork()


async def test_each_change_of_a_rule_is_published_and_noted_field_by_field(
    uow: FakePricingUnitOfWork, clock: SteerableClock
) -> None:
    rule = await created(uow, clock)
    command = UpdateRule(rule_id=rule.id, changes={"base_rate": Decimal(360), "priority": 2}, reason="Fuel")
    await updated(uow, clock, command)
    await deactivate_rule(rule.id, actor=MANAGER, uow=uow, clock=clock)
    await deactivate_rule(rule.id, actor=MANAGER, uow=uow, clock=clock)
    assert [terms.version for terms in uow.pricing_rules.published] == [1, 2, 3]
    first, second = uow.pricing_rules.changes
    assert [field.field_name for field in first.fields] == ["base_rate", "priority"]
    assert (first.changed_by, first.reason, first.rule_version) == (MANAGER.user_id, "Fuel", 2)
    assert [(field.field_name, field.new_value) for field in second.fields] == [("is_active", False)]


async def test_an_update_on_an_old_version_is_refused(uow: FakePricingUnitOfWork, clock: SteerableClock) -> None:
    rule = await created(uow, clock)
    command = UpdateRule(rule_id=rule.id, changes={"priority": 1}, expected_version=7)
    with pytest.raises(VersionMismatch):
        await updated(uow, clock, command)


async def test_only_an_admin_names_another_as_the_rule_s_author(
    uow: FakePricingUnitOfWork, clock: SteerableClock
) -> None:
    command = CreateRule(values=BASE | {"name": "base"}, created_by=99)
    with pytest.raises(Forbidden):
        await create_rule(command, actor=MANAGER, uow=uow, clock=clock, clients=CLIENTS)


async def test_a_charter_is_quoted_for_its_own_client_at_its_present_revision(
    uow: FakePricingUnitOfWork, clock: SteerableClock
) -> None:
    uow.charter_lookup.by_id[5] = CharterFacts(client_id=7, revision=3)
    quote = await calculated(uow, clock, charter_id=5)
    assert (quote.client_id, quote.request.client_id, quote.charter_revision) == (7, 7, 3)


@pytest.mark.parametrize(
    ("command", "field"),
    [({"charter_id": 6}, "charter_id"), ({"charter_id": 5, "request": a_request(client_id=8)}, "client_id")],
)
async def test_a_charter_is_not_quoted_by_another_client_s_rates(
    uow: FakePricingUnitOfWork, clock: SteerableClock, command: dict[str, Any], field: str
) -> None:
    uow.charter_lookup.by_id[5] = CharterFacts(client_id=7, revision=3)
    with pytest.raises(RuleViolated) as refused:
        await calculated(uow, clock, **command)
    assert [each.field for each in refused.value.fields] == [field]


async def test_a_price_or_a_rule_for_a_client_who_is_not_there_is_refused(
    uow: FakePricingUnitOfWork, clock: SteerableClock
) -> None:
    with pytest.raises(RuleViolated) as of_price:
        await calculated(uow, clock, request=a_request(client_id=9))
    discount: dict[str, Any] = {"rule_type": RuleType.CLIENT_SPECIFIC, "scope": RuleScope.CLIENT}
    discount |= {"discount_percent": Decimal(5)}
    with pytest.raises(RuleViolated) as of_rule:
        await created(uow, clock, **discount, client_id=9, name="")
    rule = await created(uow, clock, **discount, client_id=7)
    with pytest.raises(RuleViolated) as of_update:
        await updated(uow, clock, UpdateRule(rule_id=rule.id, changes={"client_id": 9}))
    for refused in (of_price, of_rule, of_update):
        messages = {each.field: each.message for each in refused.value.fields}
        assert messages["client_id"] == "there is no client 9"
    assert "name" in {each.field for each in of_rule.value.fields}
    assert (uow.quotes.by_id, len(uow.pricing_rules.published)) == ({}, 1)


async def test_a_price_alone_stores_nothing(uow: FakePricingUnitOfWork, clock: SteerableClock) -> None:
    unsaved = await calculated(uow, clock, save=False)
    price = await price_trip(a_request(), uow=uow, settings=SETTINGS, rule_book=FixedRuleBook(BASE, MILEAGE))
    assert unsaved.calculation == price
    assert uow.quotes.by_id == {}


async def test_a_quote_is_worked_out_again_from_its_own_versions(
    uow: FakePricingUnitOfWork, clock: SteerableClock
) -> None:
    for number, rule in enumerate((BASE, MILEAGE), start=1):
        await created(uow, clock, **rule, name=f"Rule {number}")
    quote = await calculated(uow, clock)
    dearer = UpdateRule(rule_id=2, changes={"per_mile_rate": Decimal(9)})
    await updated(uow, clock, dearer)
    assert await recalculate_quote(quote.id, uow=uow) == (quote.calculation, True)


async def test_quotes_expire_when_their_time_is_over(uow: FakePricingUnitOfWork, clock: SteerableClock) -> None:
    quote = await calculated(uow, clock)
    assert await expire_quotes(uow=uow, clock=clock) == 0
    clock.set(NOW + timedelta(days=14))
    assert await expire_quotes(uow=uow, clock=clock) == 1
    assert await expire_quotes(uow=uow, clock=clock) == 0
    assert quote.status is QuoteStatus.EXPIRED
