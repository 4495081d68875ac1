"""The charter, and the values it is made of."""

from coachway.domain.charters.model.change_control import Override, check_change_control
from coachway.domain.charters.model.charter import Charter
from coachway.domain.charters.model.fields import EDITABLE, FIELDS, field_name, read_changes
from coachway.domain.charters.model.places import Coordinates, Place, Whereabouts
from coachway.domain.charters.model.quote_link import Acceptance, OfferStatus, QuoteLink
from coachway.domain.charters.model.revision import Act, Revision
from coachway.domain.charters.model.status import TRANSITIONS, CharterStatus
from coachway.domain.charters.model.stops import Stop, StopType
from coachway.domain.charters.model.trip import Price, SeriesPlace, Trip, TripType

__all__ = [
    "EDITABLE",
    "FIELDS",
    "TRANSITIONS",
    "Acceptance",
    "Act",
    "Charter",
    "CharterStatus",
    "Coordinates",
    "OfferStatus",
    "Override",
    "Place",
    "Price",
    "QuoteLink",
    "Revision",
    "SeriesPlace",
    "Stop",
    "StopType",
    "Trip",
    "TripType",
    "Whereabouts",
    "check_change_control",
    "field_name",
    "read_changes",
]
