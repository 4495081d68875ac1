"""Rules and quotes in PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time
from typing import Any

from sqlalchemy import insert, select, tuple_, update
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncSession

from coachway.adapters.postgres.charters.tables import charters
from coachway.adapters.postgres.ids import next_id, next_ids
from coachway.adapters.postgres.pricing.columns import to_document
from coachway.adapters.postgres.pricing.tables import price_history, price_list, pricing_rules, quotes, rule_versions
from coachway.domain.kernel.errors import NotFound
from coachway.domain.pricing.model import PricingRule, Quote, QuoteStatus, RuleTerms
from coachway.domain.pricing.ports import CharterFacts, RuleChange
from coachway.domain.pricing.views import time_of_day

_LIVE = (QuoteStatus.DRAFT, QuoteStatus.SENT)


def _plain(value: object) -> Any:
    """A field's value as the history keeps it; an empty list of weekdays is none."""
    if isinstance(value, time):
        return time_of_day(value)
    return None if value == () else to_document(value)


class PostgresPricingRules:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session
        self.has_unpublished = False

    async def next_id(self) -> int:
        return await next_id(self._session, "pricing.pricing_rules")

    def add(self, rule: PricingRule) -> None:
        self._session.add(rule)

    async def get(self, rule_id: int) -> PricingRule:
        rule = await self._session.get(PricingRule, rule_id, with_for_update=True)
        if rule is None:
            raise NotFound.of("pricing rule", rule_id)
        return rule

    async def hand_over_client(self, duplicate_id: int, survivor_id: int, *, at: datetime) -> list[PricingRule]:
        moved = (
            update(pricing_rules)
            .where(pricing_rules.c.client_id == duplicate_id)
            .values(client_id=survivor_id, updated_at=at, version=pricing_rules.c.version + 1)
            .returning(pricing_rules)
        )
        rules = await self._session.scalars(select(PricingRule).from_statement(moved))
        return sorted(rules, key=lambda rule: rule.id)

    async def publish(self, *terms: RuleTerms) -> None:
        self.has_unpublished = True
        raised = update(price_list).values(version=price_list.c.version + len(terms)).returning(price_list.c.version)
        first = (await self._session.execute(raised)).scalar_one() - len(terms) + 1
        rows = [
            {"rule_id": each.rule_id, "version": each.version, "list_version": list_version, "terms": each}
            for list_version, each in enumerate(terms, start=first)
        ]
        await self._session.execute(insert(rule_versions), rows)

    async def note(self, *changes: RuleChange) -> None:
        rows = [
            {
                "pricing_rule_id": change.rule_id,
                "rule_version": change.rule_version,
                "changed_by": change.changed_by,
                "changed_at": change.changed_at,
                "reason": change.reason,
                "field_name": field.field_name,
                "old_value": _plain(field.old_value),
                "new_value": _plain(field.new_value),
            }
            for change in changes
            for field in change.fields
        ]
        await self._session.execute(insert(price_history), rows)

    async def list_version(self) -> int:
        return int((await self._session.execute(select(price_list.c.version))).scalar_one())

    async def published_between(self, after: int, up_to: int) -> list[RuleTerms]:
        newest = (
            select(rule_versions.c.terms)
            .ext(distinct_on(rule_versions.c.rule_id))
            .where(rule_versions.c.list_version > after, rule_versions.c.list_version <= up_to)
            .order_by(rule_versions.c.rule_id, rule_versions.c.list_version.desc())
        )
        return list((await self._session.execute(newest)).scalars())

    async def versions(self, wanted: Iterable[tuple[int, int]]) -> list[RuleTerms]:
        found = select(rule_versions.c.terms).where(
            tuple_(rule_versions.c.rule_id, rule_versions.c.version).in_(list(wanted))
        )
        return list((await self._session.execute(found)).scalars())


class PostgresQuotes:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def next_id(self) -> int:
        return await next_id(self._session, "pricing.quotes")

    async def next_ids(self, count: int) -> list[int]:
        return await next_ids(self._session, "pricing.quotes", count)

    def add(self, quote: Quote) -> None:
        self._session.add(quote)

    async def get(self, quote_id: int) -> Quote:
        quote = await self._session.get(Quote, quote_id, with_for_update=True)
        if quote is None:
            raise NotFound.of("quote", quote_id)
        return quote

    async def live_of_charter(self, charter_id: int) -> list[Quote]:
        live = (
            select(Quote)
            .where(quotes.c.charter_id == charter_id, quotes.c.status.in_(_LIVE))
            .order_by(quotes.c.id)
            .with_for_update()
        )
        return list((await self._session.scalars(live)).all())

    async def hand_over_client(self, duplicate_id: int, survivor_id: int) -> None:
        await self._session.execute(
            update(quotes)
            .where(quotes.c.client_id == duplicate_id)
            .values(client_id=survivor_id, version=quotes.c.version + 1)
        )

    async def overdue(self, at: datetime, limit: int) -> list[Quote]:
        due = (
            select(Quote)
            .where(quotes.c.valid_until <= at, quotes.c.status.in_(_LIVE))
            .order_by(quotes.c.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        return list((await self._session.scalars(due)).all())


class PostgresCharterLookup:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def facts(self, charter_id: int) -> CharterFacts | None:
        wanted = select(charters.c.client_id, charters.c.revision_number).where(charters.c.id == charter_id)
        row = (await self._session.execute(wanted)).one_or_none()
        return CharterFacts(row.client_id, row.revision_number) if row is not None else None
