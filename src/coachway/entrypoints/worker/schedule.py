"""The periodic jobs: what runs how often. Each may run twice, late, or in two places at once."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from coachway.adapters.postgres.housekeeping import drop_done_events, drop_expired_keys
from coachway.domain.kernel.actor import SYSTEM
from coachway.domain.pricing.use_cases.expire_quotes import expire_quotes
from coachway.domain.sales.use_cases.assignment_rules import reset_quotas_and_hand_out_waiting_leads
from coachway.domain.sales.use_cases.overdue_leads import raise_overdue_leads
from coachway.domain.vendors.use_cases.decide_bids import expire_bids
from coachway.entrypoints.bootstrap import Platform

DONE_EVENTS_ARE_KEPT: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Job:
    """`every` is counted from start to start; a run that takes longer delays the next."""

    name: str
    every: timedelta
    run: Callable[[Platform], Awaitable[None]]


async def forget_idempotency_keys(platform: Platform) -> None:
    async with platform.engine.begin() as connection:
        await drop_expired_keys(connection, at=platform.clock.now())


async def forget_done_events(platform: Platform) -> None:
    done_before = platform.clock.now() - DONE_EVENTS_ARE_KEPT
    dropped = 1
    while dropped:
        async with platform.engine.begin() as connection:
            dropped = await drop_done_events(connection, done_before=done_before)


async def note_expired_bids(platform: Platform) -> None:
    """Its own transaction for each batch, so that a crowd of expiries holds no lock for long."""
    expired = 1
    while expired:
        async with platform.unit_of_work(SYSTEM) as work:
            expired = await expire_bids(uow=work, clock=platform.clock)
            await work.commit()


async def begin_sales_day(platform: Platform) -> None:
    """Fresh quotas and waiting leads; in as many transactions as the queue of waiting leads takes."""
    more = True
    while more:
        async with platform.unit_of_work(SYSTEM) as work:
            more = await reset_quotas_and_hand_out_waiting_leads(
                uow=work,
                agents=platform.agents(work.reads),
                clients=platform.clients_for_sales(work),
                calendar=platform.calendar,
                clock=platform.clock,
            )
            await work.commit()


async def raise_overdue(platform: Platform) -> None:
    """In batches, as bids."""
    allowed, more = timedelta(minutes=platform.settings.lead_response_minutes), True
    while more:
        async with platform.unit_of_work(SYSTEM) as work:
            more = await raise_overdue_leads(
                uow=work, calendar=platform.calendar, clock=platform.clock, allowed=allowed
            )
            await work.commit()


async def note_expired_quotes(platform: Platform) -> None:
    """In batches, as bids."""
    expired = 1
    while expired:
        async with platform.unit_of_work(SYSTEM) as work:
            expired = await expire_quotes(uow=work, clock=platform.clock)
            await work.commit()


async def seal_audit(platform: Platform) -> None:
    await platform.audit_sealer.seal()


JOBS: Final = (
    Job("seal_audit", timedelta(seconds=1), seal_audit),
    Job("expire_bids", timedelta(seconds=15), note_expired_bids),
    Job("reset_quotas_and_hand_out_waiting_leads", timedelta(seconds=30), begin_sales_day),
    Job("raise_overdue_leads", timedelta(seconds=30), raise_overdue),
    Job("expire_quotes", timedelta(minutes=1), note_expired_quotes),
    Job("forget_idempotency_keys", timedelta(minutes=10), forget_idempotency_keys),
    Job("forget_done_events", timedelta(hours=1), forget_done_events),
)
