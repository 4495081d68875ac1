"""The unit of work on PostgreSQL: one session, one transaction, one commit."""

from __future__ import annotations

from functools import cached_property
from types import TracebackType

import msgspec
from sqlalchemy import event, text
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession
from sqlalchemy.orm import Session

from coachway.adapters.postgres.changes import ChangesRepositories
from coachway.adapters.postgres.charters import ChartersRepositories
from coachway.adapters.postgres.clients import ClientsRepositories
from coachway.adapters.postgres.constraints import in_domain_words
from coachway.adapters.postgres.identity import IdentityRepositories
from coachway.adapters.postgres.notifications import NotificationsRepositories
from coachway.adapters.postgres.outbox import encode_actor, store_events
from coachway.adapters.postgres.pricing import PricingRepositories
from coachway.adapters.postgres.reads import Reads
from coachway.adapters.postgres.sales import SalesRepositories
from coachway.adapters.postgres.vendors import VendorsRepositories
from coachway.domain.kernel.actor import Actor
from coachway.domain.kernel.aggregate import Aggregate
from coachway.domain.kernel.clock import Clock
from coachway.domain.kernel.events import Event

_ACT_AS = text("SELECT set_config('coachway.context', :context, true)")


class TrackingSession(Session):
    """A session that keeps every aggregate it has met, because its identity map may forget those without changes."""


@event.listens_for(TrackingSession, "loaded_as_persistent")
@event.listens_for(TrackingSession, "transient_to_pending")
def _keep(session: Session, instance: object) -> None:
    if isinstance(instance, Aggregate):
        session.info.setdefault("met", []).append(instance)


class PostgresUnitOfWork(
    IdentityRepositories,
    ClientsRepositories,
    SalesRepositories,
    ChartersRepositories,
    PricingRepositories,
    VendorsRepositories,
    ChangesRepositories,
    NotificationsRepositories,
):
    """`async with` opens it; leaving without `commit()` rolls back.

    Committing writes the changes, stores the events of every aggregate it met in the outbox, and commits, all in
    one transaction. The audit triggers learn who acts from a setting that lasts as long as the transaction.
    """

    def __init__(self, engine: AsyncEngine, *, actor: Actor, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock
        self._recorded: list[Event] = []
        self._by_others: list[tuple[Event, Actor]] = []
        self.committed: list[Event] = []
        self.actor = actor

    async def __aenter__(self) -> PostgresUnitOfWork:
        with in_domain_words():
            self.session = AsyncSession(
                self._engine, sync_session_class=TrackingSession, expire_on_commit=False, autoflush=False
            )
            self.now = self._clock.now()
            try:
                await self._say_who_acts()
            except BaseException:
                await self.session.close()
                raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.session.close()
        if error is not None:
            with in_domain_words():
                raise error

    async def act_as(self, actor: Actor) -> None:
        if actor == self.actor:
            return
        await self.flush()
        self._by_others += self._collect_events()
        self.actor = actor
        await self._say_who_acts()

    async def _say_who_acts(self) -> None:
        """Tell the audit's triggers, until the transaction ends."""
        context = encode_actor(self.actor) | {"at": self.now.isoformat()}
        await self.session.execute(_ACT_AS, {"context": msgspec.json.encode(context).decode()})

    def record(self, event: Event) -> None:
        self._recorded.append(event)

    async def flush(self) -> None:
        with in_domain_words():
            await self.session.flush()

    async def commit(self) -> None:
        with in_domain_words():
            await self.session.flush()
            events, self._by_others = self._by_others + self._collect_events(), []
            await store_events(self.session, events, at=self.now)
            await self.session.commit()
            self.committed += [event for event, _ in events]

    def _collect_events(self) -> list[tuple[Event, Actor]]:
        met: list[Aggregate] = self.session.sync_session.info.get("met", [])
        events, self._recorded = self._recorded, []
        for aggregate in dict.fromkeys(met):
            events += aggregate.collect_events()
        return [(event, self.actor) for event in events]

    @cached_property
    def reads(self) -> Reads:
        """Reads inside this transaction; flush first."""
        return Reads(self.session)
