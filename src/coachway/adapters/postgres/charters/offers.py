"""What a quote's secret link leads to."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from coachway.adapters.postgres.charters.tables import charters, replaced_links, revisions
from coachway.adapters.postgres.session import Executor
from coachway.domain.charters.model import FIELDS, Act
from coachway.domain.charters.model.quote_link import link_replaced
from coachway.domain.charters.views import OfferView, StopView
from coachway.domain.kernel.errors import Conflict, NotFound

_OF_CHARTER: Final = revisions.c.charter_id == charters.c.id
# The state that the charter was in when its newest quote was sent: what was priced.
_PRICED: Final = (
    select(revisions.c.state)
    .where(_OF_CHARTER, revisions.c.action == Act.QUOTE_SENT)
    .order_by(revisions.c.revision_number.desc())
    .limit(1)
    .scalar_subquery()
)
_BOOKED_AT: Final = (
    select(func.min(revisions.c.changed_at)).where(_OF_CHARTER, revisions.c.action == Act.BOOKED).scalar_subquery()
)
_OFFER: Final = select(
    charters.c.id.label("charter_id"),
    charters.c.quote_id,
    charters.c.client_name,
    charters.c.amenities,
    charters.c.quote_expires_at.label("valid_until"),
    charters.c.quote_declined_at.label("declined_at"),
    charters.c.accepted_at,
    charters.c.version,
    _BOOKED_AT.label("booked_at"),
    _PRICED.label("priced"),
)
_TRIP: Final = ("vehicle_type", "vehicle_count", "trip_type", "trip_date", "return_date", "passengers")


async def read_offer(db: Executor, token_hash: str) -> OfferView:
    """The charter as it was priced. Raises NotFound, or Conflict `quote_expired` for a replaced link."""
    row = (await db.execute(_OFFER.where(charters.c.quote_token_hash == token_hash))).mappings().one_or_none()
    if row is None:
        raise await refusal(db, token_hash)
    values = dict(row)
    version, priced = values.pop("version"), values.pop("priced")
    stops = [
        StopView(**values_of_stop, charter_id=row["charter_id"], version=version)
        for values_of_stop in _read("stops", priced)
    ]
    trip = {name: _read(name, priced) for name in _TRIP}
    return OfferView(**values, **trip, pickup_time=priced["pickup_time"], stops=tuple(stops))


async def refusal(db: Executor | AsyncSession, token_hash: str) -> Conflict | NotFound:
    """Why a link that is no charter's newest leads nowhere."""
    replaced = select(replaced_links.c.charter_id).where(replaced_links.c.token_hash == token_hash)
    if (await db.execute(replaced)).first() is not None:
        return link_replaced()
    return NotFound("There is no quote at this address.")


def _read(name: str, state: dict[str, Any]) -> Any:
    plain = state[name]
    return None if plain is None else FIELDS[name].kind.read(plain)
