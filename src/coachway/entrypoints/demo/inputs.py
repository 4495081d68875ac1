"""What the demo is fed with: the files of `examples/`, or a broker's own of the same shape."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from coachway.entrypoints.demo.platform import DemoStopped, Json

IN_DAYS: Final = "_in_days"
"""Ending of the names whose value is a number of days from today: `valid_from_in_days` becomes `valid_from`."""

NUMBERS: Final = ("trip_in_days", "estimated_passengers")
LEAD_COLUMNS: Final = frozenset(
    {"trip_in_days", "first_name", "last_name", "email", "pickup_location", "dropoff_location"}
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a place lies, in degrees."""

    name: str
    state: str
    latitude: Decimal
    longitude: Decimal


@dataclass(frozen=True, slots=True)
class Vendor:
    """An operator's profile in the words of the API, and the tariff that they bid by."""

    profile: Json
    tariff: Json


@dataclass(frozen=True, kw_only=True, slots=True)
class Inputs:
    """All of `examples/`, with dates in place of days from today."""

    manager: Json
    agents: list[Json]
    rules: list[Json]
    vendors: list[Vendor]
    leads: list[Json]
    places: Mapping[str, Place]

    def place(self, name: str) -> Place:
        """Raises DemoStopped where places.csv does not know it."""
        if name not in self.places:
            raise DemoStopped(f"places.csv does not say where {name!r} lies: add a line with its coordinates.")
        return self.places[name]


def read_inputs(folder: Path, today: date) -> Inputs:
    """Read every file of the folder. Raises DemoStopped, naming the file and line."""
    office = folder / "office.toml"
    return Inputs(
        manager=_part(office, "manager"),
        agents=_part(office, "agent"),
        rules=[_dated(rule, today) for rule in _part(folder / "pricing.toml", "rule")],
        vendors=[_vendor(each) for each in _part(folder / "vendors.toml", "vendor")],
        leads=list(_leads(folder / "leads.csv", today)),
        places={
            row["place"]: Place(row["place"], row["state"], Decimal(row["latitude"]), Decimal(row["longitude"]))
            for _, row in _csv(folder / "places.csv", frozenset({"place", "state", "latitude", "longitude"}))
        },
    )


def _vendor(values: Json) -> Vendor:
    profile = {name: value for name, value in values.items() if name != "tariff"}
    if "tariff" not in values:
        raise DemoStopped(f"vendors.toml: {profile.get('business_name')} lacks its [vendor.tariff].")
    return Vendor(profile, values["tariff"])


def _leads(path: Path, today: date) -> Iterator[Json]:
    for line, row in _csv(path, LEAD_COLUMNS):
        lead: Json = {name: value for name, value in row.items() if value}
        try:
            lead |= {name: int(lead[name]) for name in NUMBERS if name in lead}
        except ValueError as error:
            raise DemoStopped(f"{path}, line {line}: {error}") from error
        lead["estimated_trip_date"] = today + timedelta(days=lead.pop("trip_in_days"))
        yield lead


def _dated(values: Mapping[str, Any], today: date) -> Json:
    return {
        name.removesuffix(IN_DAYS): today + timedelta(days=value) if name.endswith(IN_DAYS) else value
        for name, value in values.items()
    }


def _csv(path: Path, needed: frozenset[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """Each row with the line of the file on which it ends."""
    with _opened(path).open(newline="", encoding="utf-8-sig") as file:
        rows = csv.DictReader(file)
        missing = needed - set(rows.fieldnames or ())
        if missing:
            raise DemoStopped(f"{path} lacks the column {', '.join(sorted(missing))}.")
        for row in rows:
            yield rows.line_num, row


def _part(path: Path, name: str) -> Any:
    """One table, or list of tables, of a TOML file."""
    try:
        values = tomllib.loads(_opened(path).read_text(encoding="utf-8"), parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        raise DemoStopped(f"{path}: {error}") from error
    if name not in values:
        raise DemoStopped(f"{path} lacks [{name}] or [[{name}]].")
    return values[name]


def _opened(path: Path) -> Path:
    if not path.is_file():
        raise DemoStopped(f"There is no {path}: name the folder of the example files with --examples.")
    return path
