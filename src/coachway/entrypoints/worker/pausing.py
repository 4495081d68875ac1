"""Resting between two looks, but not when it is time to end."""

from __future__ import annotations

import asyncio
import signal


async def pause(seconds: float, stop: asyncio.Event) -> None:
    """Rest that long, or until told to stop."""
    try:
        async with asyncio.timeout(seconds):
            await stop.wait()
    except TimeoutError:
        return


def stop_on_signals() -> asyncio.Event:
    """Set by SIGTERM or SIGINT. Call it on the running loop of the main thread."""
    stop = asyncio.Event()
    for each in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(each, stop.set)
    return stop
