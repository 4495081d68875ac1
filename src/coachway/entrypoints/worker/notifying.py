"""Delivering one notification over its channel."""

from __future__ import annotations

import asyncio
from typing import Final

import structlog

from coachway.domain.kernel.actor import SYSTEM
from coachway.domain.notifications.ports import Attempt, DeliveryRefused
from coachway.domain.notifications.use_cases.deliver import letter_of, note_delivery
from coachway.entrypoints.bootstrap import Platform
from coachway.entrypoints.worker.telling import in_one_line

PATIENCE_SECONDS: Final = 60.0

_log = structlog.get_logger(__name__)


class NotificationDelivery:
    """Reads the letter, hands it to the courier outside of any transaction, and notes how that ended."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform

    async def deliver(self, attempt: Attempt) -> None:
        platform = self._platform
        error, for_good = None, False
        try:
            async with platform.unit_of_work(SYSTEM) as work:
                letter = await letter_of(attempt, uow=work, consents=platform.consents(work))
                await work.commit()
            if letter is None:
                return
            async with asyncio.timeout(PATIENCE_SECONDS):
                await platform.courier.deliver(letter)
        except Exception as failure:
            error, for_good = in_one_line(failure), isinstance(failure, DeliveryRefused)
            _log.warning(
                "notification_not_delivered",
                notification_id=attempt.notification_id,
                attempt=attempt.number,
                error=error,
            )
        async with platform.unit_of_work(SYSTEM) as work:
            await note_delivery(attempt, error=error, for_good=for_good, uow=work, clock=platform.clock)
            await work.commit()
