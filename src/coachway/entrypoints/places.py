"""Who knows where places are and how far apart, as the settings say: a part of the composition root."""

from __future__ import annotations

from redis.asyncio import Redis

from coachway.adapters.geo.gazetteer import Gazetteer
from coachway.adapters.geo.great_circle import GreatCircleDistances
from coachway.adapters.geo.nominatim import NominatimGeocoder
from coachway.adapters.geo.osrm import OsrmDistances
from coachway.adapters.geo.surveying import Surveyor
from coachway.adapters.geo.trying import FirstWhoKnows
from coachway.adapters.http.service import HttpService
from coachway.adapters.valkey.courtesy import ValkeyMemory, ValkeyTurns
from coachway.domain.charters.ports import Geocoder
from coachway.entrypoints.settings import PREFIX, Settings, SettingsError
from coachway.entrypoints.version import VERSION


def geocoding_service(settings: Settings) -> HttpService | None:
    """The geocoder that the settings name. Raises SettingsError."""
    headers = {"User-Agent": f"{settings.geocoder_user_agent}/{VERSION}"}
    if settings.geocoder_contact:
        headers["From"] = settings.geocoder_contact
    return _service("geocoder", "geocoder", settings, float(settings.geocoder_timeout_seconds), headers)


def routing_service(settings: Settings) -> HttpService | None:
    """The router that the settings name. Raises SettingsError."""
    headers = {"User-Agent": f"CoachWay/{VERSION}"}
    return _service("router", "routing", settings, float(settings.routing_timeout_seconds), headers)


def geocoder_of(settings: Settings, service: HttpService | None, valkey: Redis) -> Geocoder:
    """The service where there is one, and our own list of towns where that knows nothing."""
    towns = Gazetteer(settings.region)
    if service is None:
        return towns
    online = NominatimGeocoder(
        service,
        region=settings.region,
        contact=settings.geocoder_contact,
        memory=ValkeyMemory(valkey, "geocoder"),
        turns=ValkeyTurns(valkey, "geocoder", pause_seconds=float(settings.geocoder_pause_seconds)),
    )
    return FirstWhoKnows(online, towns)


def surveyor_of(settings: Settings, service: HttpService | None) -> Surveyor:
    """Measures by the service where there is one, by the great circle where not or while it is down."""
    at_hand = GreatCircleDistances(settings.road_factor)
    return Surveyor(at_hand, OsrmDistances(service, otherwise=at_hand) if service else None)


def _service(
    name: str, setting: str, settings: Settings, timeout_seconds: float, headers: dict[str, str]
) -> HttpService | None:
    url = getattr(settings, f"{setting}_url")
    if not url:
        return None
    variable = f"{PREFIX}{setting.upper()}"
    if not all(value.isascii() and value.isprintable() for value in headers.values()):
        raise SettingsError(f"{variable}_USER_AGENT and {variable}_CONTACT must be plain ASCII")
    try:
        return HttpService(name, url, timeout_seconds=timeout_seconds, headers=headers)
    except ValueError as error:
        raise SettingsError(f"{variable}_URL cannot be used: {error}") from error
