"""Reading the rules that a trip may fall under, pricing it with the product's engine, and storing the quote."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import asyncpg
import msgspec
from litestar import Request, Response, post

from benchmarks.limit.transactions import act, next_id, store_event
from coachway.adapters.postgres.pricing.columns import from_document, to_document
from coachway.domain.kernel.money import Money
from coachway.domain.pricing.engine import price
from coachway.domain.pricing.model import PricingSettings, QuoteRequest, RuleTerms
from coachway.domain.pricing.model.calculation import ENGINE_VERSION
from coachway.domain.pricing.rule_book import RuleBook
from coachway.domain.pricing.views import quote_view
from coachway.entrypoints.settings import load_settings

_INSERT = """
    INSERT INTO pricing.quotes (id, status, request, breakdown, total, rules_version, deposit_amount, settings,
                                engine_version, valid_until, created_by, created_at, updated_at, version)
    VALUES ($1, 'draft', $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11, 1)
"""
_RULES = """
    SELECT terms FROM pricing.pricing_rules AS rule
    JOIN pricing.rule_versions AS published ON published.rule_id = rule.id AND published.version = rule.version
    WHERE is_active AND (vehicle_type IS NULL OR lower(vehicle_type) = lower($1))
      AND (client_id IS NULL OR client_id = $2) AND (origin IS NULL OR lower(origin) = lower($3))
"""
_decode = msgspec.json.Decoder(QuoteRequest).decode


def _plain(value: Any) -> Any:
    return value.amount if isinstance(value, Money) else str(value)


_encode = msgspec.json.Encoder(decimal_format="number", enc_hook=_plain).encode


def settings() -> PricingSettings:
    found = load_settings()
    return PricingSettings(
        extra_stop_fee=Money(found.extra_stop_fee),
        second_driver_fee=Money(found.second_driver_fee),
        overnight_fee=Money(found.overnight_fee),
        fuel_surcharge_per_mile=found.fuel_surcharge_per_mile,
        deposit_percent=found.deposit_percent,
        valid_days=found.quote_valid_days,
        currency=found.currency,
    )


async def rule_book(connection: asyncpg.Connection, trip: QuoteRequest) -> RuleBook:
    """Only the rules that can match: reading all of them would make this no limit at all."""
    version = await connection.fetchval("SELECT version FROM pricing.price_list")
    rows = await connection.fetch(_RULES, trip.vehicle_type, trip.client_id, trip.origin)
    return RuleBook.of([from_document(row["terms"], RuleTerms) for row in rows], version=version)


@post("/api/v1/pricing/calculate-quote")
async def calculate_quote(request: Request[Any, Any, Any]) -> Response[bytes]:
    trip = _decode(await request.body())
    terms, settings_document = request.app.state.pricing
    async with request.app.state.pool.acquire() as connection, connection.transaction():
        now = await act(connection)
        quote_id = await next_id(connection, "pricing.quotes_id_seq")
        worked_out = price(trip, await rule_book(connection, trip), terms)
        deposit = worked_out.total.percent(terms.deposit_percent)
        until = now + timedelta(days=terms.valid_days)
        await connection.execute(
            _INSERT,
            quote_id,
            to_document(trip),
            [to_document(line._asdict()) for line in worked_out.lines],
            worked_out.total.amount,
            worked_out.rules_version,
            deposit.amount,
            settings_document,
            ENGINE_VERSION,
            until,
            1,
            now,
        )
        event = {"quote_id": quote_id, "client_id": None, "charter_id": None, "total": str(worked_out.total)}
        await store_event(connection, "quote.calculated", event, now)
    own = {"id": quote_id, "client_id": None, "charter_id": None, "charter_revision": None, "status": "draft"}
    view = quote_view(
        trip,
        worked_out,
        **own,
        deposit_amount=deposit,
        currency=terms.currency,
        valid_until=until,
        engine_version=ENGINE_VERSION,
        created_by=1,
        created_at=now,
        updated_at=now,
        version=1,
    )
    return Response(_encode(view), status_code=201, media_type="application/json")
