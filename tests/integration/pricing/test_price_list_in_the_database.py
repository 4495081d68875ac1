"""What the database itself keeps: prices as they were made, versions in their order, one book for all."""

from __future__ import annotations

import asyncio
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from coachway.adapters.postgres.pricing import rule_book
from coachway.adapters.postgres.pricing.rule_book import RuleBookOfProcess
from coachway.adapters.postgres.unit_of_work import PostgresUnitOfWork
from coachway.domain.kernel.actor import SYSTEM
from coachway.domain.pricing.model import PricingRule, RuleTerms
from coachway.domain.pricing.use_cases.manage_rules import CreateRule, UpdateRule, create_rule, update_rule
from coachway.entrypoints.bootstrap import Platform
from tests.builders.pricing import BASE, a_quote


async def make_rule(platform: Platform, uow: PostgresUnitOfWork, name: str = "base") -> PricingRule:
    command = CreateRule(values=BASE | {"name": name})
    clients = platform.clients_for_pricing(uow.reads)
    return await create_rule(command, actor=SYSTEM, uow=uow, clock=platform.clock, clients=clients)


async def change_rule(platform: Platform, uow: PostgresUnitOfWork, rule: PricingRule, **changes: Any) -> PricingRule:
    command = UpdateRule(rule_id=rule.id, changes=changes)
    clients = platform.clients_for_pricing(uow.reads)
    return await update_rule(command, actor=SYSTEM, uow=uow, clock=platform.clock, clients=clients)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE pricing.quotes SET total = 1",
        "UPDATE pricing.quotes SET breakdown = '[]'",
        "UPDATE pricing.quotes SET status = 'declined'",
        "DELETE FROM pricing.quotes",
        "DELETE FROM pricing.rule_versions",
        "UPDATE pricing.rule_versions SET terms = '{}'",
        "UPDATE pricing.price_history SET reason = ''",
    ],
)
async def test_the_database_refuses_to_change_what_was_agreed(platform: Platform, statement: str) -> None:
    async with platform.unit_of_work(SYSTEM) as uow:
        rule = await make_rule(platform, uow)
        await change_rule(platform, uow, rule, priority=1)
        quote = a_quote(await uow.quotes.next_id())
        quote.send(at=platform.clock.now())
        quote.accept(at=platform.clock.now())
        uow.quotes.add(quote)
        await uow.commit()
    async with platform.engine.begin() as connection:
        with pytest.raises(DBAPIError):
            await connection.execute(text(statement))


async def test_a_quote_may_move_to_the_client_that_its_own_was_merged_into(platform: Platform) -> None:
    async with platform.unit_of_work(SYSTEM) as uow:
        quote = a_quote(await uow.quotes.next_id())
        quote.send(at=platform.clock.now())
        quote.accept(at=platform.clock.now())
        uow.quotes.add(quote)
        await uow.commit()
    async with platform.engine.begin() as connection:
        moved = await connection.execute(text("UPDATE pricing.quotes SET client_id = 9"))
    assert moved.rowcount == 1


async def test_versions_of_the_price_list_have_no_gap_under_concurrent_changes(platform: Platform) -> None:
    books = [RuleBookOfProcess(), RuleBookOfProcess()]

    async def add(number: int) -> None:
        async with platform.unit_of_work(SYSTEM) as uow:
            await make_rule(platform, uow, f"rule {number}")
            await uow.commit()

    async def look(book: RuleBookOfProcess) -> None:
        for _ in range(10):
            async with platform.unit_of_work(SYSTEM) as uow:
                seen = await book.current(uow.pricing_rules)
            assert len(seen) == seen.version, "every rule up to that version is in the book"

    await asyncio.gather(*(add(number) for number in range(12)), *(look(book) for book in books))
    async with platform.unit_of_work(SYSTEM) as uow:
        for book in books:
            assert (await book.current(uow.pricing_rules)).version == 12


async def test_a_rule_that_is_not_committed_is_priced_by_nobody_else(platform: Platform) -> None:
    book = RuleBookOfProcess()
    async with platform.unit_of_work(SYSTEM) as uow:
        await make_rule(platform, uow)
        assert len(await book.current(uow.pricing_rules)) == 1
        async with platform.unit_of_work(SYSTEM) as another:
            assert len(await book.current(another.pricing_rules)) == 0
    async with platform.unit_of_work(SYSTEM) as after_rolling_back:
        assert len(await book.current(after_rolling_back.pricing_rules)) == 0


async def test_a_book_reads_only_what_has_changed(platform: Platform, monkeypatch: pytest.MonkeyPatch) -> None:
    async with platform.unit_of_work(SYSTEM) as uow:
        rules = [await make_rule(platform, uow, f"rule {number}") for number in range(5)]
        await uow.commit()
    book = RuleBookOfProcess()
    async with platform.unit_of_work(SYSTEM) as uow:
        await book.current(uow.pricing_rules)
    async with platform.unit_of_work(SYSTEM) as uow:
        await change_rule(platform, uow, rules[2], base_rate=Decimal(1))
        await uow.commit()
    async with platform.unit_of_work(SYSTEM) as uow:
        read = await uow.pricing_rules.published_between(5, 6)
        assert [(terms.rule_id, terms.version) for terms in read] == [(rules[2].id, 2)]
        assert (await book.current(uow.pricing_rules)).version == 6
        again = uow.pricing_rules
        monkeypatch.delattr(type(again), "published_between")
        assert (await book.current(again)).version == 6


async def test_a_long_price_list_is_read_a_part_at_a_time(platform: Platform, monkeypatch: pytest.MonkeyPatch) -> None:
    async with platform.unit_of_work(SYSTEM) as uow:
        rules = [await make_rule(platform, uow, f"rule {number}") for number in range(7)]
        await change_rule(platform, uow, rules[0], base_rate=Decimal(1))
        await uow.commit()
    monkeypatch.setattr(rule_book, "AT_A_TIME", 3)
    async with platform.unit_of_work(SYSTEM) as uow:
        parts: list[tuple[int, int]] = []
        own = uow.pricing_rules.published_between

        async def published_between(after: int, up_to: int) -> list[RuleTerms]:
            parts.append((after, up_to))
            return await own(after, up_to)

        monkeypatch.setattr(uow.pricing_rules, "published_between", published_between)
        book = await RuleBookOfProcess().current(uow.pricing_rules)
    assert parts == [(0, 3), (3, 6), (6, 8)]
    newest = {terms.rule_id: terms.version for terms in book.rules()}
    assert newest == {rule.id: 2 if rule is rules[0] else 1 for rule in rules}
