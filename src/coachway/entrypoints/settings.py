"""Settings: environment variables named COACHWAY_*, each with its default and meaning, read once at start."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, Final, get_type_hints
from zoneinfo import ZoneInfo

from coachway.domain.kernel.clock import BusinessHours
from coachway.entrypoints.setting_values import Limits, Number, read_value

PREFIX: Final = "COACHWAY_"
SHORTEST_JWT_SECRET: Final = 32


class SettingsError(Exception):
    """A setting cannot be used; the message names the variable and how to mend it."""


def setting(
    default: Any,
    meaning: str,
    *,
    secret: bool = False,
    shown: str | None = None,
    least: Number = 0,
    most: Number | None = None,
    among: tuple[str, ...] = (),
) -> Any:
    """A settings field: its default, one sentence of meaning, and whether its value must never be shown.

    `least` and `most` hold for numbers, `among` for words.
    """
    limits = Limits(least=least, most=most, among=among)
    metadata = {"meaning": meaning, "secret": secret, "shown": shown, "limits": limits}
    if callable(default):
        return field(default_factory=default, metadata=metadata)
    return field(default=default, metadata=metadata)


@dataclass(frozen=True, kw_only=True)
class Settings:
    """All that can be set. The variable of a field is its name in capitals after COACHWAY_."""

    database_url: str = setting("", "PostgreSQL to use, as postgresql://user:password@host/database.", secret=True)
    redis_url: str = setting("", "Redis or Valkey to use, as redis://host:port/0 or unix:///path?db=0.", secret=True)
    broker_url: str = setting("", "Broker of the background work; empty means the Redis of REDIS_URL.", secret=True)
    data_dir: Path = setting(Path("coachway-data"), "Folder for embedded servers, secrets, mails and documents.")
    public_url: str = setting("http://127.0.0.1:8000", "Address under which clients reach the platform, for links.")
    log_level: str = setting(
        "info",
        "Least severe level that is logged: debug, info, warning or error.",
        among=("debug", "info", "warning", "error"),
    )
    log_format: str = setting(
        "auto",
        "`json`, `console`, or `auto`: JSON unless standard error is a terminal.",
        among=("auto", "console", "json"),
    )

    timezone: ZoneInfo = setting(
        lambda: ZoneInfo("America/New_York"), "Business time zone: decides what today means.", shown="America/New_York"
    )
    business_hours: BusinessHours = setting(
        BusinessHours,
        "Office hours as `0-4 08:00-18:00` (weekdays from 0 Monday) or `Mon-Fri 08:00-18:00`.",
        shown="0-4 08:00-18:00",
    )
    region: str = setting("US", "Country whose phone numbers may be written without a country code.")
    currency: str = setting("USD", "The one operating currency, as its ISO 4217 code.")
    clock_offset: timedelta = setting(
        timedelta(), "Runs the platform at another time (`P3D`, `-PT2H`); only `up` takes it.", shown="PT0S"
    )

    jwt_secret: str = setting(
        "",
        "Keys that sign access tokens, newest first, with commas between; 32 characters or more; `up` makes one.",
        secret=True,
    )
    encryption_key: str = setting(
        "", "Fernet keys of the encrypted fields, newest first, with commas between; `up` makes one.", secret=True
    )
    access_token_minutes: int = setting(15, "How long an access token lives.", least=1)
    refresh_token_days: int = setting(14, "How long a refresh token lives.", least=1)
    max_sessions: int = setting(5, "Sessions that one user may have at a time; the oldest is ended.", least=1)
    admin_email: str = setting("", "E-mail address of the first admin, made at start-up where there is none.")
    admin_password: str = setting("", "Password of the first admin.", secret=True)

    cors_origins: str = setting("", "Web origins that browsers may call from, with commas between; none by default.")
    trusted_proxies: str = setting("", "Addresses or networks whose X-Forwarded-For is believed, with commas between.")
    rate_limit_enabled: bool = setting(True, "Whether requests are limited (failed logins always are).")
    rate_limit_principal: int = setting(3000, "Requests a minute for each user or key.", most=10_000_000)
    rate_limit_public: int = setting(120, "Requests a minute for each address without credentials.", most=10_000_000)
    rate_limit_login: int = setting(
        30, "Requests a minute for each address to sign in, refresh or reset a password.", most=10_000_000
    )
    rate_limit_intake: int = setting(20, "Leads a minute that each address may send from a web form.", most=10_000_000)

    database_pool_size: int = setting(20, "Database connections that each process may hold.", least=1)
    statement_timeout_seconds: int = setting(30, "After how long the database gives up on one statement.", least=1)

    lead_response_minutes: int = setting(
        60, "Office minutes after which a new lead without response is overdue.", most=525_600
    )

    extra_stop_fee: Decimal = setting(Decimal("25.00"), "Fee for each extra stop.")
    second_driver_fee: Decimal = setting(Decimal("250.00"), "Fee for a second driver.")
    overnight_fee: Decimal = setting(Decimal("175.00"), "Fee for each night of an overnight trip.")
    fuel_surcharge_per_mile: Decimal = setting(Decimal("0.01"), "Fuel surcharge a mile, for each vehicle.")
    deposit_percent: Decimal = setting(Decimal("25"), "Deposit, in percent of a quote's total.", most=100)
    quote_valid_days: int = setting(14, "How many days a quote stays valid.", least=1)
    average_speed_mph: Decimal = setting(
        Decimal("50"), "Driving speed from which driving hours are estimated.", least=1
    )
    road_factor: Decimal = setting(Decimal("1.2"), "Road miles for each great-circle mile.", least=1)

    geocoder_url: str = setting("", "Geocoder of Nominatim's shape to ask where stops are; empty knows towns only.")
    geocoder_timeout_seconds: Decimal = setting(
        Decimal("10"), "How long the geocoder may take for one address.", least=1, most=30
    )
    geocoder_pause_seconds: Decimal = setting(
        Decimal("1"), "Least time between two questions to the geocoder.", most=30
    )
    geocoder_user_agent: str = setting("CoachWay", "As what we introduce ourselves to the geocoder.")
    geocoder_contact: str = setting("", "E-mail address under which the geocoder's keepers can reach you.")
    routing_url: str = setting("", "Router of OSRM's shape that measures roads; empty estimates by ROAD_FACTOR.")
    routing_timeout_seconds: Decimal = setting(
        Decimal("3"), "How long the router may take, before the distance is estimated instead.", least=1, most=30
    )

    bid_expiration_hours: int = setting(72, "How long a bid stays valid when it does not say itself.", least=1)
    min_bid_response_time_hours: int = setting(2, "Least time that a bid request leaves for an answer.")

    require_manager_approval_threshold: Decimal = setting(
        Decimal("500"), "Price change from which a manager must approve.", most=1_000_000_000
    )
    auto_approve_minor_changes: bool = setting(False, "Whether minimal changes are approved by the system at once.")
    change_notification_enabled: bool = setting(True, "Whether change cases send notifications.")

    smtp_url: str = setting("", "SMTP server as smtp://user:password@host:587; empty writes .eml files.", secret=True)
    mail_from: str = setting("CoachWay <no-reply@coachway.localhost>", "Sender of all mail.")
    dashboard_ttl_seconds: int = setting(300, "How long a dashboard may be cached.")
    event_retry_seconds: int = setting(30, "How long an event may be under way before it is sent again.", least=1)

    def missing(self, *names: str) -> None:
        """Refuse to go on without these. Raises SettingsError."""
        for name in names:
            if not getattr(self, name):
                raise SettingsError(f"{PREFIX}{name.upper()} is not set: {meaning_of(name)}")


def meaning_of(name: str) -> str:
    """The one sentence that says what a setting does."""
    (found,) = (f for f in fields(Settings) if f.name == name)
    return str(found.metadata["meaning"])


@dataclass(frozen=True, slots=True)
class SettingDoc:
    """One row of the settings' documentation."""

    variable: str
    default: str
    meaning: str
    secret: bool


