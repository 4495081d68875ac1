"""The example files, and what a broker is told whose own files do not fit."""

from __future__ import annotations

import shutil
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from coachway.entrypoints.demo.inputs import read_inputs
from coachway.entrypoints.demo.platform import DemoStopped

EXAMPLES = Path(__file__).parents[2] / "examples"
TODAY = date(2026, 3, 2)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the examples to spoil."""
    return shutil.copytree(EXAMPLES, tmp_path / "mine")


def test_the_examples_hold_200_leads_that_nobody_could_take_for_duplicates() -> None:
    leads = read_inputs(EXAMPLES, TODAY).leads
    assert len(leads) == 200
    assert Counter(lead["email"] for lead in leads).most_common(1)[0][1] == 1
    assert Counter(lead["phone"] for lead in leads).most_common(1)[0][1] == 1


def test_days_from_today_become_dates() -> None:
    inputs = read_inputs(EXAMPLES, TODAY)
    assert inputs.leads[0]["estimated_trip_date"] == TODAY + timedelta(days=45)
    season = next(rule for rule in inputs.rules if rule["rule_type"] == "seasonal")
    assert (season["valid_from"], season["valid_until"]) == (TODAY, TODAY + timedelta(days=120))
    assert not any(name.endswith("_in_days") for rule in inputs.rules for name in rule)


def test_amounts_stay_exact() -> None:
    coach = next(rule for rule in read_inputs(EXAMPLES, TODAY).rules if rule["name"] == "Motor coach")
    assert coach["per_mile_rate"] == Decimal("4.45")


def test_the_place_of_every_example_lead_is_known() -> None:
    inputs = read_inputs(EXAMPLES, TODAY)
    for lead in inputs.leads:
        assert inputs.place(lead["pickup_location"]) != inputs.place(lead["dropoff_location"])


def test_an_unknown_place_says_which_file_wants_a_line() -> None:
    with pytest.raises(DemoStopped, match=r"places\.csv .*Atlantis"):
        read_inputs(EXAMPLES, TODAY).place("Atlantis")


def test_a_bad_number_names_its_line(folder: Path) -> None:
    leads = folder / "leads.csv"
    lines = leads.read_text().splitlines()
    lines[2] = lines[2].replace(lines[2].split(",")[0], "soon", 1)
    leads.write_text("\n".join(lines))
    with pytest.raises(DemoStopped, match="line 3"):
        read_inputs(folder, TODAY)


def test_a_missing_column_is_named(folder: Path) -> None:
    (folder / "leads.csv").write_text("first_name,last_name,email\nAda,Fox,ada@example.com\n")
    with pytest.raises(DemoStopped, match="dropoff_location, pickup_location, trip_in_days"):
        read_inputs(folder, TODAY)


def test_a_missing_file_and_broken_toml_are_named(folder: Path) -> None:
    (folder / "pricing.toml").write_text("[[rule]\n")
    with pytest.raises(DemoStopped, match=r"pricing\.toml"):
        read_inputs(folder, TODAY)
    (folder / "pricing.toml").unlink()
    with pytest.raises(DemoStopped, match="--examples"):
        read_inputs(folder, TODAY)
