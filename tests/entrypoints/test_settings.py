"""Settings that cannot work are refused at start, each with what would do; misspelt ones are found by the doctor."""

from __future__ import annotations

from datetime import time, timedelta
from decimal import Decimal

import pytest

from coachway.domain.kernel.clock import BusinessHours
from coachway.entrypoints.doctor import examine
from coachway.entrypoints.settings import Settings, SettingsError, load_settings, unknown_variables


@pytest.mark.parametrize(
    ("name", "value", "remedy"),
    [
        ("BID_EXPIRATION_HOURS", "0", "from 1 to"),
        ("BID_EXPIRATION_HOURS", "1e99", "a whole number"),
        ("QUOTE_VALID_DAYS", "999999999", "from 1 to"),
        ("DEPOSIT_PERCENT", "101", "from 0 to 100"),
        ("DEPOSIT_PERCENT", "a quarter", "a number"),
        ("REQUIRE_MANAGER_APPROVAL_THRESHOLD", "NaN", "a number"),
        ("AVERAGE_SPEED_MPH", "0", "from 1 to"),
        ("GEOCODER_TIMEOUT_SECONDS", "0", "from 1 to 30"),
        ("GEOCODER_PAUSE_SECONDS", "-1", "from 0 to 30"),
        ("ROUTING_TIMEOUT_SECONDS", "60", "from 1 to 30"),
        ("LOG_LEVEL", "LOUD", "debug, info, warning or error"),
        ("BUSINESS_HOURS", "4-0 08:00-18:00", "the first day"),
        ("BUSINESS_HOURS", "0-4 18:00-08:00", "the opening"),
        ("BUSINESS_HOURS", "Mon-Fir 08:00-18:00", "Mon-Fri"),
        ("BUSINESS_HOURS", "0-4 08:00-25:00", "hour"),
        ("BUSINESS_HOURS", "always", "08:00-18:00"),
        ("LEAD_RESPONSE_MINUTES", "-1", "from 0 to"),
        ("LEAD_RESPONSE_MINUTES", "1000000", "to 525600"),
        ("CLOCK_OFFSET", "P9999999W", "a hundred years"),
        ("CLOCK_OFFSET", "P9999999999999W", "a hundred years"),
        ("TIMEZONE", "Mars/Olympus", "America/New_York"),
        ("TIMEZONE", "../etc/passwd", "America/New_York"),
        ("RATE_LIMIT_ENABLED", "maybe", "true or false"),
    ],
)
def test_a_value_that_cannot_work_is_refused_with_what_would(name: str, value: str, remedy: str) -> None:
    with pytest.raises(SettingsError, match=f"COACHWAY_{name}=.*{remedy}"):
        load_settings({f"COACHWAY_{name}": value})


def test_values_at_the_edge_of_what_works_are_taken() -> None:
    found = load_settings(
        {"COACHWAY_DEPOSIT_PERCENT": "100", "COACHWAY_MAX_SESSIONS": "1", "COACHWAY_CLOCK_OFFSET": "-PT2H"}
    )
    assert (found.deposit_percent, found.max_sessions) == (Decimal(100), 1)
    assert found.clock_offset == timedelta(hours=-2)


@pytest.mark.parametrize(
    ("value", "hours"),
    [
        ("1-5 09:30-17:00", BusinessHours(frozenset(range(1, 6)), time(9, 30), time(17))),
        ("Mon-Fri 08:00-18:00", BusinessHours()),
        ("mon-sun 00:00-24:00", BusinessHours(frozenset(range(7)), time.min, time.max)),
        ("6-6 10:00-12:00", BusinessHours(frozenset({6}), time(10), time(12))),
    ],
)
def test_office_hours_are_read_as_people_write_them(value: str, hours: BusinessHours) -> None:
    assert load_settings({"COACHWAY_BUSINESS_HOURS": value}).business_hours == hours


def test_every_default_is_one_that_could_be_set() -> None:
    defaults = {
        f"COACHWAY_{name.upper()}": str(getattr(Settings(), name))
        for name, kind in Settings.__annotations__.items()
        if kind in ("int", "Decimal", "str", "bool")
    }
    assert load_settings(defaults) == Settings()


def test_a_variable_that_is_no_setting_is_noticed() -> None:
    environment = {"COACHWAY_TIMEZON": "UTC", "COACHWAY_TIMEZONE": "UTC", "PATH": "/bin"}
    assert unknown_variables(environment) == ["COACHWAY_TIMEZON"]


async def test_the_doctor_finds_a_misspelt_variable_and_an_unknown_region(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COACHWAY_DEPOSIT_PERCENTAGE", "30")
    findings = examine(Settings(region="XX"))
    found = {finding.about: finding async for finding in findings if finding.about in ("settings", "region")}
    assert "COACHWAY_DEPOSIT_PERCENTAGE to COACHWAY_DEPOSIT_PERCENT" in found["settings"].remedy
    assert "two capital letters" in found["region"].remedy
