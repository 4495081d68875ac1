"""The worker process: the relay on its main thread's loop, the actors on Dramatiq's."""

from __future__ import annotations

import asyncio
import dataclasses
from typing import Final

import structlog
from dramatiq import Worker

from coachway.adapters.dramatiq.actors import Actors, declare_actors
from coachway.adapters.dramatiq.broker import create_broker
from coachway.adapters.postgres.engine import create_engine
from coachway.entrypoints.bootstrap import Platform, build_platform
from coachway.entrypoints.settings import Settings
from coachway.entrypoints.worker.delivery import EventDelivery
from coachway.entrypoints.worker.handlers import all_handlers
from coachway.entrypoints.worker.notifying import NotificationDelivery
from coachway.entrypoints.worker.pausing import stop_on_signals
from coachway.entrypoints.worker.relay import Relay

THREADS: Final = 8
IDLE_POLL_MS: Final = 200
LAST_WORK_ENDS_WITHIN_MS: Final = 20_000

_log = structlog.get_logger(__name__)


def run(settings: Settings) -> None:
    """Work until SIGTERM or SIGINT; what is under way then is ended in peace. Raises SettingsError, BrokerError."""
    platform = build_platform(settings)
    events = EventDelivery(platform, all_handlers(settings))
    broker = create_broker(settings.broker_url or settings.redis_url, close=platform.close)
    actors = declare_actors(
        broker, deliver_event=events.deliver, deliver_notification=NotificationDelivery(platform).deliver
    )
    worker = Worker(broker, worker_threads=THREADS, worker_timeout=IDLE_POLL_MS)
    worker.start()
    _log.info("worker_started", threads=THREADS, mail=platform.courier.destination)
    try:
        asyncio.run(_relay(platform, actors, events))
    finally:
        worker.stop(timeout=LAST_WORK_ENDS_WITHIN_MS)
        broker.close()
        _log.info("worker_ended")


async def _relay(platform: Platform, actors: Actors, events: EventDelivery) -> None:
    stop = stop_on_signals()
    # The platform's own engine belongs to the actors' loop; connections cannot be shared between loops.
    engine = create_engine(platform.settings.database_url, pool_size=2)
    try:
        await Relay(dataclasses.replace(platform, engine=engine), actors, heard=events.heard).run(stop)
    finally:
        await engine.dispose()
