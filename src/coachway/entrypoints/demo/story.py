"""The whole story, in the order in which a broker lives it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from coachway.entrypoints.demo.award import award_the_trip
from coachway.entrypoints.demo.cast import Cast
from coachway.entrypoints.demo.change import audit_everything, change_the_booking
from coachway.entrypoints.demo.closing import show_dashboards, where_to_look_next
from coachway.entrypoints.demo.inputs import read_inputs
from coachway.entrypoints.demo.keys import Keys
from coachway.entrypoints.demo.market import set_prices, sign_up_vendors
from coachway.entrypoints.demo.narrator import Narrator
from coachway.entrypoints.demo.office import open_the_office, take_enquiries
from coachway.entrypoints.demo.platform import Platform
from coachway.entrypoints.demo.sale import QUOTES, agree_on_a_price, plan_the_trip, win_the_client


def tell_the_story(
    *,
    url: str,
    keys: Keys,
    examples: Path,
    data_dir: Path,
    zone: ZoneInfo,
    narrator: Narrator,
) -> None:
    """From the first login to the verified audit; whatever is there already is left as it is. Raises DemoStopped."""
    public = Platform.at(url)
    now = datetime.fromisoformat(public.get("/health")["timestamp"])
    cast = Cast(
        public=public,
        admin=public.sign_in(keys.admin_email, keys.admin_password),
        inputs=read_inputs(examples, now.astimezone(zone).date()),
        narrator=narrator,
        password=keys.password,
        now=now,
    )
    keys.keep(data_dir)
    open_the_office(cast)
    set_prices(cast)
    vendors = sign_up_vendors(cast)
    lead = take_enquiries(cast)
    charter = win_the_client(cast, lead)
    plan_the_trip(cast, charter, lead)
    booked = agree_on_a_price(cast, charter, lead)
    quote = next(cast.manager.every(QUOTES, charter_id=charter["id"]))
    awarded = award_the_trip(cast, booked, quote["distance_miles"], vendors)
    change_the_booking(cast, awarded, lead)
    audit_everything(cast, awarded)
    winner = next(vendor["primary_email"] for vendor in vendors if vendor["id"] == awarded["vendor_id"])
    show_dashboards(cast, lead["email"], winner)
    where_to_look_next(
        cast,
        url=url,
        admin_email=keys.admin_email,
        logins={
            "manager": cast.inputs.manager["email"],
            "agent": cast.inputs.agents[0]["email"],
            "vendor": winner,
            "client": lead["email"],
        },
        data_dir=data_dir,
    )
    cast.leave()
