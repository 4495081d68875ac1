"""Brokers by their address. They hold nothing that PostgreSQL does not know: losing one loses no work."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Final

import redis
from dramatiq import Broker, Middleware, Worker
from dramatiq.asyncio import get_event_loop_thread
from dramatiq.brokers.redis import RedisBroker
from dramatiq.middleware import AsyncIO

NAMESPACE: Final = "coachway"

# What a killed worker held is given to another after this long without a sign of life from it …
_HEARTBEAT_TIMEOUT_MS: Final = 10_000
# … by a look at the dead that this many in a million commands take.
_MAINTENANCE_CHANCE: Final = 100_000


class BrokerError(Exception):
    """The broker that the settings name cannot be used; the message says how to mend it."""


class ClosesResources(Middleware):
    """Closes what the actors use on the loop that they use it on, after the last of them has ended.

    It must come after AsyncIO in the list: on the way out it is asked first, while the loop still runs.
    """

    def __init__(self, close: Callable[[], Awaitable[None]]) -> None:
        self._close = close

    def after_worker_shutdown(self, broker: Broker, worker: Worker) -> None:
        loop = get_event_loop_thread()
        if loop is not None:
            loop.run_coroutine(self._close())


def create_broker(url: str, *, close: Callable[[], Awaitable[None]]) -> Broker:
    """The broker at `redis://`, `rediss://`, `unix://` or `amqp://`; nothing is connected yet. Raises BrokerError.

    Dramatiq's own retries are left out: what failed is tried again from PostgreSQL, which knows what is done.
    """
    middleware: list[Middleware] = [AsyncIO(), ClosesResources(close)]
    scheme = url.partition(":")[0]
    if scheme in {"amqp", "amqps"}:
        return _rabbitmq(url, middleware)
    if scheme not in {"redis", "rediss", "unix"}:
        raise BrokerError(f"COACHWAY_BROKER_URL begins with {scheme}://, where redis://, unix:// or amqp:// is known.")
    return RedisBroker(  # type: ignore[no-untyped-call]
        client=redis.Redis.from_url(url, socket_timeout=10, socket_connect_timeout=5),
        middleware=middleware,
        namespace=NAMESPACE,
        heartbeat_timeout=_HEARTBEAT_TIMEOUT_MS,
        maintenance_chance=_MAINTENANCE_CHANCE,
    )


def _rabbitmq(url: str, middleware: list[Middleware]) -> Broker:
    try:
        from dramatiq.brokers.rabbitmq import RabbitmqBroker  # noqa: PLC0415 (its client is an optional package)
    except ImportError as error:
        raise BrokerError(
            "COACHWAY_BROKER_URL names RabbitMQ, which needs its client: pip install 'dramatiq[rabbitmq]'."
        ) from error
    return RabbitmqBroker(url=url, middleware=middleware, confirm_delivery=True)
