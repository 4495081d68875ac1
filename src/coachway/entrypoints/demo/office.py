"""The office: its people, who gets how many leads, and the enquiries that come in."""

from __future__ import annotations

from decimal import Decimal

from coachway.entrypoints.demo.cast import Cast
from coachway.entrypoints.demo.platform import Json

RULES = "/api/v1/sales/assignment-rules"
LEADS = "/api/v1/sales/leads"


def open_the_office(cast: Cast) -> None:
    """A manager, the agents, and for each agent a rule with their weight."""
    cast.narrator.chapter("The office opens")
    cast.meet()
    cast.user(role="manager", **cast.inputs.manager)
    ruled = {rule["agent_id"] for rule in cast.manager.every(RULES)}
    for agent in cast.inputs.agents:
        user = cast.user(email=agent["email"], full_name=agent["full_name"], role="agent")
        if user["id"] not in ruled:
            cast.manager.post(RULES, {"agent_id": user["id"], "weight": agent["weight"]})
    cast.narrator.say(
        f"{cast.inputs.manager['full_name']} manages {len(cast.inputs.agents)} agents, who share leads by weight."
    )


def take_enquiries(cast: Cast) -> Json:
    """Every lead of leads.csv that is not there yet, then who got how many; answers with the story's lead."""
    cast.narrator.chapter("Enquiries come in")
    known = {lead["email"]: lead["id"] for lead in cast.manager.every(LEADS)}
    fresh = [lead for lead in cast.inputs.leads if lead["email"].lower() not in known]
    if fresh:
        with cast.narrator.progress("Leads", len(fresh)) as advance:
            for lead in fresh:
                created = cast.manager.post(LEADS, lead)
                known[created["email"]] = created["id"]
                advance()
    already = len(cast.inputs.leads) - len(fresh)
    cast.narrator.say(f"{len(fresh)} leads taken, {already} were there already. Each was assigned as it came:")
    _tell_shares(cast)
    story: Json = cast.manager.get(f"{LEADS}/{known[cast.inputs.leads[0]['email'].lower()]}")
    return story


def _tell_shares(cast: Cast) -> None:
    rules = [rule for rule in cast.manager.every(RULES) if rule["is_active"]]
    leads = sum(rule["total_leads_assigned"] for rule in rules)
    weight = sum(rule["weight"] for rule in rules)
    rows = []
    for rule in sorted(rules, key=lambda rule: (-rule["weight"], rule["agent_id"])):
        fair = Decimal(leads) * rule["weight"] / weight
        got = rule["total_leads_assigned"]
        rows.append((rule["agent_name"], rule["weight"], got, f"{fair:.2f}", f"{got - fair:+.2f}"))
    figures = ("weight", "leads", "fair share", "difference")
    cast.narrator.table(("agent", *figures), rows, right=figures)
