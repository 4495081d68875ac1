"""The end: what each side sees on its dashboard, and where to look next."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import TypeAlias

from coachway.entrypoints.demo.cast import Cast
from coachway.entrypoints.demo.narrator import money
from coachway.entrypoints.demo.platform import Json, Platform

Rows: TypeAlias = list[tuple[str, object]]


def show_dashboards(cast: Cast, client_email: str, vendor_email: str) -> None:
    """What each of the three portals shows first; a part that could not be had is a dash."""
    cast.narrator.chapter("Everybody's dashboard")
    rows = [
        *(("client", *row) for row in _of_client(_dashboard(cast.seen_by(client_email), "client"))),
        *(("vendor", *row) for row in _of_vendor(_dashboard(cast.seen_by(vendor_email), "vendor"))),
        *(("admin", *row) for row in _of_admin(_dashboard(cast.admin, "admin"))),
    ]
    cast.narrator.table(("portal", "shows", "value"), rows)


def _dashboard(platform: Platform, portal: str) -> Json:
    shown: Json = platform.get(f"/api/v1/portal/{portal}/dashboard", refresh="true")
    return shown


def _of_client(shown: Json) -> Rows:
    latest = [each["action"].replace("_", " ") for each in shown["recent_activity"] or ()]
    return [
        ("upcoming charters", shown["upcoming_charters"]),
        ("latest activity", ", ".join(latest[:4])),
        ("unread notifications", shown["unread_notifications"]),
    ]


def _of_vendor(shown: Json) -> Rows:
    stats, trips, papers = shown["stats"] or {}, shown["schedule"] or (), shown["compliance"] or {}
    scheduled = [
        f"{each['trip_date']}, {each['passengers']} passengers, {money(each['vendor_cost'])}" for each in trips
    ]
    return [
        ("bids won", f"{stats.get('bids_won')} of {stats.get('total_bids_submitted')}"),
        ("schedule", "; ".join(scheduled)),
        ("papers in order", papers.get("is_compliant")),
    ]


def _of_admin(shown: Json) -> Rows:
    return [
        ("leads", _counts(shown["leads_by_status"])),
        ("charters", _counts(shown["charters_by_status"])),
        ("revenue booked", money(shown["revenue_booked"])),
        ("margin", money(shown["margin"])),
        ("health", ", ".join(f"{part} {state}" for part, state in (shown["system_health"] or {}).items())),
    ]


def _counts(by_status: Json | None) -> str | None:
    if by_status is None:
        return None
    return ", ".join(f"{count} {status}" for status, count in by_status.items() if count)


def where_to_look_next(cast: Cast, *, url: str, admin_email: str, logins: dict[str, str], data_dir: Path) -> None:
    """The docs page, who can sign in with which password, and commands worth trying."""
    say = cast.narrator.say
    cast.narrator.chapter("Where to look next")
    say(f"Every operation, to read:   {url}/docs")
    say(f"Mails that were sent:       {data_dir / 'mail'} (unless COACHWAY_SMTP_URL is set)")
    say(f"Sign in with the password   {cast.password}   as")
    for role, email in logins.items():
        say(f"  {role:<8} {email}")
    say(f"  admin    {admin_email} (with the password that it came with)")
    say("Commands, in another terminal:")
    for command in ("doctor", "audit verify", "jobs list", "settings"):
        say(f"  {_program(data_dir)} {command}")


def _program(data_dir: Path) -> str:
    """How to call `coachway` from here, so that it finds this platform."""
    beside = Path(sys.executable).parent / "coachway"
    program = beside.relative_to(Path.cwd()) if beside.is_relative_to(Path.cwd()) else Path(beside.name)
    is_default = data_dir.absolute() == Path("coachway-data").absolute()
    return str(program) if is_default else f"COACHWAY_DATA_DIR={shlex.quote(str(data_dir))} {program}"
