"""The sale: a lead is worked, becomes a client and a charter, is priced line by line, and the client accepts."""

from __future__ import annotations

from coachway.entrypoints.demo.cast import Cast
from coachway.entrypoints.demo.narrator import money
from coachway.entrypoints.demo.office import LEADS
from coachway.entrypoints.demo.platform import Json, Platform

CHARTERS = "/api/v1/charters"
CLIENTS = "/api/v1/clients"
QUOTES = "/api/v1/pricing/quotes"

VEHICLE = "coach"
ITINERARY = {
    "trip_type": "round_trip",
    "pickup_time": "07:30",
    "trip_hours": 11,
    "deadhead_miles": 24,
    "amenities": ["wifi", "restroom"],
}
"""What the client tells on the telephone: out at half past seven, back eleven hours later."""


def win_the_client(cast: Cast, lead: Json) -> Json:
    """The lead's agent calls, qualifies and converts; answers with the charter, in full."""
    cast.narrator.chapter("A lead becomes a client and a charter")
    agent = cast.agent_of(lead)
    path = f"{LEADS}/{lead['id']}"
    cast.narrator.say(f"Lead {lead['id']}: {lead['first_name']} {lead['last_name']}, {lead['trip_details']}")
    if lead["converted_charter_id"] is None:
        if lead["status"] == "new":
            agent.post(
                f"{path}/activities",
                {"activity_type": "call", "details": "Talked the day through; they want Wi-Fi and a restroom."},
            )
            agent.put(path, {"status": "qualified"})
        agent.post(f"{path}/convert", {"vehicle_type": VEHICLE})
        lead = agent.get(path)
    client = agent.get(f"{CLIENTS}/{lead['converted_client_id']}")
    cast.user(
        email=client["email"],
        full_name=f"{client['first_name']} {client['last_name']}",
        role="client",
        client_id=client["id"],
    )
    charter: Json = agent.get(f"{CHARTERS}/{lead['converted_charter_id']}")
    for activity in reversed(list(agent.every(f"{path}/activities"))):
        cast.narrator.say(f"{activity['activity_type']}: {activity['details']}")
    cast.narrator.say(f"Converted into client {client['id']} and charter {charter['id']} on {charter['trip_date']}.")
    return charter


def plan_the_trip(cast: Cast, charter: Json, lead: Json) -> None:
    """There and back, with coordinates, so that the platform can measure the way; only while it is unpriced."""
    cast.narrator.chapter("The trip is planned")
    agent = cast.agent_of(lead)
    path = f"{CHARTERS}/{charter['id']}"
    if charter["total_cost"] is None:
        agent.put(path, ITINERARY)
        _place_stops(cast, agent, f"{path}/stops", lead)
    stops = list(agent.every(f"{path}/stops"))
    rows = [(s["sequence"], s["stop_type"], s["location"], s["latitude"], s["longitude"]) for s in stops]
    cast.narrator.table(("stop", "kind", "place", "latitude", "longitude"), rows, right=("latitude", "longitude"))


def _place_stops(cast: Cast, agent: Platform, path: str, lead: Json) -> None:
    start, end = lead["pickup_location"], lead["dropoff_location"]
    known = list(agent.every(path))
    for sequence, (name, kind) in enumerate(((start, "pickup"), (end, "waypoint"), (start, "dropoff")), start=1):
        place = cast.inputs.place(name)
        stop = {
            "location": place.name,
            "state": place.state,
            "latitude": place.latitude,
            "longitude": place.longitude,
            "stop_type": kind,
        }
        if sequence <= len(known):
            agent.put(f"{path}/{known[sequence - 1]['id']}", stop)
        else:
            agent.post(path, stop | {"sequence": sequence})


def agree_on_a_price(cast: Cast, charter: Json, lead: Json) -> Json:
    """The quote is sent, read line by line, and accepted through its secret link; answers with the booked charter."""
    cast.narrator.chapter("A quote is sent and accepted")
    agent = cast.agent_of(lead)
    path = f"{CHARTERS}/{charter['id']}"
    if charter["status"] == "quote" and charter["quote_secure_token"] is None:
        agent.post(f"{path}/send-quote", {})
        charter = agent.get(path)
    quote = next(agent.every(QUOTES, charter_id=charter["id"]))
    rows = [(line["line"], line["name"], money(line["amount"]), line["why"]) for line in quote["breakdown"]]
    cast.narrator.table(("line", "rule", "amount", "why"), rows, right=("amount",))
    cast.narrator.say(
        f"Quote {quote['id']}: {quote['distance_miles']} miles, total {money(quote['total'])}, "
        f"deposit {money(quote['deposit_amount'])}, good until {quote['valid_until'][:10]}."
    )
    if charter["status"] == "quote":
        name = f"{lead['first_name']} {lead['last_name']}"
        secret = charter["quote_secure_token"]
        cast.public.post(f"{CHARTERS}/quote/{secret}/accept", {"accepted_by_name": name})
        cast.narrator.say(f"{name} accepts it with the link that was mailed.")
    booked: Json = agent.get(path)
    cast.narrator.say(f"Charter {booked['id']} is {booked['status']} at {money(booked['total_cost'])}.")
    return booked
