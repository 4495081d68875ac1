"""The end: what each side sees on its dashboard, and where to look next."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from coachway.entrypoints.demo.cast import Cast
from coachway.entrypoints.demo.platform import Json


def show_dashboards(cast: Cast, client_email: str, vendor_email: str) -> None:
    """The single figures of the three portals, side by side."""
    cast.narrator.chapter("Everybody's dashboard")
    dashboards = (
        ("client", cast.seen_by(client_email), "client"),
        ("vendor", cast.seen_by(vendor_email), "vendor"),
        ("admin", cast.admin, "admin"),
    )
    for name, platform, portal in dashboards:
        shown: Json = platform.get(f"/api/v1/portal/{portal}/dashboard")
        figures = ", ".join(f"{what.replace('_', ' ')} {value}" for what, value in _figures(shown))
        cast.narrator.say(f"{name}: {figures}.")


def _figures(dashboard: Json) -> list[tuple[str, Any]]:
    return [
        (name, value) for name, value in dashboard.items() if isinstance(value, int | Decimal) and name != "version"
    ]


def where_to_look_next(cast: Cast, *, url: str, admin_email: str, logins: dict[str, str], data_dir: str) -> None:
    """The docs page, who can sign in with which password, and commands worth trying."""
    cast.narrator.chapter("Where to look next")
    cast.narrator.say(f"Every operation, to read and to try:  {url}/docs")
    cast.narrator.say(f"Sign in with the password  {cast.password}  as")
    for role, email in logins.items():
        cast.narrator.say(f"    {role:<8} {email}")
    cast.narrator.say(f"    admin    {admin_email} (with its own password)")
    cast.narrator.say(f"Mails that were sent are files in  {data_dir}/mail")
    cast.narrator.say("Commands: coachway doctor | coachway audit verify | coachway jobs list | coachway settings")
