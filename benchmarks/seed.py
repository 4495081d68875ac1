"""What every contender finds in the database: 20 agents, 1,000 pricing rules and 60 vendors, made through the API."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx2

from benchmarks.operations import ROUTES

AGENTS, RULES, VENDORS = 20, 1000, 60
STATES = ("NJ", "NY", "PA", "CT", "MA")


def sign_in(http: httpx2.Client, email: str, password: str) -> str:
    """An access token; it lives fifteen minutes, longer than the benchmark."""
    answer = http.post("/api/v1/auth/login", json={"email": email, "password": password})
    answer.raise_for_status()
    return str(answer.json()["access_token"])


def hire(http: httpx2.Client, email: str, password: str) -> None:
    """A manager, who asks for everything that is measured; an admin's lists would decrypt what is secret."""
    body = {"email": email, "full_name": "Bench Manager", "role": "manager", "password": password}
    http.post("/api/v1/auth/users", json=body).raise_for_status()


def seed(http: httpx2.Client) -> None:
    """Fill an empty database; the client is an admin's."""

    def make(path: str, body: dict[str, Any]) -> dict[str, Any]:
        answer = http.post(path, json=body)
        if answer.is_error:
            raise RuntimeError(f"seeding {path} was refused: {answer.text}")
        made: dict[str, Any] = answer.json()
        return made

    with ThreadPoolExecutor(8) as several:
        agents = several.map(lambda n: make("/api/v1/auth/users", _agent(n)), range(AGENTS))
        for number, agent in enumerate(agents):
            make("/api/v1/sales/assignment-rules", {"agent_id": agent["id"], "weight": 1 + number % 5})
        list(several.map(lambda n: make("/api/v1/pricing/pricing-rules", _rule(n)), range(RULES)))
        list(several.map(lambda n: make("/api/v1/vendor/vendors", _vendor(n)), range(VENDORS)))


def _agent(number: int) -> dict[str, Any]:
    return {"email": f"agent.{number}@example.com", "full_name": f"Agent {number}", "role": "agent"}


def _rule(number: int) -> dict[str, Any]:
    """The first three fit every trip; the others are of a vehicle or a route, most of them not the one asked for."""
    common = {"name": f"Rule {number}", "priority": number % 10}
    if number == 0:
        return common | {"rule_type": "base_rate", "scope": "global", "base_rate": 350}
    if number == 1:
        return common | {"rule_type": "mileage_rate", "scope": "global", "per_mile_rate": 3.85}
    if number == 2:
        return common | {"rule_type": "time_multiplier", "scope": "global", "multiplier": 1.15, "days_of_week": [3]}
    if number % 2:
        vehicle = f"vehicle {number % (ROUTES * 8)}"
        rates = {"base_rate": 300 + number % 200, "per_mile_rate": 4.25}
        return common | {"rule_type": "vehicle_specific", "scope": "vehicle", "vehicle_type": vehicle} | rates
    ends = {"origin": f"Town {number}, NJ", "destination": f"City {number % 40}, PA"}
    return common | {"rule_type": "base_rate", "scope": "route", "base_rate": 310} | ends


def _vendor(number: int) -> dict[str, Any]:
    state = STATES[number % len(STATES)]
    return {
        "business_name": f"Coach Lines {number}",
        "legal_name": f"Coach Lines {number} LLC",
        "vendor_type": "fleet_operator",
        "description": "Motor coaches and minibuses for schools, clubs and companies since 1987.",
        "website": f"https://coachlines{number}.example",
        "years_in_business": 39,
        "usdot_number": f"{1000000 + number}",
        "mc_number": f"MC-{200000 + number}",
        "tax_id": f"22-555{number:04}",
        "primary_contact_name": "Maureen Doyle",
        "primary_email": f"dispatch.{number}@example.com",
        "primary_phone": f"+1973555{number:04}",
        "secondary_contact_name": "Andre Whitfield",
        "secondary_email": f"office.{number}@example.com",
        "secondary_phone": f"+1973556{number:04}",
        "emergency_contact_name": "Denise Carter",
        "emergency_phone": f"+1973557{number:04}",
        "dispatch_phone": f"+1973558{number:04}",
        "address_line1": f"{number} Market Street",
        "address_line2": "Gate 3",
        "city": "Paterson",
        "state": state,
        "zip_code": "07501",
        "country": "US",
        "latitude": 40.9168,
        "longitude": -74.1718,
        "total_vehicles": 4 + number % 20,
        "vehicle_types": ["coach", "minibus"],
        "max_passenger_capacity": 56,
        "amenities": ["wifi", "restroom", "power_outlets"],
        "has_ada_vehicles": True,
        "oldest_vehicle_year": 2019,
        "service_radius_miles": 250,
        "service_states": list(STATES),
        "bank_name": "First Bank",
        "bank_account_name": f"Coach Lines {number} LLC",
        "bank_account_number": f"00012345{number:04}",
        "bank_routing_number": "021200025",
        "payment_terms": "net_30",
        "payment_method": "ach",
        "insurance_provider": "Carrier Mutual",
        "insurance_policy_number": f"CM-{number:06}",
        "insurance_coverage_amount": 5000000,
        "insurance_expiration_date": "2035-01-31",
        "internal_notes": "Answers within the hour.",
    }
