"""The charters context over HTTP: `/api/v1/charters`."""

from __future__ import annotations

from typing import Any

from coachway.entrypoints.api.charters.calendars import CalendarController
from coachway.entrypoints.api.charters.charters import CharterController
from coachway.entrypoints.api.charters.offers import OfferController
from coachway.entrypoints.api.charters.quote_pages import accept_on_page, decline_on_page, quote_page
from coachway.entrypoints.api.charters.series import SeriesController
from coachway.entrypoints.api.charters.stops import StopController
from coachway.entrypoints.api.health import context_health

HANDLERS: list[Any] = [
    context_health("charters", "/api/v1/charters", "charters_health"),
    CharterController,
    CalendarController,
    SeriesController,
    StopController,
    OfferController,
    quote_page,
    accept_on_page,
    decline_on_page,
]
