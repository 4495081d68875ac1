"""One price list for all processes: a change is priced at once everywhere, whole, and nothing else is read again."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from decimal import Decimal
from typing import Any

import pytest_asyncio
from sqlalchemy import event

from coachway.domain.kernel.actor import SYSTEM
from coachway.domain.kernel.clock import Clock
from coachway.domain.pricing.model import Quote
from coachway.domain.pricing.use_cases.calculate_quote import CalculateQuote, calculate_quote, recalculate_quote
from coachway.domain.pricing.use_cases.manage_rules import CreateRule, UpdateRule, create_rule, update_rule
from coachway.entrypoints.bootstrap import Platform, build_platform
from coachway.entrypoints.settings import Settings
from tests.api_client import ApiClient, open_api
from tests.builders.pricing import BASE, MILEAGE, a_request
from tests.integration.pricing.test_prices_over_http import CALCULATE, RULES, TRIP, post, price_list


@pytest_asyncio.fixture
async def elsewhere(settings: Settings, clock: Clock) -> AsyncIterator[Platform]:
    """A second process's platform, on the same database."""
    made = build_platform(settings, clock=clock)
    yield made
    await made.close()


async def test_a_rule_changed_in_one_process_is_priced_at_once_in_another(api: ApiClient, elsewhere: Platform) -> None:
    here = await api.as_("manager")
    base, *_ = await price_list(here)
    async with open_api(elsewhere) as other_api:
        there = await other_api.as_("manager")
        assert (await post(there, CALCULATE, TRIP))["total"] == 726.5
        for rate in (400, 410, 420):
            await here.put(f"{RULES}/{base}", {"base_rate": rate})
            for manager in (there, here):
                quote = await post(manager, CALCULATE, TRIP)
                assert quote["base_cost"] == rate
        await there.delete(f"{RULES}/{base}")
        for manager in (here, there):
            assert (await manager.post(CALCULATE, TRIP)).json()["code"] == "no_base_rate"


async def test_no_quote_reads_the_rules_again_and_after_a_change_only_that(api: ApiClient, elsewhere: Platform) -> None:
    here = await api.as_("manager")
    base, *_ = await price_list(here)
    seen: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if "rule" in statement.lower() and statement.startswith("SELECT"):
            seen.append((statement, parameters))

    event.listen(elsewhere.engine.sync_engine, "before_cursor_execute", note)
    async with open_api(elsewhere) as other_api:
        there = await other_api.as_("manager")
        await post(there, CALCULATE, TRIP)
        assert len(seen) == 1, "the first quote of a process reads the price list"
        seen.clear()
        for _ in range(5):
            await post(there, CALCULATE, TRIP)
        assert seen == []
        await here.put(f"{RULES}/{base}", {"base_rate": 400})
        await asyncio.gather(*(post(there, CALCULATE, TRIP) for _ in range(5)))
        ((statement, parameters),) = seen
        assert "list_version >" in statement
        assert tuple(parameters) == (3, 4)


async def test_a_quote_is_made_by_one_version_of_the_list_however_the_rules_race(
    platform: Platform, elsewhere: Platform
) -> None:
    """Each change raises the base and the mile together; a price of one raised without the other was never in force."""
    async with platform.unit_of_work(SYSTEM) as uow:
        clients = platform.clients_for_pricing(uow.reads)
        rules = []
        for values in (BASE | {"base_rate": Decimal(1)}, MILEAGE | {"per_mile_rate": Decimal(1)}):
            command = CreateRule(values={"name": "rate"} | values)
            rules.append(await create_rule(command, actor=SYSTEM, uow=uow, clock=platform.clock, clients=clients))
        await uow.commit()

    async def raise_both() -> None:
        for rate in range(2, 12):
            async with platform.unit_of_work(SYSTEM) as uow:
                clients = platform.clients_for_pricing(uow.reads)
                for rule, field in zip(rules, ("base_rate", "per_mile_rate"), strict=True):
                    command = UpdateRule(rule_id=rule.id, changes={field: Decimal(rate)})
                    await update_rule(command, actor=SYSTEM, uow=uow, clock=platform.clock, clients=clients)
                    await asyncio.sleep(0)
                await uow.commit()

    async def quotes(process: Platform) -> list[Quote]:
        made = []
        for _ in range(15):
            async with process.unit_of_work(SYSTEM) as uow:
                quote = await calculate_quote(
                    CalculateQuote(request=a_request()),
                    actor=SYSTEM,
                    uow=uow,
                    clock=process.clock,
                    settings=process.pricing,
                    rule_book=process.rule_book,
                    clients=process.clients_for_pricing(uow.reads),
                )
                await uow.commit()
            made.append(quote)
        return made

    _, *made = await asyncio.gather(
        raise_both(), quotes(platform), quotes(platform), quotes(elsewhere), quotes(elsewhere)
    )
    seen = {quote.calculation.rules_version for each in made for quote in each}
    assert len(seen) > 1, "prices changed while quotes were made"
    for quote in (quote for each in made for quote in each):
        calculation = quote.calculation
        assert calculation.mileage_cost == calculation.base_cost.times(100)
        assert calculation.rules_version % 2 == 0, "a version that was never committed"
        async with platform.unit_of_work(SYSTEM) as uow:
            assert await recalculate_quote(quote.id, uow=uow) == (calculation, True)
