"""Reads of rules, their history, and quotes: just the columns wanted, straight into views."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import fields, replace
from decimal import Decimal
from typing import Any

from sqlalchemy import RowMapping, Select, exists, func, select

from coachway.adapters.postgres.paging import read_page
from coachway.adapters.postgres.pricing.tables import price_history, pricing_rules, quotes
from coachway.adapters.postgres.session import Executor
from coachway.domain.kernel.actor import Actor
from coachway.domain.kernel.errors import NotFound
from coachway.domain.kernel.money import Money
from coachway.domain.kernel.paging import Page, PageRequest
from coachway.domain.pricing.model import Calculation, Rates
from coachway.domain.pricing.model.terms import tidy_rate
from coachway.domain.pricing.ports import QuoteFilter, RuleFilter
from coachway.domain.pricing.views import (
    PricedTrip,
    PricingRuleView,
    QuoteView,
    RuleChangeView,
    quote_view,
    time_of_day,
)
from coachway.domain.pricing.visibility import only_of_client

_RULE = tuple(pricing_rules.c[name] for name in PricingRuleView.__dataclass_fields__)
_CHANGE = tuple(price_history.c[name] for name in RuleChangeView.__dataclass_fields__)


_NUMBERS = frozenset(field.name for field in fields(Rates)) - {"minimum_charge"} | {"min_miles", "max_miles"}


def _rule(row: RowMapping) -> PricingRuleView:
    values: dict[str, Any] = dict(row)
    for name in _NUMBERS:
        if values[name] is not None:
            values[name] = tidy_rate(values[name])
    for name in ("start_time", "end_time"):
        values[name] = time_of_day(values[name])
    return PricingRuleView(**values)


def _change(row: RowMapping) -> RuleChangeView:
    values: dict[str, Any] = dict(row)
    for name in ("old_value", "new_value"):
        values[name] = _as_shown(row["field_name"], values[name])
    return RuleChangeView(**values)


def _as_shown(field: str, kept: Any) -> Any:
    """Numbers are kept as text, so that they stay exact; they are shown as the rule shows them."""
    if kept is None:
        return None
    if field == "minimum_charge":
        return Money.of(kept)
    return tidy_rate(Decimal(kept)) if field in _NUMBERS else kept


def _quote(row: RowMapping) -> QuoteView:
    own = dict(row)
    request, settings = own.pop("request"), own.pop("settings")
    calculation = Calculation(own.pop("breakdown"), own.pop("total"), own.pop("rules_version"))
    return quote_view(request, calculation, currency=settings.currency, **own)


_TRIP = (quotes.c.id, quotes.c.client_id, quotes.c.request, quotes.c.settings, quotes.c.total)


def _priced_trip(row: RowMapping) -> PricedTrip:
    # Merging clients moves a quote to another one, but leaves what it was asked for.
    request = replace(row["request"], client_id=row["client_id"])
    return PricedTrip(row["id"], request, row["settings"], row["total"])


class PostgresPricingReads:
    def __init__(self, executor: Executor) -> None:
        self._db = executor

    async def rule(self, rule_id: int) -> PricingRuleView:
        row = (await self._db.execute(select(*_RULE).where(pricing_rules.c.id == rule_id))).mappings().one_or_none()
        if row is None:
            raise NotFound.of("pricing rule", rule_id)
        return _rule(row)

    async def rules(self, wanted: RuleFilter, page: PageRequest) -> Page[PricingRuleView]:
        query, rule = select(*_RULE), pricing_rules.c
        if wanted.rule_type is not None:
            query = query.where(rule.rule_type == wanted.rule_type)
        if wanted.scope is not None:
            query = query.where(rule.scope == wanted.scope)
        if wanted.client_id is not None:
            query = query.where(rule.client_id == wanted.client_id)
        if wanted.vehicle_type is not None:
            query = query.where(func.lower(rule.vehicle_type) == wanted.vehicle_type.lower())
        if wanted.is_active is not None:
            query = query.where(rule.is_active == wanted.is_active)
        return await read_page(self._db, query, page, _rule, newest_first=rule.id)

    async def rule_history(self, rule_id: int, page: PageRequest) -> Page[RuleChangeView]:
        if not (await self._db.execute(select(exists().where(pricing_rules.c.id == rule_id)))).scalar_one():
            raise NotFound.of("pricing rule", rule_id)
        query = select(*_CHANGE).where(price_history.c.pricing_rule_id == rule_id)
        return await read_page(self._db, query, page, _change, oldest_first=price_history.c.id)

    async def quote(self, quote_id: int, *, actor: Actor) -> QuoteView:
        query = select(*quotes.c).where(quotes.c.id == quote_id)
        only = only_of_client(actor)
        if only is not None:
            query = query.where(quotes.c.client_id == only)
        row = (await self._db.execute(query)).mappings().one_or_none()
        if row is None:
            raise NotFound.of("quote", quote_id)
        return _quote(row)

    async def quotes(self, wanted: QuoteFilter, page: PageRequest, *, actor: Actor) -> Page[QuoteView]:
        query, quote = select(*quotes.c), quotes.c
        only = only_of_client(actor)
        if only is not None:
            query = query.where(quote.client_id == only)
        if wanted.client_id is not None:
            query = query.where(quote.client_id == wanted.client_id)
        if wanted.charter_id is not None:
            query = query.where(quote.charter_id == wanted.charter_id)
        if wanted.status is not None:
            query = query.where(quote.status == wanted.status)
        if wanted.created_from is not None:
            query = query.where(quote.created_at >= wanted.created_from)
        if wanted.created_to is not None:
            query = query.where(quote.created_at < wanted.created_to)
        return await read_page(self._db, query, page, _quote, newest_first=quote.id)

    async def priced_trips(self, quote_ids: Collection[int]) -> list[PricedTrip]:
        return await self._priced_trips(select(*_TRIP).where(quotes.c.id.in_(list(quote_ids))))

    async def newest_priced_trips(self, limit: int) -> list[PricedTrip]:
        return await self._priced_trips(select(*_TRIP).order_by(quotes.c.id.desc()).limit(limit))

    async def _priced_trips(self, query: Select[Any]) -> list[PricedTrip]:
        return [_priced_trip(row) for row in (await self._db.execute(query)).mappings()]