def documentation() -> list[SettingDoc]:
    """Every setting, in the order of the class."""
    rows = []
    for each in fields(Settings):
        default = each.metadata["shown"]
        if default is None:
            assert each.default is not MISSING  # noqa: S101 (a factory always comes with `shown`)
            default = str(each.default).lower() if isinstance(each.default, bool) else str(each.default)
        rows.append(
            SettingDoc(PREFIX + each.name.upper(), default, each.metadata["meaning"], bool(each.metadata["secret"]))
        )
    return rows


def load_settings(environment: Mapping[str, str] | None = None, **overrides: Any) -> Settings:
    """From the environment; an empty variable counts as unset. Raises SettingsError, naming the variable."""
    source = os.environ if environment is None else environment
    hints = get_type_hints(Settings)
    values: dict[str, Any] = {}
    for each in fields(Settings):
        raw = source.get(PREFIX + each.name.upper(), "")
        if raw != "":
            try:
                values[each.name] = read_value(raw, hints[each.name], each.metadata["limits"])
            except ValueError as error:
                raise SettingsError(f"{PREFIX}{each.name.upper()}={raw!r} cannot be used: {error}") from error
    return Settings(**(values | overrides))


def unknown_variables(environment: Mapping[str, str]) -> list[str]:
    """The variables that look like settings and are none, most likely misspelt."""
    known = {row.variable for row in documentation()}
    return sorted(name for name in environment if name.startswith(PREFIX) and name not in known)
