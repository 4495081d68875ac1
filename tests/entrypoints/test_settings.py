"""Settings that cannot work are refused at start, each with what would do; misspelt ones are found by the doctor."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

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
